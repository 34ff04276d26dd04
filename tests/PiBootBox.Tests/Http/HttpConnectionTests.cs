using System.Net.Sockets;
using System.Text;
using Microsoft.Win32.SafeHandles;
using PiBootBox.Core;
using PiBootBox.Core.Journal;
using PiBootBox.Core.Tree;
using PiBootBox.Http;

namespace PiBootBox.Tests.Http;

/// <summary>Connections that last, crawl, break or lie, over raw sockets.</summary>
public sealed class HttpConnectionTests
{
    private const string Host = "Host: box\r\n";

    [Fact]
    public async Task Files_follow_each_other_on_one_connection_and_the_menu_ends_it()
    {
        await using HttpBox box = await HttpBox.StartAsync();
        box.Put("linux", "kernel"u8.ToArray());
        using Socket socket = box.Connect();

        Assert.EndsWith("kernel", Ask(socket, $"GET /drive/linux HTTP/1.1\r\n{Host}\r\n", "kernel"), StringComparison.Ordinal);
        Assert.EndsWith("kernel", Ask(socket, $"GET /drive/linux HTTP/1.1\r\n{Host}\r\n", "kernel"), StringComparison.Ordinal);
        string menu = Ask(socket, $"GET /boot.ipxe HTTP/1.1\r\n{Host}\r\n", HttpBox.Menu);

        Assert.Contains("\r\nConnection: close\r\n", menu, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(0, socket.Receive(new byte[1]));
    }

    [Fact]
    public async Task A_client_that_asks_for_the_menu_first_learns_to_connect_anew_for_the_file()
    {
        await using HttpBox box = await HttpBox.StartAsync();
        byte[] content = box.Put("linux", 50_000);

        // The framework's client does what iPXE does: one connection while the box lets it, then a new one.
        using HttpClient client = new() { BaseAddress = new Uri($"http://127.0.0.1:{box.Port}") };
        Assert.Equal(HttpBox.Menu, await client.GetStringAsync("/boot.ipxe"));
        Assert.Equal(content, await client.GetByteArrayAsync("/drive/linux"));
        Assert.Equal(content, await client.GetByteArrayAsync("/drive/linux"));
        Assert.Equal(HttpBox.Menu, await client.GetStringAsync("/boot.ipxe"));
    }

    [Fact]
    public async Task Pipelined_requests_are_answered_in_their_order()
    {
        await using HttpBox box = await HttpBox.StartAsync();
        box.Put("a", "first"u8.ToArray());
        box.Put("b", "second"u8.ToArray());

        string answers = box.Exchange(
            $"GET /drive/a HTTP/1.1\r\n{Host}\r\nHEAD /drive/a HTTP/1.1\r\n{Host}\r\nGET /drive/b HTTP/1.1\r\n{Host}\r\nGET /boot.ipxe HTTP/1.1\r\n{Host}\r\n");

        int first = answers.IndexOf("first", StringComparison.Ordinal), second = answers.IndexOf("second", StringComparison.Ordinal);
        Assert.True(0 < first && first < second);
        Assert.EndsWith(HttpBox.Menu, answers, StringComparison.Ordinal);
        Assert.Equal(4, answers.Split("HTTP/1.1 200 OK").Length - 1);
    }

    [Fact]
    public async Task HTTP_1_0_clients_get_their_file_and_the_connection_closed()
    {
        await using HttpBox box = await HttpBox.StartAsync();
        box.Put("linux", "kernel"u8.ToArray());
        using Socket socket = box.Connect();
        socket.Send("GET /drive/linux HTTP/1.0\r\n\r\n"u8);

        string answer = Encoding.Latin1.GetString(HttpBox.ReadToEnd(socket));

        Assert.Contains("\r\nConnection: close\r\n", answer, StringComparison.Ordinal);
        Assert.EndsWith("\r\n\r\nkernel", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_head_that_comes_byte_by_byte_is_understood()
    {
        await using HttpBox box = await HttpBox.StartAsync();
        box.Put("linux", "kernel"u8.ToArray());
        using Socket socket = box.Connect();
        socket.NoDelay = true;

        foreach (byte b in Encoding.Latin1.GetBytes($"GET /drive/linux HTTP/1.1\r\n{Host}Connection: close\r\n\r\n"))
            socket.Send([b]);

        Assert.EndsWith("\r\n\r\nkernel", Encoding.Latin1.GetString(HttpBox.ReadToEnd(socket)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_menu_request_that_comes_byte_by_byte_reaches_Kestrel_whole()
    {
        await using HttpBox box = await HttpBox.StartAsync();
        using Socket socket = box.Connect();
        socket.NoDelay = true;

        foreach (byte b in Encoding.Latin1.GetBytes($"GET /boot.ipxe HTTP/1.1\r\n{Host}\r\n"))
            socket.Send([b]);

        Assert.EndsWith(HttpBox.Menu, Encoding.Latin1.GetString(HttpBox.ReadToEnd(socket)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GET /drive/linux HTTP/1.1\r\n\r\n", "400")]
    [InlineData("GET /drive/linux HTTP/3.7\r\nHost: a\r\n\r\n", "505")]
    [InlineData("GET  HTTP/1.1\r\n\r\n", "400")]
    [InlineData("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03 a TLS hello\n\n", "400")]
    [InlineData("GET /drive/linux HTTP/1.1\r\nHost: a\r\n folded: x\r\n\r\n", "400")]
    [InlineData("OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n", "405")]
    [InlineData("get /drive/linux HTTP/1.1\r\nHost: a\r\n\r\n", "405")]
    public async Task What_is_no_request_for_a_file_is_refused_with_a_status(string request, string status)
    {
        await using HttpBox box = await HttpBox.StartAsync();
        box.Put("linux", 5);

        Assert.StartsWith($"HTTP/1.1 {status} ", box.Exchange(request), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_absolute_URL_as_target_is_understood()
    {
        await using HttpBox box = await HttpBox.StartAsync();
        box.Put("linux", "kernel"u8.ToArray());

        Assert.EndsWith("\r\n\r\nkernel", box.Exchange($"GET http://box/drive/linux HTTP/1.1\r\n{Host}Connection: close\r\n\r\n"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_head_of_more_than_8_KiB_is_431()
    {
        await using HttpBox box = await HttpBox.StartAsync();
        string fields = string.Concat(Enumerable.Range(0, 300).Select(i => $"X-{i}: {new string('a', 30)}\r\n"));

        Assert.StartsWith("HTTP/1.1 431 ", box.Exchange($"GET /drive/linux HTTP/1.1\r\n{Host}{fields}\r\n"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_request_line_without_end_is_414()
    {
        await using HttpBox box = await HttpBox.StartAsync();

        Assert.StartsWith("HTTP/1.1 414 ", box.Exchange("GET /" + new string('a', 70_000)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Random_bytes_never_stop_the_box()
    {
        await using HttpBox box = await HttpBox.StartAsync();
        box.Put("linux", "kernel"u8.ToArray());
        Random random = new(20_26);
        byte[] good = Encoding.Latin1.GetBytes($"GET /drive/linux HTTP/1.1\r\n{Host}Range: bytes=1-2\r\nConnection: close\r\n\r\n");

        for (int round = 0; round < 200; round++)
        {
            byte[] request = good.ToArray();
            for (int flips = random.Next(1, 6); flips > 0; flips--)
                request[random.Next(request.Length)] = (byte)random.Next(256);
            try
            {
                using Socket socket = box.Connect();
                socket.Send(request);
                socket.Shutdown(SocketShutdown.Send);
                HttpBox.ReadToEnd(socket);
            }
            catch (SocketException)
            {
                // A reset is an answer too; what counts is the one below.
            }
        }

        Assert.EndsWith("\r\n\r\ner", Encoding.Latin1.GetString(box.Exchange(good)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_client_that_never_finishes_its_head_is_cut_off()
    {
        await using HttpBox box = await HttpBox.StartAsync(new HttpLimits { HeadTime = TimeSpan.FromMilliseconds(200) });
        using Socket socket = box.Connect();
        socket.Send("GET /drive/linux HT"u8);

        Assert.Empty(HttpBox.ReadToEnd(socket));
    }

    [Fact]
    public async Task A_client_that_takes_nothing_is_cut_off_and_told_of()
    {
        await using HttpBox box = await HttpBox.StartAsync(new HttpLimits { StallTime = TimeSpan.FromMilliseconds(200) });
        box.Put("big.iso", 50_000_000);
        using Socket socket = box.Connect();
        socket.Send(Encoding.Latin1.GetBytes($"GET /drive/big.iso HTTP/1.1\r\n{Host}\r\n"));

        MachineEvent failed = box.Events.Await(Step.FileFailed);

        Assert.Contains("took next to nothing", failed.Why, StringComparison.Ordinal);
        Assert.InRange(failed.Bytes, 0, 49_999_999);
        Assert.InRange(ReadToEndOrReset(socket), 0, 49_999_999);
        Assert.Single(box.Events.Of("/drive/big.iso"), e => e.Step == Step.FileFailed);
    }

    [Fact]
    public async Task The_journal_tells_how_far_a_machine_has_come_while_it_still_reads()
    {
        await using HttpBox box = await HttpBox.StartAsync();
        box.Put("big.iso", 50_000_000);
        using Socket socket = box.Connect();
        socket.Send(Encoding.Latin1.GetBytes($"GET /drive/big.iso HTTP/1.1\r\n{Host}\r\n"));
        socket.Receive(new byte[1000]);

        MachineEvent progress = box.Events.Await(Step.FileProgress);

        Assert.Equal("/drive/big.iso", progress.What);
        Assert.Equal(50_000_000, progress.Of);
        Assert.InRange(progress.Bytes, 1000, 49_999_999);
    }

    [Fact]
    public async Task A_client_that_resets_in_the_middle_is_told_of_once_and_the_next_is_served()
    {
        await using HttpBox box = await HttpBox.StartAsync();
        box.Put("big.iso", 50_000_000);
        using (Socket socket = box.Connect())
        {
            socket.Send(Encoding.Latin1.GetBytes($"GET /drive/big.iso HTTP/1.1\r\n{Host}\r\n"));
            socket.Receive(new byte[1000]);
            socket.LingerState = new LingerOption(true, 0);
        }

        MachineEvent failed = box.Events.Await(Step.FileFailed);

        Assert.Contains("ended the connection", failed.Why, StringComparison.Ordinal);
        Assert.Equal("50000000", await box.CurlAsync("/drive/big.iso", "--output", "/dev/null", "--write-out", "%{size_download}"));
    }

    [Fact]
    public async Task A_file_that_becomes_shorter_breaks_the_connection_at_once()
    {
        await using HttpBox box = await HttpBox.StartAsync();
        box.Put("big.iso", 50_000_000);
        using Socket socket = box.Connect();
        socket.Send(Encoding.Latin1.GetBytes($"GET /drive/big.iso HTTP/1.1\r\n{Host}\r\n"));
        socket.Receive(new byte[1000]);

        using (FileStream file = new(Path.Combine(box.Drive, "big.iso"), FileMode.Open))
            file.SetLength(100);

        Assert.Throws<SocketException>(() => HttpBox.ReadToEnd(socket));
        Assert.Contains("became shorter", box.Events.Await(Step.FileFailed).Why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_drive_that_fails_is_503_in_words_that_name_it()
    {
        await using HttpBox box = await HttpBox.StartAsync(opener: static _ => new DyingDrive());
        box.Put("linux", 5);

        string answer = box.Exchange($"GET /drive/linux HTTP/1.1\r\n{Host}\r\n");

        Assert.StartsWith("HTTP/1.1 503 ", answer, StringComparison.Ordinal);
        Assert.EndsWith("The drive fails.\n", answer, StringComparison.Ordinal);
        Assert.Equal("The drive fails.", box.Events.Await(Step.FileFailed).Why);
    }

    [Fact]
    public async Task A_client_with_too_many_connections_is_told_so_and_others_are_served_when_one_ends()
    {
        await using HttpBox box = await HttpBox.StartAsync(new HttpLimits { ConnectionsOfClient = 2 });
        box.Put("linux", "kernel"u8.ToArray());
        string request = $"GET /drive/linux HTTP/1.1\r\n{Host}\r\n";
        using Socket first = box.Connect(), second = box.Connect();
        Ask(first, request, "kernel");
        Ask(second, request, "kernel");

        string refused = box.Exchange(request);

        Assert.StartsWith("HTTP/1.1 503 ", refused, StringComparison.Ordinal);
        Assert.Contains("as many connections as it can", refused, StringComparison.Ordinal);
        box.Events.AwaitTrouble("too many are open");

        first.Shutdown(SocketShutdown.Send);
        Assert.Empty(HttpBox.ReadToEnd(first));
        using Socket third = box.Connect();
        Assert.EndsWith("kernel", Ask(third, request, "kernel"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Connections_that_went_through_Kestrel_give_their_place_back()
    {
        await using HttpBox box = await HttpBox.StartAsync(new HttpLimits { Connections = 3 });

        for (int i = 0; i < 20; i++)
            await WithPatience(() => Task.FromResult(box.Exchange($"GET /boot.ipxe HTTP/1.1\r\n{Host}\r\n").EndsWith(HttpBox.Menu, StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_taken_port_is_told_with_the_program_that_has_it()
    {
        await using HttpBox box = await HttpBox.StartAsync();
        await using HttpFront front = await HttpFront.StartAsync(
            box.Files, new DyingDrive(), box.Events, box.Activity, Microsoft.Extensions.Logging.Abstractions.NullLoggerFactory.Instance);

        CannotServeException refusal = Assert.Throws<CannotServeException>(() => new HttpEndpoint(HttpBox.Loopback, box.Port, front));

        Assert.Contains($"TCP port {box.Port} on lo is already used by", refusal.Message, StringComparison.Ordinal);
        Assert.Contains($"(process {Environment.ProcessId})", refusal.Message, StringComparison.Ordinal);
    }

    /// <summary>A place is given back a moment after the client sees the end: asks again for at most some seconds.</summary>
    private static async Task WithPatience(Func<Task<bool>> succeeds)
    {
        for (int tries = 0; tries < 100; tries++)
        {
            if (await succeeds())
                return;
            await Task.Delay(50);
        }
        Assert.Fail("it never came back");
    }

    /// <returns>Bytes that came until the box ended the connection, in whichever way.</returns>
    private static long ReadToEndOrReset(Socket socket)
    {
        byte[] buffer = new byte[64 * 1024];
        for (long all = 0; ;)
        {
            try
            {
                int read = socket.Receive(buffer);
                if (read == 0)
                    return all;
                all += read;
            }
            catch (SocketException reset) when (reset.SocketErrorCode == SocketError.ConnectionReset)
            {
                return all;
            }
        }
    }

    private static string Ask(Socket socket, string request, string until)
    {
        socket.Send(Encoding.Latin1.GetBytes(request));
        StringBuilder answer = new();
        byte[] buffer = new byte[4096];
        while (!answer.ToString().EndsWith(until, StringComparison.Ordinal))
        {
            int read = socket.Receive(buffer);
            Assert.True(read > 0, $"closed after: {answer}");
            answer.Append(Encoding.Latin1.GetString(buffer, 0, read));
        }
        return answer.ToString();
    }

    private sealed class DyingDrive : IFileOpener
    {
        public SafeFileHandle Open(FileEntry entry, out long length) => throw new IOException("The drive fails.");
    }
}
