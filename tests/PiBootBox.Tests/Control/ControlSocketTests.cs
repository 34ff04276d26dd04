using System.Net.Sockets;
using System.Text;
using NSubstitute;
using PiBootBox.Control;
using PiBootBox.Core.Journal;

namespace PiBootBox.Tests.Control;

public sealed class ControlSocketTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("pbx-ctl-").FullName;
    private readonly IMachineJournal _journal = Substitute.For<IMachineJournal>();

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task The_first_word_chooses_the_handler_and_the_rest_of_the_line_is_its_own()
    {
        await using ControlSocket? service = Open();
        Assert.Equal("echo: two words, ä\n", await AskAsync("echo two words, ä\n"));
        Assert.Equal("echo: \n", await AskAsync("echo\n"));
        Assert.Equal("other\n", await AskAsync("other\n"));
    }

    [Fact]
    public async Task A_handler_hears_line_by_line_what_else_the_client_says()
    {
        await using ControlSocket? service = Open();
        Assert.Equal("n\nab\nend\n", await AskAsync("keys\nn\nab\n"));
    }

    [Theory]
    [InlineData("GET / HTTP/1.1\r\n")]
    [InlineData("\n")]
    [InlineData("ech\n")]
    [InlineData("echo a line without an end")]
    [InlineData("echo\0\n")]
    public async Task What_is_no_request_is_not_answered(string request)
    {
        await using ControlSocket? service = Open();
        Assert.Equal("", await AskAsync(request));
    }

    [Fact]
    public async Task A_line_that_is_too_long_ends_the_connection()
    {
        await using ControlSocket? service = Open();
        Assert.Equal("", await AskAsync("echo " + new string('x', ControlConnection.LongestLine)));
        string longest = new('x', ControlConnection.LongestLine - "echo \n".Length);
        Assert.Equal($"echo: {longest}\n", await AskAsync($"echo {longest}\n"));
    }

    [Fact]
    public async Task A_socket_that_a_power_cut_left_behind_is_replaced_and_nobody_else_may_open_it()
    {
        await File.WriteAllTextAsync(ControlSocket.PathIn(_folder), "");
        await using ControlSocket? service = Open();

        Assert.Equal("other\n", await AskAsync("other\n"));
        if (OperatingSystem.IsLinux())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(ControlSocket.PathIn(_folder)));
    }

    [Fact]
    public async Task The_box_stops_while_a_client_says_nothing()
    {
        ControlSocket service = Open()!;
        using Socket silent = await ConnectAsync();
        await silent.SendAsync("keys\n"u8.ToArray());
        await service.DisposeAsync();
        Assert.Empty(Directory.GetFiles(_folder));
    }

    [Fact]
    public void A_folder_that_takes_no_socket_is_told_and_stops_nothing()
    {
        string folder = Path.Combine(_folder, new string('x', 120));
        Assert.Null(ControlSocket.Open(folder, new Dictionary<string, ControlHandler>(), _journal));
        _journal.Received(1).Trouble("control-socket", Arg.Is<string>(sentence => sentence.Contains(folder)));
    }

    private ControlSocket? Open() => ControlSocket.Open(
        _folder,
        new Dictionary<string, ControlHandler>
        {
            ["echo"] = static (client, rest) => client.SendLineAsync("echo: " + rest),
            ["other"] = static (client, _) => client.SendLineAsync("other"),
            ["keys"] = KeysAsync,
        },
        _journal);

    private static async Task KeysAsync(ControlConnection client, string rest)
    {
        while (await client.ReadLineAsync() is { } key)
            await client.SendLineAsync(key);
        await client.SendLineAsync("end");
    }

    private async Task<Socket> ConnectAsync()
    {
        var client = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await client.ConnectAsync(new UnixDomainSocketEndPoint(ControlSocket.PathIn(_folder)));
        return client;
    }

    /// <returns>All that is answered; a connection that the service cuts ends the answer.</returns>
    private async Task<string> AskAsync(string request)
    {
        using Socket client = await ConnectAsync();
        var answer = new MemoryStream();
        byte[] buffer = new byte[1024];
        try
        {
            await client.SendAsync(Encoding.UTF8.GetBytes(request));
            client.Shutdown(SocketShutdown.Send);
            while (await client.ReceiveAsync(buffer) is > 0 and int read)
                answer.Write(buffer, 0, read);
        }
        catch (SocketException)
        {
            // Cut with bytes unread.
        }
        return Encoding.UTF8.GetString(answer.ToArray());
    }
}
