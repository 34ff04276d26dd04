using System.Collections.Concurrent;
using Microsoft.Win32.SafeHandles;
using PiBootBox.Core.Images;
using PiBootBox.Core.Machines;
using PiBootBox.Core.Tree;
using PiBootBox.Drive;
using PiBootBox.Media.Tests;

namespace PiBootBox.Tests.Drive;

public sealed class DrivesTests : IDisposable
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(30);

    private readonly DriveOnDisk _drive = new(), _loaders = new();
    private readonly BlockingCollection<BoxContents> _seen = [];
    private readonly DriveNews _news = new();

    public void Dispose()
    {
        _drive.Dispose();
        _loaders.Dispose();
    }

    [Fact]
    public void What_comes_onto_the_drive_and_into_the_loaders_folder_is_on_the_shelf_soon_after()
    {
        ContentShelf shelf = Shelf();
        using Drives watcher = Watch(shelf, _drive);
        Assert.True(watcher.WaitForFirstScan(Long));
        Assert.StartsWith("The drive is empty", Next().Drive.Problem);

        _drive.With("memtest.bin", SmallBootFiles.Kernel("Memtest86+ v6.10"));
        Assert.Single(Until(c => c.Drive.Images.Count > 0).Drive.Images);

        _loaders.With("undionly.kpxe", [1]);
        BoxContents last = Until(c => c.Loaders.Files.Count > 0);
        Assert.Single(last.Drive.Images);
        Assert.Same(last, shelf.Current);
    }

    [Fact]
    public void Whose_GRUB_lies_in_the_loaders_folder_is_known()
    {
        _loaders.With("grubx64.efi", SmallBootFiles.SignedKernel("6.12.9", "Fedora Secure Boot CA"));
        using Drives watcher = Watch(Shelf(), _drive);
        Assert.Equal(Signer.Other, Until(c => c.Loaders.Files.Count > 0).GrubSignerOf(Firmware.EfiX64));

        _loaders.With("grubx64.efi", SmallBootFiles.SignedKernel("6.12.90", "Debian Secure Boot CA"));
        Until(c => c.GrubSignerOf(Firmware.EfiX64) == Signer.Debian);
    }

    [Fact]
    public void A_drive_that_hangs_holds_up_neither_the_boot_loaders_nor_the_stop()
    {
        _loaders.With("undionly.kpxe", [1]);
        _drive.With("memtest.bin", [1]);
        using var hung = new HungOpener();
        ContentShelf shelf = Shelf();

        using (Drives watcher = Watch(shelf, hung))
        {
            Assert.True(hung.Asked.Wait(Long));
            Assert.False(watcher.WaitForFirstScan(TimeSpan.Zero));
            Assert.StartsWith("The drive is still being read", shelf.Current.Drive.Problem);
            Assert.Single(shelf.Current.Loaders.Files);
        }
    }

    [Fact]
    public void A_drive_that_dies_is_a_sentence_and_is_there_again_when_it_comes_back()
    {
        _drive.With("mount/drive/memtest.bin", SmallBootFiles.Kernel("Memtest86+ v6.10"));
        string mount = Path.Combine(_drive.Folder, "mount"), away = Path.Combine(_drive.Folder, "away");
        var root = new FileRoot("drive", Path.Combine(mount, "drive"));
        var shelf = new ContentShelf(Drives.BeforeFirstScan(root, _loaders.Root));
        var opener = new OpenerWithFault();
        using var watcher = new Drives(root, _loaders.Root, shelf, opener, _seen.Add, _news);
        Assert.Single(Next().Drive.Images);

        // As with a dead FUSE driver, lstat(2) fails with something else than "not there".
        Directory.Move(mount, away);
        File.CreateSymbolicLink(mount, mount);
        Assert.Empty(Until(c => c.Drive.Problem?.Contains("cannot be read") is true).Drive.Images);

        opener.IsBroken = true;
        File.Delete(mount);
        Directory.Move(away, mount);
        Assert.Empty(Until(c => c.Drive.Problem?.Contains("Unforeseen") is true).Drive.Images);
        opener.IsBroken = false;
        Assert.Single(Until(c => c.Drive.Problem is null).Drive.Images);
    }

    [Fact]
    public void A_loader_that_is_written_over_is_noticed_however_old_it_was()
    {
        _loaders.With("undionly.kpxe", [1]).GrownOld();
        using Drives watcher = Watch(Shelf(), _drive);
        Assert.Equal(1, Assert.Single(Next().Loaders.Files).Length);

        _loaders.With("undionly.kpxe", [1, 2]);

        Assert.NotNull(Until(c => c.Loaders.Files[0].Length == 2));
    }

    [Fact]
    public void A_loaders_folder_that_dies_and_comes_back_leaves_the_box_alive()
    {
        _loaders.With("mount/loaders/undionly.kpxe", [1]);
        string mount = Path.Combine(_loaders.Folder, "mount"), away = Path.Combine(_loaders.Folder, "away");
        var root = new FileRoot("loaders", Path.Combine(mount, "loaders"));
        var shelf = new ContentShelf(Drives.BeforeFirstScan(_drive.Root, root));
        using var watcher = new Drives(_drive.Root, root, shelf, _drive, _seen.Add, _news);
        Assert.Single(Next().Loaders.Files);

        Directory.Move(mount, away);
        File.CreateSymbolicLink(mount, mount);
        Assert.NotNull(Until(c => c.Loaders.Files.Count == 0));

        File.Delete(mount);
        Directory.Move(away, mount);
        Assert.NotNull(Until(c => c.Loaders.Files.Count == 1));
    }

    private BoxContents Next() => _seen.TryTake(out BoxContents? contents, Long) ? contents : throw new TimeoutException();

    private BoxContents Until(Func<BoxContents, bool> isIt)
    {
        while (true)
        {
            if (Next() is { } contents && isIt(contents))
                return contents;
        }
    }

    private ContentShelf Shelf() => new(Drives.BeforeFirstScan(_drive.Root, _loaders.Root));

    private Drives Watch(ContentShelf shelf, IFileOpener opener) =>
        new(_drive.Root, _loaders.Root with { Name = "loaders" }, shelf, opener, _seen.Add, _news);

    /// <summary>Fails in a way that nobody thought of.</summary>
    private sealed class OpenerWithFault : IFileOpener
    {
        public volatile bool IsBroken;

        public SafeFileHandle Open(FileEntry entry, out long length)
        {
            if (IsBroken)
                throw new InvalidOperationException("Unforeseen.");
            SafeFileHandle handle = File.OpenHandle(Path.Combine(entry.Root.Folder, entry.Path));
            length = RandomAccess.GetLength(handle);
            return handle;
        }
    }

    private sealed class HungOpener : IFileOpener, IDisposable
    {
        private readonly ManualResetEventSlim _release = new();

        public ManualResetEventSlim Asked { get; } = new();

        public SafeFileHandle Open(FileEntry entry, out long length)
        {
            Asked.Set();
            _release.Wait();
            throw new IOException("gone");
        }

        public void Dispose() => _release.Set();
    }
}
