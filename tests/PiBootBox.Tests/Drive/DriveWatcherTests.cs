using System.Collections.Concurrent;
using Microsoft.Win32.SafeHandles;
using PiBootBox.Core.Tree;
using PiBootBox.Drive;
using PiBootBox.Media.Tests;

namespace PiBootBox.Tests.Drive;

public sealed class DriveWatcherTests : IDisposable
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(30);

    private readonly DriveOnDisk _drive = new(), _loaders = new();
    private readonly BlockingCollection<BoxContents> _seen = [];

    public void Dispose()
    {
        _drive.Dispose();
        _loaders.Dispose();
    }

    [Fact]
    public void What_comes_onto_the_drive_and_into_the_loaders_folder_is_on_the_shelf_soon_after()
    {
        ContentShelf shelf = Shelf();
        using DriveWatcher watcher = Watch(shelf, _drive);
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
    public void A_drive_that_hangs_holds_up_neither_the_boot_loaders_nor_the_stop()
    {
        _loaders.With("undionly.kpxe", [1]);
        _drive.With("memtest.bin", [1]);
        using var hung = new HungOpener();
        ContentShelf shelf = Shelf();

        using (DriveWatcher watcher = Watch(shelf, hung))
        {
            Assert.True(hung.Asked.Wait(Long));
            Assert.False(watcher.WaitForFirstScan(TimeSpan.Zero));
            Assert.StartsWith("The drive is still being read", shelf.Current.Drive.Problem);
            Assert.Single(shelf.Current.Loaders.Files);
        }
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

    private ContentShelf Shelf() => new(DriveWatcher.BeforeFirstScan(_drive.Root, _loaders.Root));

    private DriveWatcher Watch(ContentShelf shelf, IFileOpener opener) =>
        new(_drive.Root, _loaders.Root with { Name = "loaders" }, shelf, opener, _seen.Add);

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
