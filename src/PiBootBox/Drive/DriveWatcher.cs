using System.Diagnostics;
using PiBootBox.Core;
using PiBootBox.Core.Images;
using PiBootBox.Core.Machines;
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
    private readonly MachineRules _machines;
    private readonly CancellationTokenSource _stop = new();
    private readonly ManualResetEventSlim _first = new();

    // Null before the first scan, and after one that failed.
    private ChangeMark? _driveMark, _loadersMark;

    /// <param name="changed">Told of every new state, the first included; called on the watcher's thread.</param>
    /// <param name="machines">What the box's own settings say of machines: put together with what the drive says.</param>
    public DriveWatcher(
        FileRoot drive, FileRoot loaders, ContentShelf shelf, IFileOpener opener, Action<BoxContents> changed, MachineRules? machines = null)
    {
        (_drive, _loaders, _shelf, _changed) = (drive, loaders, shelf, changed);
        _machines = machines ?? MachineRules.None;
        _reader = new DriveReader(opener, machines);
        new Thread(Run) { IsBackground = true, Name = "drive" }.Start();
    }

    /// <summary>What the box hands out until the first scan is through.</summary>
    /// <param name="machines">What the box's own settings say of machines.</param>
    public static BoxContents BeforeFirstScan(FileRoot drive, FileRoot loaders, MachineRules? machines = null) => new(
        With(machines ?? MachineRules.None, DriveSnapshot.Without(drive, "The drive is still being read. Come back in a moment.")),
        FileIndex.Empty(loaders));

    /// <returns>False where the drive is too slow: the box serves all the same, and the menu says so.</returns>
    public bool WaitForFirstScan(TimeSpan most) => _first.Wait(most);

    /// <summary>Does not wait for the thread: it may hang in the kernel on a dead drive, and ends with the program.</summary>
    public void Dispose() => _stop.Cancel();

    private void Run()
    {
        TimeSpan pause;
        do
        {
            long started = Stopwatch.GetTimestamp();
            // The loaders at once: a drive that hangs must not keep them from the PCs.
            bool changed = LookAtLoaders();
            changed |= LookAtDrive();
            _first.Set();
            if (changed)
                _changed(_shelf.Current);
            // While a large image is being copied every look finds a change: looking takes at most a fifth of the time.
            pause = TimeSpan.FromTicks(Math.Max(Poll.Ticks, Stopwatch.GetElapsedTime(started).Ticks * 4));
        }
        while (!_stop.Token.WaitHandle.WaitOne(pause));
    }

    // Whatever a drive does, it must not end this thread, and with it the box: the loop tries again.

    private bool LookAtLoaders()
    {
        try
        {
            if (_loadersMark is { } mark && !mark.IsStale())
                return false;
            FolderScan scan = FolderScan.Of(_loaders, DateTimeOffset.UtcNow);
            foreach (FileEntry file in scan.Files.Files)
                scan.Mark.Watch(file);
            _shelf.Replace(_shelf.Current with { Loaders = scan.Files });
            _loadersMark = scan.Mark;
            return true;
        }
        catch (Exception fault)
        {
            _loadersMark = null;
            FileIndex none = NoLoaders(Sentence(_loaders, fault));
            bool isNew = !none.PassedOver.SequenceEqual(_shelf.Current.Loaders.PassedOver);
            _shelf.Replace(_shelf.Current with { Loaders = none });
            return isNew;
        }
    }

    private bool LookAtDrive()
    {
        try
        {
            if (_driveMark is { } mark && !mark.IsStale())
                return false;
            FolderScan scan = FolderScan.Of(_drive, DateTimeOffset.UtcNow);
            PutUp(_reader.Read(scan));
            _driveMark = scan.Mark;
            return true;
        }
        catch (Exception fault)
        {
            _driveMark = null;
            string sentence = Sentence(_drive, fault);
            // Told once, not at every look.
            bool isNew = _shelf.Current.Drive.Problem != sentence;
            PutUp(DriveSnapshot.Without(_drive, sentence));
            return isNew;
        }
    }

    private void PutUp(DriveSnapshot drive) => _shelf.Replace(_shelf.Current with { Drive = With(_machines, drive) });

    private static DriveSnapshot With(MachineRules machines, DriveSnapshot drive) =>
        drive with { Settings = drive.Settings with { Rules = machines.With(drive.Settings.Rules) } };

    private FileIndex NoLoaders(string sentence)
    {
        var index = new FileIndexBuilder(_loaders);
        index.PassOver("", sentence);
        return index.Build();
    }

    private static string Sentence(FileRoot root, Exception fault) =>
        $"The {root.Name} folder {root.Folder} cannot be read: {Printable.Text(fault.Message)} Unplug the drive, plug it in again, and look at the kernel's log (dmesg).";
}
