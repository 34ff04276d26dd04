namespace PiBootBox.Core.Panel;

public enum PanelButton
{
    Next,
    Select,
    /// <summary>A panel may have none.</summary>
    Back,
}

/// <summary>A button went down or up. Bounces are gone already.</summary>
public readonly record struct ButtonChange(PanelButton Button, bool IsDown);
