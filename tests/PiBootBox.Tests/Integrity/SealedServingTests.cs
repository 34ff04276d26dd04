using System.Text;
using PiBootBox.Core.Images;
using PiBootBox.Core.Integrity;
using PiBootBox.Core.Journal;
using PiBootBox.Core.Tree;
using PiBootBox.Integrity;
using PiBootBox.Linux.Files;
using PiBootBox.Linux.Tests;
using PiBootBox.Media;
using PiBootBox.Media.Tests;
using PiBootBox.Tests.Http;
using PiBootBox.Tests.Tftp;
using PiBootBox.Wire.Tftp;

namespace PiBootBox.Tests.Integrity;

/// <summary>What goes out of a sealed drive, by both protocols.</summary>
public sealed class SealedServingTests : IDisposable
{
    private const int Chunk = SealedFile.ChunkBytes;

    private readonly SealedDrive _drive = new();
    private readonly List<FileSum> _altered = [];

    public void Dispose() => _drive.Dispose();

    [Fact]
    public async Task A_sealed_file_goes_out_whole_and_in_ranges()
    {
        byte[] content = _drive.Put("initrd.gz", 2 * Chunk + 12_345);
        _drive.SealIt();
        FileEntry entry = _drive.Entry("initrd.gz");
        Assert.NotNull(entry.Seal);
        await using HttpBox box = await Http(entry);

        Assert.Equal(content, Bytes(await box.CurlAsync("/file")));
        Assert.Equal(content[(Chunk - 7)..(Chunk + 300_000)], Bytes(await box.CurlAsync("/file", "--range", $"{Chunk - 7}-{Chunk + 299_999}")));
        Assert.Equal(content[^5..], Bytes(await box.CurlAsync("/file", "--range", "-5")));
        Assert.Contains($"Content-Length: {content.Length}\r\n", await box.CurlAsync("/file", "--head"));
        using TftpBed bed = Tftp(entry);
        Assert.Equal(content, ByTftp(bed));
        Assert.Empty(_altered);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(Chunk + 400_000)]
    [InlineData(2 * Chunk + 999)]
    public async Task No_byte_of_an_altered_chunk_leaves_the_box(int at)
    {
        byte[] content = _drive.Put("initrd.gz", 2 * Chunk + 1_000);
        _drive.SealIt(signed: false);
        FileEntry entry = _drive.Entry("initrd.gz");
        _drive.Alter("initrd.gz", at);
        int good = at / Chunk * Chunk;

        await using HttpBox box = await Http(entry);
        using System.Net.Sockets.Socket socket = box.Connect();
        socket.Send("GET /file HTTP/1.1\r\nHost: box\r\n\r\n"u8);
        byte[] answer = ReadToReset(socket);
        string text = Encoding.Latin1.GetString(answer);
        int end = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        // A reset may overtake all that was sent before it.
        byte[] body = end < 0 ? [] : answer[(end + 4)..];
        if (good == 0)
        {
            Assert.StartsWith("HTTP/1.1 403", text);
            Assert.Contains("is not what was sealed", Encoding.UTF8.GetString(body));
        }
        else
        {
            Assert.InRange(body.Length, 0, good);
            Assert.Equal(content[..body.Length], body);
        }
        Assert.Contains("is not what was sealed", box.Events.Await(Step.FileFailed).Why);
        Assert.Equal("initrd.gz", _altered[0].File.Path);

        // What lies in chunks that are whole still comes.
        if (good > 0)
            Assert.Equal(content[..good], Bytes(await box.CurlAsync("/file", "--range", $"0-{good - 1}")));

        using TftpBed bed = Tftp(entry);
        using var client = new WireClient(bed.Endpoint.Port);
        client.Ask("file");
        string? error = null;
        var received = new List<byte>();
        for (int block = 1; error is null; block++)
        {
            ReadOnlySpan<byte> packet = client.Receive();
            if (TftpPacket.TryReadError(packet, out _, out ReadOnlySpan<byte> message))
            {
                error = Encoding.ASCII.GetString(message);
                break;
            }
            received.AddRange(packet[4..]);
            client.Ack(block);
        }
        Assert.Contains("is not what was sealed", error);
        Assert.InRange(received.Count, 0, good);
        Assert.Equal(content[..received.Count], received);
    }

    [Fact]
    public async Task A_file_that_is_altered_while_it_is_sent_never_arrives_altered()
    {
        byte[] content = _drive.Put("large.img", 40 * Chunk);
        _drive.SealIt();
        await using HttpBox box = await Http(_drive.Entry("large.img"));
        using System.Net.Sockets.Socket socket = box.Connect();
        socket.ReceiveBufferSize = 16 * 1024;
        socket.Send("GET /file HTTP/1.1\r\nHost: box\r\n\r\n"u8);
        var first = new byte[1];
        socket.Receive(first);

        _drive.Alter("large.img", 39 * Chunk + 5);
        byte[] answer = ReadToReset(socket);

        Assert.InRange(answer.Length, 0, 39 * Chunk + 1_000);
        Assert.Contains("is not what was sealed", box.Events.Await(Step.FileFailed).Why);
        Assert.Equal(content[..1000], Bytes(await box.CurlAsync("/file", "--range", "0-999")));
    }

    [Fact]
    public async Task A_file_within_a_sealed_disc_goes_by_the_discs_chunks()
    {
        byte[] disc = _drive.Put("disc.img", 3 * Chunk);
        _drive.SealIt();
        FileEntry whole = _drive.Entry("disc.img");
        Extent[] pieces = [new(2 * Chunk + 10, 50_000), new(Chunk - 100, 300)];
        FileEntry part = whole with { Path = "disc.img/file", Length = 50_300, Seal = null, Part = new DiscPart(whole, pieces) };
        byte[] expected = [.. disc[(2 * Chunk + 10)..(2 * Chunk + 50_010)], .. disc[(Chunk - 100)..(Chunk + 200)]];

        await using (HttpBox box = await Http(part))
            Assert.Equal(expected, Bytes(await box.CurlAsync("/file")));
        // A byte of the same chunk that is none of the file's.
        _drive.Alter("disc.img", 3 * Chunk - 1);
        await using HttpBox after = await Http(part);
        Assert.Contains("is not what was sealed", after.Exchange("GET /file HTTP/1.1\r\nHost: box\r\n\r\n"));
    }

    [Fact]
    public async Task What_nobody_signed_is_refused_in_words_by_HTTP_and_TFTP_and_is_on_no_menu()
    {
        _drive.Disk.With("memtest.bin", SmallBootFiles.Kernel("Memtest86+ v6.10"));
        foreach (bool isSealed in new[] { false, true })
        {
            if (isSealed)
                _drive.SealIt(signed: false);
            FileEntry entry = _drive.Entry("memtest.bin", requireSigned: true);
            await using HttpBox box = await Http(entry);
            string answer = box.Exchange("GET /file HTTP/1.1\r\nHost: box\r\n\r\n");
            Assert.StartsWith("HTTP/1.1 403", answer);
            Assert.Contains("signed files only (requireSigned)", answer);
            Assert.Contains("requireSigned", box.Events.Await(Step.FileFailed).Why);
            using TftpBed bed = Tftp(entry);
            using var client = new WireClient(bed.Endpoint.Port);
            client.Ask("file");
            Assert.Contains("requireSigned", client.ReceiveError().Message);
            DriveSnapshot drive = _drive.Read(requireSigned: true);
            Assert.Empty(drive.Images);
            Assert.Contains("pibootbox seal --key", drive.Problem);
        }
    }

    [Fact]
    public void Only_what_lay_there_when_it_was_signed_with_a_trusted_key_is_on_the_menu()
    {
        _drive.Disk.With("memtest.bin", SmallBootFiles.Kernel("Memtest86+ v6.10"));
        _drive.SealIt();
        _drive.Disk.With("other.bin", SmallBootFiles.Kernel("Memtest86+ v7.00"));

        Assert.Equal(["memtest.bin"], _drive.Read(requireSigned: true).Images.Select(i => i.Path));
        Assert.Equal(2, _drive.Read().Images.Count);
        Assert.Contains("was not there when the drive was sealed", _drive.Entry("other.bin", requireSigned: true).Refusal);

        TrustedKey other = SealKeys.ReadPublic("other", SealKeys.Create().Public);
        DriveSnapshot drive = _drive.Read(requireSigned: true, [other]);
        Assert.Empty(drive.Images);
        Assert.Contains(drive.PassedOver, p => p.Reason.Contains("not made over this manifest by a key that the box trusts", StringComparison.Ordinal));

        _drive.Alter("memtest.bin", 600);
        Assert.Empty(_drive.Read(requireSigned: true).Images);
        _drive.Alter("pibootbox.seal", 40);
        Assert.Empty(_drive.Read(requireSigned: true).Images);
    }

    [Fact]
    public void Settings_that_nobody_signed_do_not_count_where_signatures_are_asked_for()
    {
        _drive.Disk.With("memtest.bin", SmallBootFiles.Kernel("Memtest86+ v6.10"));
        _drive.SealIt();
        _drive.Disk.With("pibootbox.json", """{ "title": "Mine" }"""u8);

        Assert.Equal("Mine", _drive.Read().Settings.Title);
        DriveSettings settings = _drive.Read(requireSigned: true).Settings;
        Assert.Null(settings.Title);
        Assert.Contains("was not there when the drive was sealed", settings.Mistakes[0].Sentence);
    }

    [Fact]
    public void Many_readers_of_more_chunks_than_fit_get_the_right_bytes()
    {
        byte[] content = _drive.Put("large.img", (ChunkStore.Most + 8) * Chunk);
        _drive.SealIt(signed: false);
        FileEntry entry = _drive.Entry("large.img");
        var opener = new VerifyingOpener(new BeneathOpener());
        Parallel.For(0, 12, new ParallelOptions { MaxDegreeOfParallelism = 12 }, reader =>
        {
            using Microsoft.Win32.SafeHandles.SafeFileHandle file = opener.Open(entry, out _);
            var random = new Random(reader);
            var part = new byte[5_000];
            for (int i = 0; i < 60; i++)
            {
                int at = random.Next(content.Length - part.Length);
                Assert.Equal(part.Length, ((IFileOpener)opener).Read(file, entry, at, part));
                Assert.True(part.AsSpan().SequenceEqual(content.AsSpan(at, part.Length)));
            }
        });
    }

    /// <summary>All that came before the box broke the connection off.</summary>
    private static byte[] ReadToReset(System.Net.Sockets.Socket socket)
    {
        using var all = new MemoryStream();
        var buffer = new byte[64 * 1024];
        try
        {
            for (int read; (read = socket.Receive(buffer)) > 0;)
                all.Write(buffer, 0, read);
        }
        catch (System.Net.Sockets.SocketException reset) when (reset.SocketErrorCode == System.Net.Sockets.SocketError.ConnectionReset)
        {
            // So that the client sees that its file is not whole.
        }
        return all.ToArray();
    }

    private async Task<HttpBox> Http(FileEntry entry)
    {
        HttpBox box = await HttpBox.StartAsync(opener: files => new VerifyingOpener(files, _altered.Add));
        box.Files.Entries["/file"] = entry;
        return box;
    }

    private static TftpBed Tftp(FileEntry entry)
    {
        var bed = new TftpBed(opener: new VerifyingOpener(new BeneathOpener()));
        bed.Entries["file"] = entry;
        return bed;
    }

    private static byte[] ByTftp(TftpBed bed)
    {
        string target = Path.GetTempFileName();
        try
        {
            Tool.Run("curl", "--silent", "--show-error", "--max-time", "60", "--output", target, $"tftp://127.0.0.1:{bed.Endpoint.Port}/file");
            return File.ReadAllBytes(target);
        }
        finally
        {
            File.Delete(target);
        }
    }

    private static byte[] Bytes(string output) => Encoding.Latin1.GetBytes(output);
}
