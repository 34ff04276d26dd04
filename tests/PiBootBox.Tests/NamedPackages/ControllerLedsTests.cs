using System.Device.Gpio;
using PiBootBox.Core.Panel;

namespace PiBootBox.Tests.NamedPackages;

public sealed class ControllerLedsTests
{
    private static readonly Dictionary<Leds, LineWiring> Wiring = new()
    {
        [Leds.Ready] = new LineWiring(17, IsActiveLow: false, LineBias.AsIs),
        [Leds.Attention] = new LineWiring(27, IsActiveLow: true, LineBias.AsIs),
    };

    private readonly FakeChip _chip = new();

    [Fact]
    public void They_are_dark_until_they_are_lit_and_when_the_panel_is_given_back()
    {
        ILedLines leds = new PackagePanel(_chip).Devices.OpenLeds(PackagePanel.Wiring(leds: Wiring));
        Assert.Equal((PinMode.Output, PinMode.Output), (_chip.ModeOf(17), _chip.ModeOf(27)));
        Assert.Equal((PinValue.Low, PinValue.High), (_chip.ValueOf(17), _chip.ValueOf(27)));

        leds.Light(Leds.Ready | Leds.Attention);
        Assert.Equal((PinValue.High, PinValue.Low), (_chip.ValueOf(17), _chip.ValueOf(27)));
        leds.Light(Leds.Attention);
        Assert.Equal((PinValue.Low, PinValue.Low), (_chip.ValueOf(17), _chip.ValueOf(27)));

        leds.Dispose();
        Assert.Equal((PinValue.Low, PinValue.High), (_chip.ValueOf(17), _chip.ValueOf(27)));
        Assert.True(_chip.IsDisposed);
    }

    [Fact]
    public void A_chip_that_went_away_is_told_of_though_nothing_changes()
    {
        using ILedLines leds = new PackagePanel(_chip).Devices.OpenLeds(PackagePanel.Wiring(leds: Wiring));
        leds.Light(Leds.Ready);
        _chip.IsGone = true;
        Assert.Throws<PanelFaultException>(() => leds.Light(Leds.Ready));
    }

    [Fact]
    public void A_line_that_the_chip_has_not_is_a_fault_of_the_panel_and_gives_the_chip_back()
    {
        var wiring = new Dictionary<Leds, LineWiring> { [Leds.Ready] = new(99, IsActiveLow: false, LineBias.AsIs) };
        Assert.Throws<PanelFaultException>(() => new PackagePanel(_chip).Devices.OpenLeds(PackagePanel.Wiring(leds: wiring)));
        Assert.True(_chip.IsDisposed);
    }
}
