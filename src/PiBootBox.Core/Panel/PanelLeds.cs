namespace PiBootBox.Core.Panel;

/// <summary>Which LEDs are lit at a moment.</summary>
internal static class PanelLeds
{
    private static readonly Leds[] All = [Leds.Ready, Leds.Activity, Leds.Attention];

    public static Leds Lit(PanelStatus? status, TimeSpan now, ref Soonest next)
    {
        var lit = Leds.None;
        foreach (Leds led in All)
            lit |= Lit(led, LedTable.Pattern(led, status), now, ref next);
        return lit;
    }

    /// <summary>
    /// Where no display answers a person: the number of what is being chosen in flashes of the activity LED, all LEDs blinking while
    /// a held button becomes something, all of them lit once it will on letting go, and for an answer.
    /// </summary>
    /// <returns>Null when the LEDs tell what they always tell.</returns>
    public static Leds? Answer(PanelMode mode, PanelHold? hold, TimeSpan held, TimeSpan now, ref Soonest next)
    {
        if (hold is not null && held >= hold.ShownAfter)
        {
            next.Or(now + (hold.Full - held > TimeSpan.Zero ? hold.Full - held : null));
            bool isFull = held >= hold.Full;
            return isFull || Lit(Leds.Ready, LedPattern.Fast, now, ref next) != Leds.None ? Leds.Ready | Leds.Activity | Leds.Attention : Leds.None;
        }
        return mode switch
        {
            PanelMode.Choosing choosing => Lit(Leds.Activity, LedPattern.Count(choosing.Index + 1), now - choosing.Since, ref next, choosing.Since),
            PanelMode.Telling => Leds.Ready | Leds.Activity | Leds.Attention,
            _ => null,
        };
    }

    private static Leds Lit(Leds led, LedPattern pattern, TimeSpan elapsed, ref Soonest next, TimeSpan start = default)
    {
        (bool isLit, TimeSpan? change) = pattern.At(elapsed);
        next.Or(start + change);
        return isLit ? led : Leds.None;
    }
}
