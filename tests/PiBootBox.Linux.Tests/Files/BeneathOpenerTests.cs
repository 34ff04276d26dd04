using System.Diagnostics;
using System.Net.Sockets;
using Microsoft.Win32.SafeHandles;
using PiBootBox.Core.Tree;
using PiBootBox.Linux.Files;
using PiBootBox.Media;

namespace PiBootBox.Linux.Tests.Files;

public sealed class BeneathOpenerTests : IDisposable
{
    private readonly BeneathOpener _opener = new();
    private readonly DirectoryInfo _around = Directory.CreateTempSubdirectory("beneath-");
    private readonly string _drive;

    public BeneathOpenerTests()
    {
        _drive = Directory.CreateDirectory(Path.Combine(_around.FullName, "drive")).FullName;
        Directory.CreateDirectory(Path.Combine(_drive, "debian"));
        File.WriteAllText(Path.Combine(_drive, "debian", "linux"), "a kernel");
        File.WriteAllText(Path.Combine(_around.FullName, "secret"), "nobody's business");
    }

    public void Dispose() => _around.Delete(recursive: true);

    [Fact]
    public void A_file_is_opened_with_its_length_and_content()
    {
        using SafeFileHandle file = Open("debian/linux", out long length);

        byte[] content = new byte[length];
        Assert.Equal(length, RandomAccess.Read(file, content, 0));
        Assert.Equal("a kernel"u8, content);
    }

    [Fact]
    public void The_length_is_that_of_now_and_not_that_of_the_scan()
    {
        File.AppendAllText(Path.Combine(_drive, "debian", "linux"), ", grown");

        Open("debian/linux", out long length).Dispose();

        Assert.Equal("a kernel, grown".Length, length);
    }

    [Fact]
    public void A_disc_that_was_replaced_by_one_of_its_length_gives_no_bytes()
    {
        var scanned = new FileInfo(Path.Combine(_drive, "debian", "linux"));
        var disc = new FileEntry(new FileRoot("drive", _drive), "debian/linux", scanned.Length, scanned.LastWriteTimeUtc);
        FileEntry part = disc with { Path = "debian/linux/f", Length = 2, Part = new DiscPart(disc, [new Extent(2, 2)]) };

        _opener.Open(part, out long length).Dispose();
        Assert.Equal(2, length);
        File.SetLastWriteTimeUtc(scanned.FullName, disc.Modified.UtcDateTime.AddSeconds(-7));

        Assert.Contains("has changed", Assert.Throws<IOException>(() => _opener.Open(part, out _)).Message);
    }

    [Theory]
    [InlineData("linux", "debian/linux")]
    [InlineData("debian/again", "../debian/linux")]
    public void A_link_that_stays_on_the_drive_is_followed(string link, string target)
    {
        File.CreateSymbolicLink(Path.Combine(_drive, link), target);

        Open(link, out long length).Dispose();

        Assert.Equal("a kernel".Length, length);
    }

    [Theory]
    [InlineData("../secret")]
    [InlineData("debian/../../secret")]
    [InlineData("/etc/hostname")]
    public void A_path_that_leads_out_is_refused(string path) => Refuses(path, "leads out");

    [Fact]
    public void A_link_that_climbs_out_is_refused()
    {
        File.CreateSymbolicLink(Path.Combine(_drive, "link"), "../secret");
        Refuses("link", "leads out");
    }

    [Fact]
    public void An_absolute_link_is_refused_even_to_a_file_of_the_drive()
    {
        File.CreateSymbolicLink(Path.Combine(_drive, "link"), Path.Combine(_drive, "debian", "linux"));
        Refuses("link", "leads out");
    }

    [Fact]
    public void A_linked_folder_that_leads_out_is_refused()
    {
        File.CreateSymbolicLink(Path.Combine(_drive, "folder"), "..");
        Refuses("folder/secret", "leads out");
    }

    [Fact]
    public void A_link_in_a_circle_is_refused()
    {
        File.CreateSymbolicLink(Path.Combine(_drive, "circle"), "circle");
        Refuses("circle", "leads nowhere");
    }

    [Fact]
    public void A_pipe_is_refused_at_once_though_nobody_writes_to_it()
    {
        using Process made = Process.Start("mkfifo", Path.Combine(_drive, "pipe"));
        made.WaitForExit();

        Refuses("pipe", "is a pipe");
    }

    [Fact]
    public void A_socket_is_refused()
    {
        using Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(Path.Combine(_drive, "socket")));

        Refuses("socket", "cannot be opened");
    }

    [Theory]
    [InlineData("debian")]
    [InlineData(".")]
    public void A_folder_is_refused_as_one(string path) => Assert.IsType<FileNotFoundException>(Refuses(path, "is a folder"));

    [Theory]
    [InlineData("gone")]
    [InlineData("gone/linux")]
    [InlineData("debian/linux/deeper")]
    public void A_missing_file_is_told_as_missing(string path) =>
        Assert.IsType<FileNotFoundException>(Refuses(path, "is not on the drive any more"));

    [Theory]
    [InlineData("")]
    [InlineData("debian/linux\0.txt")]
    public void A_name_that_no_file_can_have_is_refused(string path) =>
        Assert.IsType<FileNotFoundException>(Refuses(path, "is no file name"));

    [Fact]
    public void A_name_longer_than_the_kernel_takes_is_refused() => Refuses(new string('a', 5000), "cannot be opened");

    [Fact]
    public void A_drive_that_is_gone_is_told_with_its_folder()
    {
        Directory.Delete(_drive, recursive: true);
        Refuses("debian/linux", $"the folder {_drive} is not on the drive any more");
    }

    private SafeFileHandle Open(string path, out long length) =>
        _opener.Open(new FileEntry(new FileRoot("drive", _drive), path, 0, default), out length);

    private IOException Refuses(string path, string because)
    {
        IOException refusal = Assert.ThrowsAny<IOException>(() => Open(path, out _).Dispose());
        Assert.Contains(because, refusal.Message, StringComparison.Ordinal);
        return refusal;
    }
}
