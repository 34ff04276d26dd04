using Microsoft.Extensions.Logging;
using PiBootBox.Core.Integrity;
using PiBootBox.Core.Tree;
using PiBootBox.Hosting;

namespace PiBootBox.Integrity;

/// <summary>
/// Tells of damaged files: a drive on which every file is another one than its list says is no reason to fill the log, or to make
/// the menus anew for each. Callable from any thread.
/// </summary>
internal sealed class FlawNews
{
    /// <summary>Lines for one drive; of the rest their number is told.</summary>
    internal const int MostLines = 20;

    private static readonly TimeSpan BetweenMarks = TimeSpan.FromSeconds(2);

    private readonly ILogger _log;
    private readonly Action _mark;
    private readonly TimeSpan _pause;
    private readonly Timer _timer;

    // By the object: the same stick that comes back is another one. Also the lock.
    private readonly Dictionary<FileRoot, (int Told, int Untold)> _found = new(ReferenceEqualityComparer.Instance);
    private bool _isWaiting, _isToBeMarked;

    /// <param name="mark">Shows in the menus what is known by then. Called on a thread of the pool, once for all that came within the pause.</param>
    public FlawNews(ILogger log, Action mark, TimeSpan? pause = null)
    {
        (_log, _mark, _pause) = (log, mark, pause ?? BetweenMarks);
        _timer = new Timer(static news => ((FlawNews)news!).Mark(), this, Timeout.Infinite, Timeout.Infinite);
    }

    public void Found(FileSum sum)
    {
        bool isTold;
        lock (_found)
        {
            (int told, int untold) = _found.GetValueOrDefault(sum.File.Root);
            isTold = told < MostLines;
            _found[sum.File.Root] = isTold ? (told + 1, untold) : (told, untold + 1);
            _isToBeMarked = true;
            if (!_isWaiting)
                _timer.Change(TimeSpan.Zero, Timeout.InfiniteTimeSpan);
            _isWaiting = true;
        }
        if (isTold)
            DriveLog.Damaged(_log, FlawBook.Sentence(sum));
    }

    /// <summary>Nothing is left to be checked for now.</summary>
    public void CheckEnded()
    {
        var untold = new List<(FileRoot, int)>();
        lock (_found)
        {
            foreach ((FileRoot root, (int told, int left)) in _found)
            {
                if (left == 0)
                    continue;
                untold.Add((root, left));
                _found[root] = (told, 0);
            }
        }
        foreach ((FileRoot root, int left) in untold)
            DriveLog.MoreDamaged(_log, left, root.Name);
    }

    /// <summary>It was unplugged.</summary>
    public void Forget(FileRoot root)
    {
        lock (_found)
            _found.Remove(root);
    }

    private void Mark()
    {
        lock (_found)
        {
            if (!_isToBeMarked)
            {
                _isWaiting = false;
                return;
            }
            _isToBeMarked = false;
        }
        _mark();
        lock (_found)
            _timer.Change(_pause, Timeout.InfiniteTimeSpan);
    }
}
