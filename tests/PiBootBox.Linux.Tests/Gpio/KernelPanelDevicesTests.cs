using PiBootBox.Core.Panel;
using PiBootBox.Linux.Gpio;

namespace PiBootBox.Linux.Tests.Gpio;

/// <summary>On a machine without such devices; with them, a virtual machine's test serves.</summary>
public sealed class KernelPanelDevicesTests
{
    private static readonly LineWiring Line = new(3, true, LineBias.PullUp);

    private static readonly PanelWiring Wiring = new(
        ["no-such-chip"],
        new Dictionary<Leds, LineWiring> { [Leds.Ready] = Line },
        new Dictionary<PanelButton, LineWiring> { [PanelButton.Next] = Line },
        new DisplayWiring(DisplayChip.Ssd1306, DisplaySize.Tall, 254, 0x3C, false, 200));

    private readonly KernelPanelDevices _devices = new();

    [Fact]
    public void A_chip_that_is_not_there_is_named_with_the_cure()
    {
        Assert.False(KernelPanelDevices.HasChip(Wiring));
        string message = Assert.Throws<PanelFaultException>(() => _devices.OpenLeds(Wiring)).Message;
        Assert.Contains("no-such-chip", message);
        Assert.Contains("panel.chip", message);
        Assert.Throws<PanelFaultException>(() => _devices.OpenButtons(Wiring, _ => { }));
    }

    [Fact]
    public void So_is_a_bus()
    {
        string message = Assert.Throws<PanelFaultException>(() => _devices.OpenDisplay(Wiring)).Message;
        Assert.Contains("There is no /dev/i2c-254", message);
        Assert.Contains("panel.display.bus", message);
    }

    [Fact]
    public void A_chip_that_may_not_be_opened_is_not_taken_for_the_panels_and_the_cure_is_named()
    {
        string folder = Directory.CreateTempSubdirectory("pbx-gpio-").FullName;
        try
        {
            // The kernel lets nobody write there, not even root.
            File.CreateSymbolicLink(Path.Combine(folder, "gpiochip0"), "/proc/sys/kernel/osrelease");
            Assert.False(GpioChip.IsThere(Wiring.ChipLabels, folder));
            string message = Assert.Throws<PanelFaultException>(() => GpioChip.Find(Wiring.ChipLabels, folder)).Message;
            Assert.Contains("gpiochip0", message);
            Assert.Contains("91-pibootbox-panel.rules", message);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void A_chip_that_is_tried_again_and_again_costs_no_descriptors()
    {
        const int Tries = 60;
        int before = EventDescriptors();
        for (int i = 0; i < Tries; i++)
            Assert.Throws<PanelFaultException>(() => _devices.OpenButtons(Wiring, _ => { }));
        // Other tests have theirs at the same time.
        Assert.InRange(EventDescriptors() - before, int.MinValue, Tries / 2);
    }

    [Fact]
    public void A_panel_without_LEDs_and_buttons_needs_no_chip()
    {
        PanelWiring bare = Wiring with { Leds = new Dictionary<Leds, LineWiring>(), Buttons = new Dictionary<PanelButton, LineWiring>() };
        using ILedLines leds = _devices.OpenLeds(bare);
        leds.Light(Leds.Ready);
        using IButtonLines buttons = _devices.OpenButtons(bare, _ => { });
        Assert.False(buttons.IsGone);
    }

    private static int EventDescriptors() =>
        new DirectoryInfo("/proc/self/fd").EnumerateFileSystemInfos().Count(file => file.LinkTarget == "anon_inode:[eventfd]");
}
