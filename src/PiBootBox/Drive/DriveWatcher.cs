using PiBootBox.Core.Images;
using PiBootBox.Core.Tree;

namespace PiBootBox.Drive;

/// <summary>Keeps the snapshot of one drive up to date.</summary>
internal sealed class DriveWatcher : IDisposable
{
    private readonly FileRoot _root;
    private readonly IReadOnlySet<string> _others;
    private readonly DriveReader _reader;
    private readonly DriveMemoryKeeper? _memory;
    private readonly Action<DriveSnapshot> _changed;
    private readonly Look _look = new();

    // Null before the first scan, and after one that failed.
    private ChangeMark? _mark;
    private string? _toldProblem;

    /// <param name="others">Folders in it that are drives of their own.</param>
    /// <param name="memory">Null where nothing outlives the program.</param>
    /// <param name="changed">Told of every new state, the first included, on the watcher's thread.</param>
    public DriveWatcher(
        FileRoot root, IReadOnlySet<string> others, DriveReader reader, DriveMemoryKeeper? memory, DriveNews news,
        Action<DriveSnapshot> changed)
    {
        (_root, _others, _reader, _memory, _changed) = (root, others, reader, memory, changed);
        _look.Start(root.Name, LookAtIt, news);
    }

    public bool WaitForFirst(TimeSpan most) => _look.WaitForFirst(most);

    public void Dispose() => _look.Dispose();

    private void LookAtIt()
    {
        try
        {
            _memory?.Write();
            if (_mark is { } mark && !mark.IsStale())
                return;
            FolderScan scan = FolderScan.Of(_root, DateTimeOffset.UtcNow, others: _others);
            DriveMemory? memory = _memory?.Begin();
            DriveSnapshot drive = _reader.Read(scan, memory);
            if (memory is not null && scan.Problem is null)
                _memory!.Keep(memory);
            _mark = scan.Mark;
            _toldProblem = null;
            Tell(drive);
            _memory?.Write();
        }
        catch (Exception fault)
        {
            _mark = null;
            string sentence = Drives.Sentence(_root, fault);
            // Told once, not at every look.
            if (_toldProblem == sentence)
                return;
            _toldProblem = sentence;
            Tell(DriveSnapshot.Without(_root, sentence));
        }
    }

    private void Tell(DriveSnapshot drive)
    {
        if (!_look.IsOver)
            _changed(drive);
    }
}
