using PiBootBox.Core.Roles;

namespace PiBootBox.Core.Panel;

/// <summary>A row of the table that is on the quick card.</summary>
/// <param name="Meaning">For a person, in a few words.</param>
public sealed record LedState(Leds Led, LedPattern Pattern, string Meaning, Func<PanelStatus, bool> Holds);

/// <summary>What each LED tells. Of an LED's rows the first that holds counts; the last one always does.</summary>
public static class LedTable
{
    public static IReadOnlyList<LedState> States { get; } =
    [
        new(Leds.Ready, LedPattern.Fast, "The box starts", s => s.Phase == BoxPhase.Starting),
        new(Leds.Ready, LedPattern.Double, "Safe to unplug: nothing of the drive is in use", s => s.Phase == BoxPhase.Ejected),
        new(Leds.Ready, LedPattern.Off, "The box is off, or goes off", s => s.Phase == BoxPhase.ShuttingDown),
        new(Leds.Ready, LedPattern.Steady, "Ready: switch the PCs on", Serves),
        new(Leds.Ready, LedPattern.Slow, "Not serving: no cable, still listening, or another box serves", _ => true),

        new(Leds.Activity, LedPattern.Fast, "A PC reads its image", IsReading),
        new(Leds.Activity, LedPattern.Slow, "A PC is on its way", s => Any(s.Machines, m => !m.IsUp)),
        new(Leds.Activity, LedPattern.Steady, "The PCs of the last minutes are up", s => s.Machines.Count > 0),
        new(Leds.Activity, LedPattern.Off, "No PC boots", _ => true),

        new(Leds.Attention, LedPattern.Fast, "Leave the power on: an update, or the box goes off", s => s.Phase is BoxPhase.Updating or BoxPhase.ShuttingDown),
        new(Leds.Attention, LedPattern.Double, "Armed: the next PC loses what is on its disk", s => s.Profile.Erases),
        new(Leds.Attention, LedPattern.Steady, "No PC can boot: the display says why", s => s.Troubles.Count > 0 && !(Serves(s) && s.Drive.Images > 0)),
        new(Leds.Attention, LedPattern.Slow, "Something is wrong: the display says what", s => s.Troubles.Count > 0),
        new(Leds.Attention, LedPattern.Off, "All is well", _ => true),
    ];

    /// <summary>The rhythm of one LED.</summary>
    /// <param name="status">Null as long as nothing is known: the box starts.</param>
    public static LedPattern Pattern(Leds led, PanelStatus? status)
    {
        if (status is null)
            return led == Leds.Ready ? LedPattern.Fast : LedPattern.Off;
        foreach (LedState state in States)
        {
            if (state.Led == led && state.Holds(status))
                return state.Pattern;
        }
        return LedPattern.Off;
    }

    private static bool Serves(PanelStatus status) =>
        status.Phase is BoxPhase.Running or BoxPhase.Updating
        && Any(status.Ports, p => p is { HasLink: true, Address: not null, Role: Role.Server or Role.Proxy });

    private static bool IsReading(PanelStatus status) => Any(status.Machines, m => m is { IsUp: false, Rate: > 0 });

    private static bool Any<T>(IReadOnlyList<T> all, Predicate<T> holds)
    {
        foreach (T one in all)
        {
            if (holds(one))
                return true;
        }
        return false;
    }
}
