using PiBootBox.Core;
using PiBootBox.Core.Images;
using PiBootBox.Core.Integrity;
using PiBootBox.Core.Machines;
using PiBootBox.Core.Tree;
using PiBootBox.Linux.Storage;

namespace PiBootBox.Drive;

/// <summary>
/// Keeps the shelf's contents up to date with the boot loaders and with every drive that is there: it hears from the kernel when
/// one comes or goes, and each has a watcher of its own.
/// </summary>
public sealed class Drives : IDisposable
{
    private const string BeingRead = "The drive is still being read. Come back in a moment.";

    // How long a stop may have to wait for the thread that listens to the kernel.
    private static readonly TimeSpan Listening = TimeSpan.FromSeconds(1);

    private readonly FileRoot _folder;
    private readonly ContentShelf _shelf;
    private readonly Action<BoxContents> _changed;
    private readonly DriveNews _news;
    private readonly MachineRules _machines;
    private readonly FlawBook _flaws;
    private readonly DriveReader _reader;
    private readonly Func<FileRoot, string, DriveMemoryKeeper>? _memoryOf;
    private readonly LoaderWatcher _loaders;
    private readonly MountTable _mounts = new();
    private readonly Thread _listener;

    // Every change of the shelf, and the word of it, in one order.
    private readonly Lock _gate = new();

    // Putting two large drives together takes a second: who marks a flaw meanwhile, or drops a drive, must not wait for it.
    private readonly Lock _merging = new();
    private readonly List<Watched> _drives = [];
    private bool _hasLoaders;
    private long _state, _shown;
    private volatile bool _stopping;

    /// <param name="folder">The folder that drives are mounted at or in; see <see cref="DriveRoots"/>.</param>
    /// <param name="changed">Told of every new state, the first included; called on a watcher's thread.</param>
    /// <param name="news">Told of each drive that was taken away: what still reads from it is to end.</param>
    /// <param name="machines">What the box's own settings say of machines: put together with what the drives say.</param>
    /// <param name="memoryOf">What outlives the program of a drive, by its root and volume; null keeps nothing.</param>
    /// <param name="policy">What is asked of seals; null for nothing.</param>
    /// <param name="flaws">What is known of damaged files; see <see cref="MarkFlaws"/>.</param>
    internal Drives(
        FileRoot folder, FileRoot loaders, ContentShelf shelf, IFileOpener opener, Action<BoxContents> changed,
        DriveNews news, MachineRules? machines = null, Func<FileRoot, string, DriveMemoryKeeper>? memoryOf = null,
        SealPolicy? policy = null, FlawBook? flaws = null)
    {
        (_folder, _shelf, _changed, _news) = (folder with { Folder = RealPath.Of(folder.Folder) }, shelf, changed, news);
        _machines = machines ?? MachineRules.None;
        _flaws = flaws ?? new FlawBook();
        _reader = new DriveReader(opener, machines, policy);
        _memoryOf = memoryOf;
        _loaders = new LoaderWatcher(loaders, opener, news, PutUp);
        Follow();
        _listener = new Thread(Listen) { IsBackground = true, Name = "mounts" };
        _listener.Start();
    }

    /// <summary>What the box hands out until the first scan is through.</summary>
    /// <param name="machines">What the box's own settings say of machines.</param>
    public static BoxContents BeforeFirstScan(FileRoot drive, FileRoot loaders, MachineRules? machines = null) => new(
        With(machines ?? MachineRules.None, DriveSnapshot.Without(drive, BeingRead, DriveTrouble.BeingRead)),
        FileIndex.Empty(loaders));

    /// <returns>False where a drive is too slow: the box serves all the same, and the menu says so.</returns>
    public bool WaitForFirstScan(TimeSpan most)
    {
        Watched[] first;
        lock (_gate)
            first = [.. _drives];
        return _loaders.WaitForFirst(most) && Array.TrueForAll(first, drive => drive.Watcher.WaitForFirst(most));
    }

    /// <summary>Something new is known of damaged files: the menus show it from now on. From any thread.</summary>
    public void MarkFlaws()
    {
        lock (_gate)
            _shelf.Replace(_shelf.Current with { Drive = _flaws.Mark(_shelf.Current.Drive) });
    }

    /// <summary>Does not wait for the watchers: they may hang in the kernel on a dead drive, and end with the program.</summary>
    public void Dispose()
    {
        _stopping = true;
        _listener.Join();
        _mounts.Dispose();
        _loaders.Dispose();
        foreach (Watched drive in _drives)
            drive.Watcher.Dispose();
    }

    internal static string Sentence(FileRoot root, Exception fault) =>
        $"The {root.Name} folder {root.Folder} cannot be read: {Printable.Text(fault.Message)} Unplug the drive, plug it in again, and look at the kernel's log (dmesg).";

    private void Listen()
    {
        while (!_stopping)
        {
            try
            {
                if (_mounts.WaitForChange(Listening))
                    Follow();
            }
            catch (Exception fault)
            {
                _news.TellFault(fault);
            }
        }
    }

    /// <summary>Drops the watchers of drives that went, and makes those of drives that came.</summary>
    private void Follow()
    {
        IReadOnlyList<MountedRoot> there = DriveRoots.In(_folder.Folder, _mounts.Read().Select(mount => (new MountMark(mount.Id, mount.Device, Volumes.IdOf(mount.Device)), mount.Point)));
        var others = there.Skip(1).Select(drive => drive.Root.Folder).ToHashSet(StringComparer.Ordinal);
        // This thread alone changes the list.
        List<Watched> pulled = _drives.FindAll(drive => !there.Contains(drive.Mounted));
        // The folder itself is read anew when what is mounted in it changes: it must not be read twice.
        List<Watched> gone = _drives.FindAll(drive => drive.Mounted == there[0] && !drive.Others.SetEquals(others));
        gone.AddRange(pulled);
        // At once, for putting large drives together takes a second; and again for those who came in the meantime.
        TellGone(pulled);
        lock (_gate)
        {
            foreach (Watched drive in gone)
            {
                drive.Watcher.Dispose();
                _drives.Remove(drive);
            }
            foreach (MountedRoot drive in there)
            {
                if (!_drives.Exists(known => known.Mounted == drive))
                    _drives.Add(new Watched(drive, drive == there[0] ? others : [], this));
            }
            if (gone.Count > 0)
                _state++;
        }
        if (gone.Count > 0)
            PutUp();
        TellGone(pulled);
    }

    private void TellGone(List<Watched> pulled)
    {
        foreach (Watched drive in pulled)
            _news.TellGone(drive.Mounted.Root);
    }

    private void PutUp(FileIndex loaders, IReadOnlyDictionary<string, Signer> secondStages)
    {
        lock (_gate)
        {
            _hasLoaders = true;
            _shelf.Replace(_shelf.Current with { Loaders = loaders, SecondStages = secondStages });
            Tell();
        }
    }

    /// <summary>Of the drives that were read so far. Whoever changed what is known calls it, and what was overtaken meanwhile is dropped.</summary>
    private void PutUp()
    {
        lock (_merging)
        {
            long state;
            List<DriveSnapshot> read;
            lock (_gate)
            {
                if (_shown == _state)
                    return;
                (state, read) = (_state, ReadSoFar());
            }
            DriveSnapshot all = With(_machines, read.Count == 0 ? DriveSnapshot.Without(_folder, BeingRead) : MergedDrives.Of(_folder, read));
            lock (_gate)
            {
                if (state != _state)
                    return;
                _shown = state;
                _shelf.Replace(_shelf.Current with { Drive = _flaws.Mark(all) });
                Tell();
            }
        }
    }

    private List<DriveSnapshot> ReadSoFar()
    {
        List<DriveSnapshot> read = [];
        foreach (Watched drive in _drives.OrderBy(drive => drive.Mounted.Root.Prefix, StringComparer.Ordinal))
        {
            // Where sticks are mounted in the folder, nothing needs to lie in the folder itself.
            bool isMerePlace = drive.Others.Count > 0 && drive.Snapshot?.Files.Files.Count == 0;
            if (drive.Snapshot is { } snapshot && !isMerePlace)
                read.Add(snapshot);
        }
        return read;
    }

    /// <summary>Once both are known: before, "no boot loaders" and "no drive" would only mean that nobody has looked yet.</summary>
    private void Tell()
    {
        if (_hasLoaders && _drives.Exists(drive => drive.Snapshot is not null))
            _changed(_shelf.Current);
    }

    private static DriveSnapshot With(MachineRules machines, DriveSnapshot drive) =>
        drive with { Settings = drive.Settings with { Rules = machines.With(drive.Settings.Rules) } };

    private sealed class Watched
    {
        public Watched(MountedRoot mounted, HashSet<string> others, Drives drives)
        {
            (Mounted, Others) = (mounted, others);
            Watcher = new DriveWatcher(mounted.Root, others, drives._reader, drives._memoryOf?.Invoke(mounted.Root, mounted.Mount.Volume), drives._news, snapshot =>
            {
                lock (drives._gate)
                {
                    Snapshot = snapshot;
                    drives._state++;
                }
                drives.PutUp();
            });
        }

        public MountedRoot Mounted { get; }

        public HashSet<string> Others { get; }

        public DriveWatcher Watcher { get; }

        /// <summary>Null until it was read.</summary>
        public DriveSnapshot? Snapshot { get; private set; }
    }
}
