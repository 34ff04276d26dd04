namespace PiBootBox.Core.Panel;

[Flags]
public enum Leds
{
    None = 0,
    /// <summary>Green: the box serves.</summary>
    Ready = 1,
    /// <summary>Yellow or blue: machines are on their way.</summary>
    Activity = 2,
    /// <summary>Red: a person is needed.</summary>
    Attention = 4,
}
