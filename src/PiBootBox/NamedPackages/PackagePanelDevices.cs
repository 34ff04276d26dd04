using System.Device.Gpio;
using System.Device.I2c;
using PiBootBox.Core.Panel;
using PiBootBox.Linux.Clock;

namespace PiBootBox.NamedPackages;

/// <summary>The panel's parts over System.Device.Gpio and Iot.Device.Bindings.</summary>
/// <param name="openChip">The driver of the chip that the lines are at.</param>
/// <param name="openDevice">One address of an I2C bus.</param>
/// <param name="now">Monotonic.</param>
internal sealed class PackagePanelDevices(
    Func<PanelWiring, GpioDriver> openChip, Func<I2cConnectionSettings, I2cDevice> openDevice, Func<TimeSpan> now) : IPanelDevices
{
    public PackagePanelDevices()
        : this(LibgpiodChip.Open, I2cDevice.Create, () => BootClock.Now)
    {
    }

    /// <inheritdoc/>
    public ILedLines OpenLeds(PanelWiring wiring) =>
        PackageFault.Told(() => new ControllerLeds(wiring.Leds, () => Controller(wiring)), "The LEDs cannot be had");

    /// <inheritdoc/>
    public IButtonLines OpenButtons(PanelWiring wiring, Action<ButtonChange> changed) =>
        PackageFault.Told(() => new BindingButtons(wiring.Buttons, () => Controller(wiring), changed, now), "The buttons cannot be had");

    /// <summary>
    /// The bus alone: the bindings' own Ssd1306 is for panels of 32 rows (multiplex 0x1F, 4 pages), so ours drives the display.
    /// </summary>
    public IDisplayBus OpenDisplay(PanelWiring wiring) => wiring.Display is { } display
        ? PackageFault.Told(
            () => new DeviceDisplayBus(openDevice(new I2cConnectionSettings(display.Bus, display.Address)), display),
            $"/dev/i2c-{display.Bus} cannot be opened")
        : throw new PanelFaultException("The panel has no display.");

    private GpioController Controller(PanelWiring wiring) => new(openChip(wiring));
}
