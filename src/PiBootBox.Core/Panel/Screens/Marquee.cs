namespace PiBootBox.Core.Panel.Screens;

/// <summary>
/// Where a text stands that is longer than its place: it waits, moves to its end, waits and starts again. After some rounds it rests
/// at its start, because a picture that moves all day costs the box's processor and the display's life.
/// </summary>
public static class Marquee
{
    public const int Rounds = 3;

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1.5), Step = TimeSpan.FromMilliseconds(40);

    /// <param name="overflow">Pixels of the text that have no room.</param>
    public static TimeSpan Round(int overflow) => Pause + overflow * Step + Pause;

    /// <param name="elapsed">Since the text appeared.</param>
    /// <returns>How many pixels the text has moved to the left, and when it moves again; null when it does not.</returns>
    public static (int Offset, TimeSpan? Next) At(int overflow, TimeSpan elapsed)
    {
        TimeSpan round = Round(overflow);
        if (overflow <= 0 || elapsed >= round * Rounds)
            return (0, null);
        TimeSpan within = TimeSpan.FromTicks(elapsed.Ticks % round.Ticks);
        TimeSpan start = elapsed - within;
        if (within < Pause)
            return (0, start + Pause);
        int offset = (int)((within - Pause) / Step) + 1;
        return offset < overflow ? (offset, start + Pause + offset * Step) : (overflow, start + round);
    }
}
