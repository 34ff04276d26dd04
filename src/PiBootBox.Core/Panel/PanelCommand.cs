namespace PiBootBox.Core.Panel;

public enum PanelAction
{
    Choose,
    /// <summary>Choose a profile that erases disks, for a while.</summary>
    Arm,
    Disarm,
    /// <summary>Make the drives safe to pull out.</summary>
    Eject,
    PowerOff,
}

/// <summary>What a person wants done, by the buttons.</summary>
/// <param name="Choice">For <see cref="PanelAction.Choose"/> and <see cref="PanelAction.Arm"/>: of a <see cref="ProfileOffer"/>; else empty.</param>
public readonly record struct PanelCommand(PanelAction Action, string Choice = "");
