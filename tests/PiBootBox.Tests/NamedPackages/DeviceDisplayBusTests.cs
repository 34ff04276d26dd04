using System.Device.I2c;
using PiBootBox.Core.Panel;
using PiBootBox.Core.Panel.Display;

namespace PiBootBox.Tests.NamedPackages;

public sealed class DeviceDisplayBusTests
{
    private static readonly DisplayWiring Wiring = new(DisplayChip.Ssd1306, DisplaySize.Tall, Bus: 1, Address: 0x3C, IsTurned: false, Contrast: 127);

    private readonly PackagePanel _panel = new(new FakeChip());

    [Fact]
    public void All_sixty_four_rows_of_a_picture_reach_the_display()
    {
        var frame = new Frame(DisplaySize.Tall);
        for (int i = 0; i < frame.Bytes.Length; i++)
            frame.Bytes[i] = (byte)(i * 7);
        using IDisplayBus bus = Open();
        new DisplayDriver(Wiring).Show(bus, frame, brightness: 255);

        I2cConnectionSettings place = _panel.Display!.ConnectionSettings;
        Assert.Equal((1, 0x3C), (place.BusId, place.DeviceAddress));
        for (int page = 0; page < 8; page++)
            Assert.Contains(_panel.Display.Written, sent => sent.AsSpan().EndsWith(frame.Page(page)));
    }

    [Fact]
    public void A_display_that_does_not_answer_is_a_fault_of_the_panel()
    {
        using IDisplayBus bus = Open();
        _panel.Display!.IsUnplugged = true;
        Assert.Contains("0x3C of /dev/i2c-1", Assert.Throws<PanelFaultException>(() => bus.Write([0])).Message);
    }

    private IDisplayBus Open() => _panel.Devices.OpenDisplay(PackagePanel.Wiring(display: Wiring));
}
