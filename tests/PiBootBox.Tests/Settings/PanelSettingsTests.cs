using PiBootBox.Core;
using PiBootBox.Core.Panel;
using PiBootBox.Settings;

namespace PiBootBox.Tests.Settings;

public sealed class PanelSettingsTests : IDisposable
{
    private readonly string _file = Path.Combine(Path.GetTempPath(), $"pibootbox-panel-{Guid.NewGuid():N}.json");

    public void Dispose() => File.Delete(_file);

    [Theory]
    [InlineData("{}")]
    [InlineData("""{ "panel": null }""")]
    [InlineData("""{ "panel": { "leds": null, "buttons": null, "display": null } }""")]
    public void The_header_with_40_pins_needs_no_setting(string json)
    {
        PanelWiring wiring = Read(json)!;
        Assert.Equal(["pinctrl-rp1", "pinctrl-bcm2711", "pinctrl-bcm2835"], wiring.ChipLabels);
        Assert.Equal(new LineWiring(17, false, LineBias.AsIs), wiring.Leds[Leds.Ready]);
        Assert.Equal(27, wiring.Leds[Leds.Activity].Line);
        Assert.Equal(22, wiring.Leds[Leds.Attention].Line);
        Assert.Equal(new LineWiring(5, true, LineBias.PullUp), wiring.Buttons[PanelButton.Next]);
        Assert.Equal(6, wiring.Buttons[PanelButton.Select].Line);
        Assert.Equal(13, wiring.Buttons[PanelButton.Back].Line);
        Assert.Equal(new DisplayWiring(DisplayChip.Ssd1306, DisplaySize.Tall, 1, 0x3C, false, 207), wiring.Display);
    }

    [Fact]
    public void Other_hardware_fits_by_settings_alone()
    {
        PanelWiring wiring = Read("""
            { "panel": {
                "chip": "cp2112_gpio",
                "leds": { "ready": 0, "activity": 1, "attention": "none", "activeLow": true },
                "buttons": { "next": 2, "select": 3, "back": "none", "activeLow": false, "bias": "pull-down" },
                "display": { "chip": "sh1106", "size": "128x64", "bus": 7, "address": "0x3d", "turned": true, "contrast": 10 }
            } }
            """)!;
        Assert.Equal(["cp2112_gpio"], wiring.ChipLabels);
        Assert.Equal([Leds.Ready, Leds.Activity], wiring.Leds.Keys);
        Assert.True(wiring.Leds[Leds.Activity].IsActiveLow);
        Assert.Equal([PanelButton.Next, PanelButton.Select], wiring.Buttons.Keys);
        Assert.Equal(new LineWiring(3, false, LineBias.PullDown), wiring.Buttons[PanelButton.Select]);
        Assert.Equal(new DisplayWiring(DisplayChip.Sh1106, DisplaySize.Tall, 7, 0x3D, true, 10), wiring.Display);
    }

    [Fact]
    public void The_panel_or_a_part_of_it_can_be_switched_off()
    {
        Assert.Null(Read("""{ "panel": "off" }"""));
        PanelWiring wiring = Read("""{ "panel": { "leds": "none", "buttons": "none", "display": "none" } }""")!;
        Assert.Empty(wiring.Leds);
        Assert.Empty(wiring.Buttons);
        Assert.Null(wiring.Display);
    }

    [Theory]
    [InlineData("""{ "panel": "on" }""", "The setting panel says 'on'")]
    [InlineData("""{ "panel": { "leds": "off" } }""", "panel.leds says 'off': give \"none\" or an object")]
    [InlineData("""{ "panel": { "leds": { "ready": -1 } } }""", "panel.leds.ready says '-1'")]
    [InlineData("""{ "panel": { "leds": { "ready": 5 } } }""", "panel.leds.ready and panel.buttons.next both say 5")]
    [InlineData("""{ "panel": { "leds": { "ready": null } } }""", "panel.leds.ready")]
    [InlineData("""{ "panel": { "buttons": { "back": "GPIO5" } } }""", "panel.buttons.back says 'GPIO5': give a number from 0 to 1023 or \"none\"")]
    [InlineData("""{ "panel": { "buttons": { "bias": "up" } } }""", "panel.buttons.bias says 'up'")]
    [InlineData("""{ "panel": { "display": { "chip": "sh1107" } } }""", "panel.display.chip says 'sh1107': give \"ssd1306\" or \"sh1106\"")]
    [InlineData("""{ "panel": { "display": { "size": "96x16" } } }""", "panel.display.size says '96x16'")]
    [InlineData("""{ "panel": { "display": { "address": "0x78" } } }""", "panel.display.address says '0x78': give a number from 8 to 119")]
    [InlineData("""{ "panel": { "display": { "contrast": 256 } } }""", "panel.display.contrast says '256'")]
    [InlineData("""{ "panel": { "display": { "rotation": 90 } } }""", "rotation")]
    public void What_cannot_be_is_said_in_a_sentence(string json, string part)
    {
        string message = Assert.Throws<CannotServeException>(() => Read(json)).Message;
        Assert.Contains(part, message, StringComparison.OrdinalIgnoreCase);
    }

    private PanelWiring? Read(string json)
    {
        File.WriteAllText(_file, json);
        return PanelSettings.Read(SettingsLoader.Load(_file, []).Panel);
    }
}
