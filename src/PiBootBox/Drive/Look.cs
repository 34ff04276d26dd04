using System.Diagnostics;

namespace PiBootBox.Drive;

/// <summary>
/// Looks at a folder again and again on a thread of its own: a drive that hangs holds up this thread and nothing else.
/// </summary>
internal sealed class Look : IDisposable
{
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(2), LongestPause = TimeSpan.FromSeconds(30);

    private readonly CancellationTokenSource _stop = new();
    private readonly ManualResetEventSlim _first = new();

    /// <param name="look">Called first at once.</param>
    /// <param name="news">Told of whatever it throws: on a thread of our own that would end the box.</param>
    public void Start(string name, Action look, DriveNews news) =>
        new Thread(() => Run(look, news)) { IsBackground = true, Name = name }.Start();

    /// <summary>Its news do not count any more.</summary>
    public bool IsOver => _stop.IsCancellationRequested;

    /// <returns>False where the first look takes longer.</returns>
    public bool WaitForFirst(TimeSpan most) => _first.Wait(most);

    /// <summary>Does not wait for the thread: it may hang in the kernel on a dead drive, and ends with the program.</summary>
    public void Dispose() => _stop.Cancel();

    private void Run(Action look, DriveNews news)
    {
        TimeSpan pause;
        do
        {
            long started = Stopwatch.GetTimestamp();
            try
            {
                look();
            }
            catch (Exception fault)
            {
                news.TellFault(fault);
            }
            _first.Set();
            // While a large image is being copied every look finds a change: looking takes at most a fifth of the time, unless a
            // single look takes very long.
            pause = TimeSpan.FromTicks(Math.Clamp(Stopwatch.GetElapsedTime(started).Ticks * 4, Poll.Ticks, LongestPause.Ticks));
        }
        while (!_stop.Token.WaitHandle.WaitOne(pause));
    }
}
