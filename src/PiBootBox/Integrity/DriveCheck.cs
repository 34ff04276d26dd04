using PiBootBox.Core.Images;
using PiBootBox.Core.Integrity;
using PiBootBox.Core.Machines;
using PiBootBox.Core.Tree;
using PiBootBox.Linux.Clock;

namespace PiBootBox.Integrity;

/// <summary>How much of a drive's time the check may take.</summary>
internal sealed record CheckPace
{
    /// <summary>Bytes that are read at once; one read each <see cref="Every"/>, so 20 MB/s by default.</summary>
    public int Bytes { get; init; } = 1024 * 1024;

    public TimeSpan Every { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <summary>For how long nobody may have been heard before it goes on.</summary>
    public TimeSpan Quiet { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How often it looks for something to do.</summary>
    public TimeSpan Look { get; init; } = TimeSpan.FromSeconds(2);
}

/// <summary>
/// Reads, slowly and only while no machine is served, every file that has a checksum or is sealed, and writes down which are not
/// what they ought to be. On a thread of its own: a drive that hangs holds up this thread and nothing else.
/// </summary>
internal sealed class DriveCheck : IDisposable
{
    private readonly ContentShelf _shelf;
    private readonly IFileOpener _opener;
    private readonly FlawBook _book;
    private readonly ActivityBoard _board;
    private readonly Action<FileSum> _found;
    private readonly Action _ended;
    private readonly CheckPace _pace;
    private readonly ManualResetEvent _stop = new(false);

    // What of the drive as it is now was not looked at yet: each file once, whatever came of it.
    private DriveSnapshot? _drive;
    private IEnumerator<FileSum>? _left;

    /// <param name="opener">One that gives the bytes as they are.</param>
    /// <param name="found">Told of a file that is damaged.</param>
    /// <param name="ended">Told at every look that leaves nothing to check.</param>
    public DriveCheck(ContentShelf shelf, IFileOpener opener, FlawBook book, ActivityBoard board, Action<FileSum> found, Action ended, CheckPace? pace = null)
    {
        (_shelf, _opener, _book, _board, _found, _ended, _pace) = (shelf, opener, book, board, found, ended, pace ?? new CheckPace());
        new Thread(Run) { Name = "check", IsBackground = true, Priority = ThreadPriority.Lowest }.Start();
    }

    /// <summary>Does not wait for the thread: it may hang in the kernel on a dead drive.</summary>
    public void Dispose() => _stop.Set();

    private void Run()
    {
        byte[]? buffer = null;
        while (!_stop.WaitOne(_pace.Look))
        {
            while (Next() is { } sum)
            {
                if (!Check(sum, buffer ??= new byte[_pace.Bytes]))
                    return;
            }
            buffer = null;
            _ended();
        }
    }

    private FileSum? Next()
    {
        DriveSnapshot drive = _shelf.Current.Drive;
        if (!ReferenceEquals(drive, _drive))
            (_drive, _left) = (drive, drive.Checks.GetEnumerator());
        while (_left!.MoveNext())
        {
            if (_left.Current.File.Refusal is null && _book.IsGood(_left.Current) is null)
                return _left.Current;
        }
        return null;
    }

    /// <returns>False when the program ends.</returns>
    private bool Check(FileSum sum, byte[] buffer)
    {
        try
        {
            using var run = new SumRun(_opener, sum, buffer);
            do
            {
                TimeSpan pause = BootClock.Now - _board.Latest < _pace.Quiet ? _pace.Quiet : _pace.Every;
                if (_stop.WaitOne(pause))
                    return false;
                // A stick that is read again while its files are copied to it changes under the check.
                if (!IsStillThere(sum))
                    return true;
            }
            while (BootClock.Now - _board.Latest < _pace.Quiet || run.Step() > 0);
            if (_book.Set(sum, run.IsGood) && !run.IsGood)
                _found(sum);
        }
        catch (IOException)
        {
            // The drive's own watcher tells of drives that fail; when the drive has changed it is tried again.
        }
        return true;
    }

    private bool IsStillThere(FileSum sum)
    {
        FileIndex files = _shelf.Current.Drive.Files;
        if (!files.TryFind(sum.File.Path, out FileEntry? now) || now.Path != sum.File.Path)
        {
            now = null;
            foreach (FileEntry file in files.Withheld)
            {
                if (file.Path == sum.File.Path)
                    now = file;
            }
        }
        // The very root: a drive that went and came back is another one, and half of each makes no sum.
        return now is not null && ReferenceEquals(now.Root, sum.File.Root) && now.Length == sum.File.Length && now.Modified == sum.File.Modified;
    }
}
