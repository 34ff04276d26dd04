namespace PiBootBox.Core.Panel;

/// <summary>
/// How an LED tells its state without its colour: a rhythm that a person tells apart at a glance. Nothing flashes three times a
/// second or more, the bound of WCAG 2.3.1 for people with photosensitive epilepsy.
/// </summary>
public sealed class LedPattern
{
    private readonly int[] _milliseconds;
    private readonly TimeSpan _period;

    /// <param name="milliseconds">Lit, dark, lit, dark; empty for always dark, one for always lit.</param>
    private LedPattern(string name, params int[] milliseconds)
    {
        Name = name;
        _milliseconds = milliseconds;
        foreach (int part in milliseconds)
            _period += TimeSpan.FromMilliseconds(part);
    }

    public static LedPattern Off { get; } = new("off");

    public static LedPattern Steady { get; } = new("steady", 1);

    public static LedPattern Slow { get; } = new("slow", 1000, 1000);

    public static LedPattern Fast { get; } = new("fast", 200, 200);

    public static LedPattern Double { get; } = new("double blink", 150, 200, 150, 1300);

    public string Name { get; }

    /// <summary>So many flashes, then a pause: a number for a person who has no display.</summary>
    /// <param name="count">From 1; 9 at most are flashed.</param>
    public static LedPattern Count(int count)
    {
        var parts = new int[2 * Math.Clamp(count, 1, 9)];
        for (int i = 0; i < parts.Length; i += 2)
            (parts[i], parts[i + 1]) = (200, 300);
        parts[^1] = 1500;
        return new LedPattern("count", parts);
    }

    /// <param name="elapsed">Since the pattern's beginning, or of any clock: then all LEDs blink together.</param>
    /// <returns>Whether it is lit, and when that changes; null when it does not.</returns>
    public (bool IsLit, TimeSpan? Next) At(TimeSpan elapsed)
    {
        if (_milliseconds.Length < 2)
            return (_milliseconds.Length == 1, null);
        TimeSpan within = TimeSpan.FromTicks(elapsed.Ticks % _period.Ticks);
        TimeSpan end = TimeSpan.Zero;
        int part = -1;
        do
        {
            part++;
            end += TimeSpan.FromMilliseconds(_milliseconds[part]);
        }
        while (end <= within);
        return (part % 2 == 0, elapsed - within + end);
    }
}
