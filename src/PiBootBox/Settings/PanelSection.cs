namespace PiBootBox.Settings;

/// <summary>
/// Where a panel's LEDs, buttons and display are connected. The defaults are those of the 40-pin header. Every part's
/// <c>Word</c> is what stands in the place of its object, such as <c>"panel": "off"</c>.
/// </summary>
public sealed class PanelSection
{
    internal string? Word { get; set; }

    /// <summary>Somebody wrote down how it is wired.</summary>
    internal bool IsWritten { get; set; }

    /// <summary>Label of the GPIO chip, as gpiodetect(1) shows it. Unset: that of the 40-pin header.</summary>
    public string? Chip { get; set; }

    public LedSection Leds { get; set; } = new();

    public ButtonSection Buttons { get; set; } = new();

    public DisplaySection Display { get; set; } = new();
}

/// <summary>Lines: on the 40-pin header, GPIO numbers. "none" for an LED that is not there.</summary>
public sealed class LedSection
{
    internal string? Word { get; set; }

    public string Ready { get; set; } = "17";
    public string Activity { get; set; } = "27";
    public string Attention { get; set; } = "22";

    /// <summary>Lit while the line is low.</summary>
    public bool ActiveLow { get; set; }
}

/// <inheritdoc cref="LedSection"/>
public sealed class ButtonSection
{
    internal string? Word { get; set; }

    public string Next { get; set; } = "5";
    public string Select { get; set; } = "6";
    public string Back { get; set; } = "13";

    /// <summary>Pressed while the line is low.</summary>
    public bool ActiveLow { get; set; } = true;

    /// <summary>pull-up, pull-down, off, or as-is.</summary>
    public string Bias { get; set; } = "pull-up";
}

public sealed class DisplaySection
{
    internal string? Word { get; set; }

    /// <summary>ssd1306 or sh1106.</summary>
    public string Chip { get; set; } = "ssd1306";

    /// <summary>128x64 or 128x32.</summary>
    public string Size { get; set; } = "128x64";

    /// <summary>N of /dev/i2c-N.</summary>
    public string Bus { get; set; } = "1";

    /// <summary>0x3C or 0x3D, as a rule.</summary>
    public string Address { get; set; } = "0x3C";

    /// <summary>By 180 degrees.</summary>
    public bool Turned { get; set; }

    /// <summary>0 to 255.</summary>
    public string Contrast { get; set; } = "207";
}
