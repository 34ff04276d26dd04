namespace PiBootBox.Core.Panel.Display;

/// <summary>
/// Keeps one display showing what it should: while it does not answer, it is tried again at growing intervals, and shown
/// everything when it is back. One thread uses it, and waits for the bus in it: no longer than the bus takes to fail.
/// </summary>
/// <param name="open">Opens the bus, anew after each fault: it may have been unplugged with the display.</param>
public sealed class DisplayKeeper(DisplayWiring wiring, Func<IDisplayBus> open) : IDisposable
{
    private static readonly TimeSpan FirstDelay = TimeSpan.FromSeconds(1), LongestDelay = TimeSpan.FromSeconds(60);

    /// <summary>
    /// How long the display is believed to have kept what it was sent: one that was pulled off and put back while nothing
    /// changed is dark, and nothing tells.
    /// </summary>
    private static readonly TimeSpan Refresh = TimeSpan.FromSeconds(10);

    private readonly DisplayDriver _driver = new(wiring);
    private IDisplayBus? _bus;
    private TimeSpan _delay = FirstDelay;
    private TimeSpan _nextTry, _nextRefresh;

    /// <summary>Why the display shows nothing, in one sentence; null while it does.</summary>
    public string? Fault { get; private set; }

    /// <param name="frame">Of the display's size.</param>
    /// <param name="brightness">255 is the contrast of the settings, 0 is dark.</param>
    /// <returns>When to call again, even with the same frame.</returns>
    public TimeSpan Show(Frame frame, byte brightness, TimeSpan now)
    {
        if (Fault is not null && now < _nextTry)
            return _nextTry;
        try
        {
            if (now >= _nextRefresh)
            {
                _driver.Forget();
                _nextRefresh = now + Refresh;
            }
            _bus ??= open();
            _driver.Show(_bus, frame, brightness);
            Fault = null;
            _delay = FirstDelay;
            return _nextRefresh;
        }
        catch (PanelFaultException fault)
        {
            Close();
            Fault = fault.Message;
            _nextRefresh = _nextTry = now + _delay;
            _delay = _delay * 2 < LongestDelay ? _delay * 2 : LongestDelay;
            return _nextTry;
        }
    }

    public void Dispose() => Close();

    private void Close()
    {
        _bus?.Dispose();
        _bus = null;
    }
}
