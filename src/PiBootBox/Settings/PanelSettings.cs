using System.Globalization;
using Microsoft.Extensions.Configuration;
using PiBootBox.Core;
using PiBootBox.Core.Panel;

namespace PiBootBox.Settings;

/// <summary>Turns the section <c>panel</c> into wiring, or says in one sentence which value is wrong.</summary>
public static class PanelSettings
{
    /// <summary>Of the boards with the 40-pin header; those of a Raspberry Pi 5 and its kernels first.</summary>
    private static readonly string[] HeaderChips = ["pinctrl-rp1", "pinctrl-bcm2711", "pinctrl-bcm2835"];

    private const int MostLine = 1023, MostBus = 255;
    private const int LeastAddress = 0x08, MostAddress = 0x77;

    /// <summary>The configuration's binder passes over a word in the place of an object, and takes null for one.</summary>
    internal static void TakeWords(PanelSection section, IConfiguration configuration)
    {
        section.Leds ??= new LedSection();
        section.Buttons ??= new ButtonSection();
        section.Display ??= new DisplaySection();
        section.Word = configuration["Panel"];
        section.IsWritten = configuration.GetSection("Panel").Exists();
        section.Leds.Word = configuration["Panel:Leds"];
        section.Buttons.Word = configuration["Panel:Buttons"];
        section.Display.Word = configuration["Panel:Display"];
    }

    /// <returns>Null when the panel is switched off.</returns>
    /// <exception cref="CannotServeException">A value that is none of those that are possible.</exception>
    public static PanelWiring? Read(PanelSection section)
    {
        if (IsOff(section.Word, "panel", "off"))
            return null;
        var used = new Dictionary<int, string>();
        return new PanelWiring(
            section.Chip is { Length: > 0 } label ? [label] : HeaderChips,
            LedsOf(section.Leds, used),
            ButtonsOf(section.Buttons, used),
            IsOff(section.Display.Word, "panel.display", "none") ? null : DisplayOf(section.Display));
    }

    private static Dictionary<Leds, LineWiring> LedsOf(LedSection section, Dictionary<int, string> used)
    {
        var leds = new Dictionary<Leds, LineWiring>();
        if (IsOff(section.Word, "panel.leds", "none"))
            return leds;
        Add(Leds.Ready, section.Ready, "panel.leds.ready");
        Add(Leds.Activity, section.Activity, "panel.leds.activity");
        Add(Leds.Attention, section.Attention, "panel.leds.attention");
        return leds;

        void Add(Leds led, string? text, string setting)
        {
            if (LineOf(text, setting, used) is { } line)
                leds[led] = new LineWiring(line, section.ActiveLow, LineBias.AsIs);
        }
    }

    private static Dictionary<PanelButton, LineWiring> ButtonsOf(ButtonSection section, Dictionary<int, string> used)
    {
        var buttons = new Dictionary<PanelButton, LineWiring>();
        if (IsOff(section.Word, "panel.buttons", "none"))
            return buttons;
        LineBias bias = section.Bias?.ToLowerInvariant() switch
        {
            "pull-up" => LineBias.PullUp,
            "pull-down" => LineBias.PullDown,
            "off" => LineBias.Disabled,
            "as-is" => LineBias.AsIs,
            _ => throw Wrong("panel.buttons.bias", section.Bias, "\"pull-up\", \"pull-down\", \"off\" or \"as-is\""),
        };
        Add(PanelButton.Next, section.Next, "panel.buttons.next");
        Add(PanelButton.Select, section.Select, "panel.buttons.select");
        Add(PanelButton.Back, section.Back, "panel.buttons.back");
        return buttons;

        void Add(PanelButton button, string? text, string setting)
        {
            if (LineOf(text, setting, used) is { } line)
                buttons[button] = new LineWiring(line, section.ActiveLow, bias);
        }
    }

    private static DisplayWiring DisplayOf(DisplaySection section)
    {
        DisplayChip chip = section.Chip?.ToLowerInvariant() switch
        {
            "ssd1306" => DisplayChip.Ssd1306,
            "sh1106" => DisplayChip.Sh1106,
            _ => throw Wrong("panel.display.chip", section.Chip, "\"ssd1306\" or \"sh1106\""),
        };
        DisplaySize size = section.Size?.ToLowerInvariant() switch
        {
            "128x64" => DisplaySize.Tall,
            "128x32" => DisplaySize.Flat,
            _ => throw Wrong("panel.display.size", section.Size, "\"128x64\" or \"128x32\""),
        };
        return new DisplayWiring(chip, size,
            Number(section.Bus, "panel.display.bus", 0, MostBus),
            (byte)Number(section.Address, "panel.display.address", LeastAddress, MostAddress, $" (0x{LeastAddress:X2} to 0x{MostAddress:X2})"),
            section.Turned,
            (byte)Number(section.Contrast, "panel.display.contrast", 0, byte.MaxValue));
    }

    private static int? LineOf(string? text, string setting, Dictionary<int, string> used)
    {
        if ("none".Equals(text, StringComparison.OrdinalIgnoreCase))
            return null;
        int line = Number(text, setting, 0, MostLine, " or \"none\"");
        if (!used.TryAdd(line, setting))
            throw new CannotServeException($"The settings {used[line]} and {setting} both say {line}: give each a line of its own.");
        return line;
    }

    private static int Number(string? text, string setting, int least, int most, string orElse = "")
    {
        text ??= "";
        bool isHex = text.StartsWith("0x", StringComparison.OrdinalIgnoreCase);
        return int.TryParse(isHex ? text.AsSpan(2) : text, isHex ? NumberStyles.AllowHexSpecifier : NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            && number >= least && number <= most
            ? number
            : throw Wrong(setting, text, $"a number from {least} to {most}{orElse}");
    }

    private static bool IsOff(string? word, string setting, string off) =>
        !string.IsNullOrEmpty(word)
        && (word.Equals(off, StringComparison.OrdinalIgnoreCase) ? true : throw Wrong(setting, word, $"\"{off}\" or an object {{ ... }}"));

    private static CannotServeException Wrong(string setting, string? text, string wanted) =>
        new($"The setting {setting} says '{text}': give {wanted}, or leave it out.");
}
