using PiBootBox.Core.Panel;

namespace PiBootBox.Panel;

/// <summary>The LEDs. Belongs to the panel's thread.</summary>
internal sealed class PanelLights(Func<ILedLines> open, Action<string> tell) : IDisposable
{
    /// <summary>A chip that went away is noticed by the next write only.</summary>
    private static readonly TimeSpan Refresh = TimeSpan.FromSeconds(10);

    private readonly PanelPart<ILedLines> _lines = new(open, tell);
    private Leds? _lit;
    private TimeSpan _nextRefresh;

    /// <returns>When to call again, even with the same LEDs.</returns>
    public TimeSpan Show(Leds lit, TimeSpan now)
    {
        if (_lines.Get(now) is { } lines && (lit != _lit || now >= _nextRefresh))
        {
            try
            {
                lines.Light(lit);
                (_lit, _nextRefresh) = (lit, now + Refresh);
                _lines.Worked();
            }
            catch (Exception fault)
            {
                _lit = null;
                _lines.Fail(fault.Message, now);
            }
        }
        return _lines.NextTry ?? _nextRefresh;
    }

    public void Dispose() => _lines.Dispose();
}
