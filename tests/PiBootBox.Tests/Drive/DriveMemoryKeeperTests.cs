using Microsoft.Win32.SafeHandles;
using PiBootBox.Core.Images;
using PiBootBox.Core.Tree;
using PiBootBox.Drive;
using PiBootBox.Linux.Tests;
using PiBootBox.Tests.Http;

namespace PiBootBox.Tests.Drive;

public sealed class DriveMemoryKeeperTests : IDisposable
{
    private readonly DriveOnDisk _drive = new(), _state = new();

    public void Dispose()
    {
        _drive.Dispose();
        _state.Dispose();
    }

    [Fact]
    public void After_a_restart_a_disc_that_kept_its_time_is_known_without_being_opened()
    {
        DirectoryInfo content = Directory.CreateTempSubdirectory("pibootbox-disc-");
        Directory.CreateDirectory(Path.Combine(content.FullName, "live"));
        File.WriteAllText(Path.Combine(content.FullName, "live/a file.txt"), "of the disc");
        Tool.Run("xorriso", "-as", "mkisofs", "-quiet", "-R", "-V", "LABEL", "-o", Path.Combine(_drive.Folder, "system.iso"), content.FullName);
        content.Delete(recursive: true);
        _drive.GrownOld();

        (DriveSnapshot first, int opened) = Scan();
        Assert.Equal(2, opened);
        (DriveSnapshot second, opened) = Scan();

        Assert.Equal(0, opened);
        Assert.True(first.Files.TryFind("system.iso/live/a file.txt", out FileEntry? before));
        Assert.True(second.Files.TryFind("system.iso/live/a file.txt", out FileEntry? after));
        Assert.Equal((before.Length, before.Modified, before.Locate(3)), (after.Length, after.Modified, after.Locate(3)));

        File.SetLastWriteTimeUtc(Path.Combine(_drive.Folder, "system.iso"), DateTime.UtcNow.AddMinutes(-30));
        Assert.Equal(2, Scan().Opened);
    }

    [Fact]
    public void A_spoilt_file_is_read_over_and_replaced()
    {
        _drive.With("broken.iso", [1]).GrownOld();
        Scan();
        string kept = Assert.Single(Directory.GetFiles(_state.Folder));
        File.WriteAllText(kept, "spoilt");

        Assert.Equal(1, Scan().Opened);
        Assert.Equal(0, Scan().Opened);
    }

    [Fact]
    public void Another_stick_with_files_of_the_same_names_lengths_and_times_is_read_anew()
    {
        _drive.With("broken.iso", [1]).GrownOld();
        Assert.Equal(1, Scan("1A2B-3C4D").Opened);
        Assert.Equal(0, Scan("1A2B-3C4D").Opened);

        Assert.Equal(1, Scan("5E6F-7081").Opened);
        // Both are remembered.
        Assert.Equal(0, Scan("1A2B-3C4D").Opened);
    }

    /// <summary>As at a start of the box: the memory comes from the state folder, and goes back there.</summary>
    private (DriveSnapshot Drive, int Opened) Scan(string volume = "")
    {
        var opener = new Counting(_drive);
        var keeper = new DriveMemoryKeeper(_state.Folder, _drive.Root, volume, new HttpBox.Journal());
        DriveMemory memory = keeper.Begin();
        DriveSnapshot drive = new DriveReader(opener).Read(_drive.Scan(), memory);
        keeper.Keep(memory);
        keeper.Write();
        return (drive, opener.Opened);
    }

    private sealed class Counting(IFileOpener opener) : IFileOpener
    {
        public int Opened { get; private set; }

        public SafeFileHandle Open(FileEntry entry, out long length)
        {
            Opened++;
            return opener.Open(entry, out length);
        }
    }
}
