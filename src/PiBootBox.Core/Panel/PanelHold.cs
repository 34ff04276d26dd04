namespace PiBootBox.Core.Panel;

/// <summary>What comes of the select button if it stays down.</summary>
/// <param name="Name">Of what it is done to.</param>
/// <param name="Full">How long it has to stay down.</param>
/// <param name="ShownAfter">A short press shall not make the display flicker.</param>
internal sealed record PanelHold(PanelAction Action, string Name, TimeSpan Full, TimeSpan ShownAfter)
{
    /// <summary>The bar moves in steps: a smooth one would keep the bus of the display busy for nothing.</summary>
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(100);

    public static PanelHold Arm(ProfileOffer offer) => new(PanelAction.Arm, offer.Title, PressReader.FirmTime, TimeSpan.FromSeconds(0.3));

    public static PanelHold Eject(string drive) => new(PanelAction.Eject, drive, PressReader.VeryLongTime, PressReader.LongTime);

    public static PanelHold PowerOff { get; } = new(PanelAction.PowerOff, "PiBootBox", PressReader.VeryLongTime, PressReader.LongTime);

    /// <param name="held">How long it has been down.</param>
    /// <returns>0 to 1.</returns>
    public double Share(TimeSpan held) => Math.Min(1, TimeSpan.FromTicks(held.Ticks / Step.Ticks * Step.Ticks) / Full);

    /// <summary>When that is to be shown anew; null once it is full.</summary>
    public TimeSpan? Next(TimeSpan held) =>
        held < ShownAfter ? ShownAfter : held < Full ? TimeSpan.FromTicks((held.Ticks / Step.Ticks + 1) * Step.Ticks) : null;
}
