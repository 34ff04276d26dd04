namespace PiBootBox.Panel;

/// <summary>
/// A part of the panel that may be absent, come later, and go: opened anew at growing intervals while it fails. What is wrong is told
/// once. Belongs to the panel's thread.
/// </summary>
/// <param name="tell">Takes a sentence.</param>
internal sealed class PanelPart<T>(Func<T> open, Action<string> tell) : IDisposable
    where T : class, IDisposable
{
    private static readonly TimeSpan FirstDelay = TimeSpan.FromSeconds(1), LongestDelay = TimeSpan.FromSeconds(60);

    private T? _part;
    private TimeSpan _nextTry, _delay;
    private string _told = "";

    /// <summary>When <see cref="Get"/> opens it anew; null while it is open.</summary>
    public TimeSpan? NextTry => _part is null ? _nextTry : null;

    /// <returns>Null while it is not there.</returns>
    public T? Get(TimeSpan now)
    {
        if (_part is not null || now < _nextTry)
            return _part;
        try
        {
            _part = open();
        }
        catch (Exception fault)
        {
            // Not only what devices may throw: a panel must not be able to end the service.
            Fail(fault.Message, now);
        }
        return _part;
    }

    public void Worked() => (_delay, _told) = (TimeSpan.Zero, "");

    public void Fail(string sentence, TimeSpan now)
    {
        Close();
        _delay = _delay == TimeSpan.Zero ? FirstDelay : _delay * 2 < LongestDelay ? _delay * 2 : LongestDelay;
        _nextTry = now + _delay;
        if (sentence != _told)
            tell(sentence);
        _told = sentence;
    }

    public void Dispose() => Close();

    private void Close()
    {
        try
        {
            _part?.Dispose();
        }
        catch (Exception)
        {
            // It is gone either way.
        }
        _part = null;
    }
}
