namespace PiBootBox.Core.Panel;

/// <summary>Where the parts of a panel are connected.</summary>
/// <param name="ChipLabels">Labels of GPIO chips, as the kernel has them; the first that is there counts.</param>
/// <param name="Leds">Lines by LED; one that is missing is not there.</param>
/// <param name="Buttons">Lines by button; one that is missing is not there.</param>
/// <param name="Display">Null for none.</param>
public sealed record PanelWiring(
    IReadOnlyList<string> ChipLabels,
    IReadOnlyDictionary<Leds, LineWiring> Leds,
    IReadOnlyDictionary<PanelButton, LineWiring> Buttons,
    DisplayWiring? Display);

/// <param name="Line">Offset in the chip: on the 40-pin header, the GPIO number.</param>
/// <param name="IsActiveLow">Lit, or pressed, while the line is low.</param>
public sealed record LineWiring(int Line, bool IsActiveLow, LineBias Bias);

public enum LineBias
{
    AsIs,
    PullUp,
    PullDown,
    Disabled,
}

public enum DisplayChip
{
    Ssd1306,
    Sh1106,
}

/// <param name="Bus">N of /dev/i2c-N.</param>
/// <param name="Address">7 bits.</param>
/// <param name="IsTurned">By 180 degrees.</param>
/// <param name="Contrast">0 to 255.</param>
public sealed record DisplayWiring(DisplayChip Chip, DisplaySize Size, int Bus, byte Address, bool IsTurned, byte Contrast);
