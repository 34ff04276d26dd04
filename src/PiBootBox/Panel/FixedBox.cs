using PiBootBox.Core.Panel;

namespace PiBootBox.Panel;

/// <summary>A box that did not start, or that stops: it shows that, and does nothing any more.</summary>
public sealed class FixedBox(PanelStatus status) : IPanelBox
{
    private static readonly PanelStatus Nothing = new(
        BoxPhase.Starting, [], new DriveStatus("", 0, null), new ProfileStatus("local", "", [], null), [], 0, []);

    public static FixedBox ShuttingDown { get; } = new(Nothing with { Phase = BoxPhase.ShuttingDown });

    /// <param name="sentence">Why it does not start, with the cure.</param>
    public static FixedBox CannotStart(string sentence) =>
        new(Nothing with { Phase = BoxPhase.Running, Troubles = [new Diagnosis("cannot-start", "The box cannot start", sentence)] });

    public PanelStatus Look(TimeSpan now) => status;

    public PanelRefusal? Do(PanelCommand command, TimeSpan now) => null;
}
