namespace PiBootBox.Core.Panel;

public enum PanelButton
{
    Next,
    Select,
    /// <summary>A panel may have none.</summary>
    Back,
}

/// <summary>A button went down or up. Bounces are gone already.</summary>
/// <param name="WasDown">It was down before anybody looked: held since before the start, or short-circuited.</param>
public readonly record struct ButtonChange(PanelButton Button, bool IsDown, bool WasDown = false);
