using System.Diagnostics;
using PiBootBox.Core.Images;
using PiBootBox.Core.Tree;

namespace PiBootBox.Drive;

/// <summary>
/// Keeps the shelf's contents up to date with the drive's and the loaders' folder. It looks at them on a
/// thread of its own every few seconds: a drive that hangs holds up this thread and nothing else.
/// </summary>
public sealed class DriveWatcher : IDisposable
{
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(2);

    private readonly FileRoot _drive, _loaders;
    private readonly ContentShelf _shelf;
    private readonly DriveReader _reader;
    private readonly Action<BoxContents> _changed;
    private readonly CancellationTokenSource _stop = new();
    private readonly ManualResetEventSlim _first = new();

    /// <param name="changed">Told of every new state, the first included; called on the watcher's thread.</param>
    public DriveWatcher(FileRoot drive, FileRoot loaders, ContentShelf shelf, IFileOpener opener, Action<BoxContents> changed)
    {
        (_drive, _loaders, _shelf, _changed) = (drive, loaders, shelf, changed);
        _reader = new DriveReader(opener);
        new Thread(Run) { IsBackground = true, Name = "drive" }.Start();
    }

    /// <summary>What the box hands out until the first scan is through.</summary>
    public static BoxContents BeforeFirstScan(FileRoot drive, FileRoot loaders) =>
        new(DriveSnapshot.Without(drive, "The drive is still being read. Come back in a moment."), FileIndex.Empty(loaders));

    /// <returns>False where the drive is too slow: the box serves all the same, and the menu says so.</returns>
    public bool WaitForFirstScan(TimeSpan most) => _first.Wait(most);

    /// <summary>Does not wait for the thread: it may hang in the kernel on a dead drive, and ends with the program.</summary>
    public void Dispose() => _stop.Cancel();

    private void Run()
    {
        FolderScan? drive = null, loaders = null;
        TimeSpan pause;
        do
        {
            pause = Poll;
            long started = Stopwatch.GetTimestamp();
            bool newLoaders = loaders is null || loaders.Mark.IsStale();
            if (newLoaders)
            {
                loaders = FolderScan.Of(_loaders, DateTimeOffset.UtcNow);
                // At once: a drive that hangs must not keep the boot loaders from the PCs.
                _shelf.Replace(_shelf.Current with { Loaders = loaders.Files });
            }
            bool newDrive = drive is null || drive.Mark.IsStale();
            if (newDrive)
            {
                drive = FolderScan.Of(_drive, DateTimeOffset.UtcNow);
                _shelf.Replace(_shelf.Current with { Drive = _reader.Read(drive) });
            }
            if (newDrive || newLoaders)
            {
                _first.Set();
                _changed(_shelf.Current);
                // While a large image is being copied every look finds a change: scanning takes at most a fifth of the time.
                pause = TimeSpan.FromTicks(Math.Max(Poll.Ticks, Stopwatch.GetElapsedTime(started).Ticks * 4));
            }
        }
        while (!_stop.Token.WaitHandle.WaitOne(pause));
    }
}
