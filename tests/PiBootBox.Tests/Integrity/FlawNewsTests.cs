using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using PiBootBox.Core.Integrity;
using PiBootBox.Core.Tree;
using PiBootBox.Integrity;

namespace PiBootBox.Tests.Integrity;

public class FlawNewsTests
{
    private const int Many = 1_000;

    private static readonly FileRoot Stick = new("drive", "/srv/a"), Other = new("drive b", "/srv/b");

    private readonly Lines _log = new();

    [Fact]
    public void Of_many_damaged_files_some_are_named_and_the_rest_is_counted_once_for_each_drive()
    {
        var news = new FlawNews(_log, () => { });
        for (int i = 0; i < Many; i++)
            news.Found(Damaged(Stick, i));
        news.Found(Damaged(Other, 0));
        Assert.Equal(FlawNews.MostLines + 1, _log.Count);

        news.CheckEnded();
        news.CheckEnded();

        Assert.Equal(FlawNews.MostLines + 2, _log.Count);
        Assert.Contains($"{Many - FlawNews.MostLines} more files of the drive are damaged", _log.Last());
    }

    [Fact]
    public void A_drive_that_comes_back_is_told_of_anew()
    {
        var news = new FlawNews(_log, () => { });
        for (int i = 0; i <= FlawNews.MostLines; i++)
            news.Found(Damaged(Stick, i));
        news.Forget(Stick);
        news.CheckEnded();
        Assert.Equal(FlawNews.MostLines, _log.Count);

        news.Found(Damaged(Stick, 0));

        Assert.Equal(FlawNews.MostLines + 1, _log.Count);
    }

    [Fact]
    public void The_menus_are_made_anew_once_for_all_that_comes_within_the_pause()
    {
        int marks = 0;
        var news = new FlawNews(_log, () => Interlocked.Increment(ref marks), TimeSpan.FromHours(1));
        for (int i = 0; i < Many; i++)
            news.Found(Damaged(Stick, i));

        Assert.True(SpinWait.SpinUntil(() => Volatile.Read(ref marks) > 0, TimeSpan.FromSeconds(30)));
        Assert.Equal(1, Volatile.Read(ref marks));
    }

    [Fact]
    public void The_menus_show_the_last_one_at_the_end()
    {
        int found = 0, marked = 0;
        var news = new FlawNews(_log, () => Volatile.Write(ref marked, Volatile.Read(ref found)), TimeSpan.FromMilliseconds(1));
        for (int i = 0; i < Many; i++)
        {
            Volatile.Write(ref found, i + 1);
            news.Found(Damaged(Stick, i));
        }

        Assert.True(SpinWait.SpinUntil(() => Volatile.Read(ref marked) == Many, TimeSpan.FromSeconds(30)));
    }

    private static FileSum Damaged(FileRoot root, int number) =>
        new(new FileEntry(root, $"{root.Prefix}{number}", 0, default), new byte[32], "SHA256SUMS, line 1");

    private sealed class Lines : ConcurrentQueue<string>, ILogger
    {
        public void Log<TState>(LogLevel level, EventId id, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Enqueue(formatter(state, exception));

        public bool IsEnabled(LogLevel level) => true;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;
    }
}
