using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;
using PiBootBox.Core.Images;
using PiBootBox.Core.Integrity;
using PiBootBox.Core.Tree;
using PiBootBox.Drive;
using PiBootBox.Integrity;
using PiBootBox.Linux.Files;
using PiBootBox.Linux.Tests;
using PiBootBox.Media.Tests;

namespace PiBootBox.Tests.Integrity;

/// <summary>What scans remember of a sealed drive: as much as its seal vouches for.</summary>
public sealed class SealedMemoryTests : IDisposable
{
    private const string Kernel = "rescue/vmlinuz", Old = "rescue (Linux 6.1.2)", New = "rescue (Linux 6.9.2)";

    private readonly SealedDrive _drive = new();
    private readonly List<string> _opened = [];
    private DriveMemory _memory = new();

    public SealedMemoryTests()
    {
        _drive.Disk.With("rescue/initrd", SmallBootFiles.GzipInitrd());
        Put(Old);
    }

    public void Dispose() => _drive.Dispose();

    [Fact]
    public void A_signed_drive_is_listed_again_without_a_read_of_any_image()
    {
        DirectoryInfo content = Directory.CreateTempSubdirectory("pibootbox-disc-");
        File.WriteAllText(Path.Combine(content.FullName, "a file.txt"), "of the disc");
        Tool.Run("xorriso", "-as", "mkisofs", "-quiet", "-R", "-o", Path.Combine(_drive.Disk.Folder, "system.iso"), content.FullName);
        content.Delete(recursive: true);
        _drive.SealIt();

        DriveSnapshot first = Scan();
        Assert.Contains("system.iso", _opened);
        Assert.Contains(Kernel, _opened);
        DriveSnapshot second = Scan();

        Assert.Equal([Seal.FileName, Seal.SignatureName], _opened);
        Assert.True(second.Files.TryFind("system.iso/a file.txt", out FileEntry? file));
        Assert.NotNull(file.Whole.Seal);
        Assert.Equal([Old], Titles(first));
        Assert.Equal([Old], Titles(second));
    }

    [Fact]
    public void What_is_signed_anew_is_read_anew_though_its_length_and_time_are_the_same()
    {
        _drive.SealIt();
        Scan();
        Put(New);
        _drive.SealIt();

        Assert.Equal([New], Titles(Scan()));
    }

    [Fact]
    public void What_nobody_signed_is_not_remembered_as_good()
    {
        Put(New);
        Assert.Equal([New], Titles(Scan(requireSigned: false)));
        Assert.Empty(Scan().Images);
        Assert.Equal(DriveMemoryFormat.Write(new DriveMemory()), DriveMemoryFormat.Write(_memory));

        Assert.Equal([New], Titles(Scan(requireSigned: false)));
        Put(Old);
        _drive.SealIt();

        Assert.Equal([Old], Titles(Scan()));
    }

    [Fact]
    public void A_manifest_that_lies_about_the_whole_of_a_file_does_not_vouch_for_it_later()
    {
        byte[] bad = KernelOf(New), good = KernelOf(Old);
        Put(New);
        var lie = new SealWriter();
        lie.TryAdd(new SealedFile(Kernel, good.Length, SHA256.HashData(good), SHA256.HashData(bad)));
        _drive.Disk.With(Seal.FileName, lie.Finish());
        Assert.Equal([New], Titles(Scan(requireSigned: false)));

        Put(Old);
        _drive.SealIt();

        Assert.Equal([Old], Titles(Scan()));
    }

    /// <summary>Always of one length and one time.</summary>
    private void Put(string title)
    {
        _drive.Disk.With(Kernel, KernelOf(title));
        File.SetLastWriteTimeUtc(Path.Combine(_drive.Disk.Folder, Kernel), DateTime.UnixEpoch.AddYears(50));
    }

    private static byte[] KernelOf(string title) => SmallBootFiles.Kernel(title.Split(' ')[^1].TrimEnd(')'));

    /// <summary>As at a start of the box.</summary>
    private DriveSnapshot Scan(bool requireSigned = true)
    {
        _opened.Clear();
        Assert.True(DriveMemoryFormat.TryRead(DriveMemoryFormat.Write(_memory), out DriveMemory? kept));
        _memory = new DriveMemory(kept);
        return new DriveReader(new VerifyingOpener(new Listing(_opened)), policy: new SealPolicy(_drive.Trusted, requireSigned)).Read(_drive.Disk.Scan(), _memory);
    }

    private static IEnumerable<string> Titles(DriveSnapshot drive) => drive.Images.Select(image => image.Title);

    private sealed class Listing(List<string> opened) : IFileOpener
    {
        public SafeFileHandle Open(FileEntry entry, out long length)
        {
            opened.Add(entry.Path);
            return new BeneathOpener().Open(entry, out length);
        }
    }
}
