namespace PiBootBox.Core.Panel;

public enum PanelLight
{
    /// <summary>The display sleeps: its frame does not matter.</summary>
    Off,
    Dim,
    Bright,
}

/// <summary>What the panel shows at one moment.</summary>
/// <param name="Frame">The same object as before while nothing in it has changed; null without a display.</param>
/// <param name="Lit">The LEDs that are lit now.</param>
/// <param name="LookAgain">When something changes by itself; <see cref="TimeSpan.MaxValue"/> when nothing will.</param>
/// <param name="Command">What a person asked for; each is told once.</param>
public sealed record PanelPicture(Frame? Frame, Leds Lit, PanelLight Light, TimeSpan LookAgain, PanelCommand? Command);
