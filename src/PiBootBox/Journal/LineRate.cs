namespace PiBootBox.Journal;

/// <summary>Bounds how many lines are written in each piece of time. Not thread-safe.</summary>
internal sealed class LineRate(TimeProvider clock, int most, TimeSpan piece)
{
    private long _started = clock.GetTimestamp();
    private int _taken;

    /// <param name="isNewTime">The first line of its piece of time.</param>
    /// <returns>False: one line too many.</returns>
    public bool TryTake(out bool isNewTime)
    {
        long now = clock.GetTimestamp();
        if (clock.GetElapsedTime(_started, now) >= piece)
            (_started, _taken) = (now, 0);
        isNewTime = _taken == 0;
        return _taken++ < most;
    }
}
