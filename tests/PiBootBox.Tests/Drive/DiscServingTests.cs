using System.Security.Cryptography;
using System.Text;
using PiBootBox.Core.Images;
using PiBootBox.Core.Tree;
using PiBootBox.Linux.Tests;
using PiBootBox.Media;
using PiBootBox.Tests.Http;
using PiBootBox.Tests.Tftp;

namespace PiBootBox.Tests.Drive;

/// <summary>Files within discs go out by both protocols, straight from the disc's image.</summary>
public sealed class DiscServingTests : IDisposable
{
    private readonly DriveOnDisk _drive = new();
    private readonly byte[] _content = RandomNumberGenerator.GetBytes(300_001);

    public void Dispose() => _drive.Dispose();

    [Fact]
    public async Task A_file_of_a_disc_goes_out_by_HTTP_whole_and_in_ranges()
    {
        await using HttpBox box = await HttpBox.StartAsync();
        box.Files.Entries["/file"] = OnDisc();

        Assert.Equal(_content, Bytes(await box.CurlAsync("/file")));
        Assert.Equal(_content[1000..200_001], Bytes(await box.CurlAsync("/file", "--range", "1000-200000")));
        Assert.Equal(_content[^7..], Bytes(await box.CurlAsync("/file", "--range", "-7")));
        Assert.Contains($"Content-Length: {_content.Length}\r\n", await box.CurlAsync("/file", "--head"));
    }

    [Fact]
    public async Task A_file_that_lies_in_pieces_is_put_together()
    {
        byte[] expected = [.. _content[200_000..], .. _content[..1], .. _content[5_000..100_000]];
        FileEntry file = InPieces((200_000, 100_001), (0, 1), (5_000, 95_000));
        await using HttpBox box = await HttpBox.StartAsync();
        box.Files.Entries["/file"] = file;
        using var bed = new TftpBed();
        bed.Entries["file"] = file;

        Assert.Equal(expected, Bytes(await box.CurlAsync("/file")));
        Assert.Equal(expected[99_990..100_010], Bytes(await box.CurlAsync("/file", "--range", "99990-100009")));
        Assert.Equal(expected, ByTftp(bed));
    }

    [Fact]
    public void A_file_of_a_disc_goes_out_by_TFTP()
    {
        using var bed = new TftpBed();
        bed.Entries["file"] = OnDisc();

        Assert.Equal(_content, ByTftp(bed));
    }

    [Fact]
    public async Task A_disc_that_was_replaced_since_it_was_listed_gives_an_error_and_no_wrong_bytes()
    {
        await using HttpBox box = await HttpBox.StartAsync();
        box.Files.Entries["/file"] = OnDisc();
        File.AppendAllText(Path.Combine(_drive.Folder, "system.iso"), "longer");

        string answer = box.Exchange("GET /file HTTP/1.1\r\nHost: box\r\n\r\n");

        Assert.StartsWith("HTTP/1.1 503", answer);
        Assert.Contains("system.iso on the drive has changed since its content was listed", answer);
    }

    /// <summary>As the drive's reader finds it on a disc that a real tool made.</summary>
    private FileEntry OnDisc()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("pibootbox-disc-");
        File.WriteAllBytes(Path.Combine(folder.FullName, "file.bin"), _content);
        Tool.Run("xorriso", "-as", "mkisofs", "-quiet", "-R", "-o", Path.Combine(_drive.Folder, "system.iso"), folder.FullName);
        folder.Delete(recursive: true);
        DriveSnapshot drive = _drive.Read();
        Assert.True(drive.Files.TryFind("system.iso/file.bin", out FileEntry? file));
        return file;
    }

    private FileEntry InPieces(params (int Offset, int Length)[] pieces)
    {
        _drive.With("disc", _content);
        var disc = new FileEntry(_drive.Root, "disc", _content.Length, File.GetLastWriteTimeUtc(Path.Combine(_drive.Root.Folder, "disc")));
        return disc with
        {
            Path = "disc/file",
            Length = pieces.Sum(p => p.Length),
            Part = new DiscPart(disc, Array.ConvertAll(pieces, p => new Extent(p.Offset, p.Length))),
        };
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
