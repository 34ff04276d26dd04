using PiBootBox.Core.Tree;

namespace PiBootBox.Drive;

/// <summary>Keeps the list of boot loaders up to date with their folder.</summary>
internal sealed class LoaderWatcher : IDisposable
{
    private readonly FileRoot _root;
    private readonly Action<FileIndex> _changed;
    private readonly Look _look = new();

    // Null before the first scan, and after one that failed.
    private ChangeMark? _mark;
    private IReadOnlyList<PassedOver>? _told;

    /// <param name="changed">Told of every new state, the first included, on the watcher's thread.</param>
    public LoaderWatcher(FileRoot root, Action<FileIndex> changed)
    {
        (_root, _changed) = (root, changed);
        _look.Start(root.Name, LookAtIt);
    }

    public bool WaitForFirst(TimeSpan most) => _look.WaitForFirst(most);

    public void Dispose() => _look.Dispose();

    private void LookAtIt()
    {
        try
        {
            if (_mark is { } mark && !mark.IsStale())
                return;
            FolderScan scan = FolderScan.Of(_root, DateTimeOffset.UtcNow);
            foreach (FileEntry file in scan.Files.Files)
                scan.Mark.Watch(file);
            _mark = scan.Mark;
            Tell(scan.Files);
        }
        catch (Exception fault)
        {
            _mark = null;
            var none = new FileIndexBuilder(_root);
            none.PassOver("", Drives.Sentence(_root, fault));
            FileIndex index = none.Build();
            // Told once, not at every look.
            if (_told?.SequenceEqual(index.PassedOver) is not true)
                Tell(index);
        }
    }

    private void Tell(FileIndex index)
    {
        _told = index.PassedOver;
        if (!_look.IsOver)
            _changed(index);
    }
}
