using System.Device.Gpio;
using System.Device.I2c;
using PiBootBox.Core.Panel;
using PiBootBox.NamedPackages;

namespace PiBootBox.Tests.NamedPackages;

/// <summary>The panel over the packages, at a fake chip and a fake display. Its clock goes on by <see cref="Step"/> whenever somebody looks.</summary>
internal sealed class PackagePanel(FakeChip chip)
{
    private TimeSpan _now;

    public TimeSpan Step { get; set; } = TimeSpan.FromMilliseconds(5);

    public FakeDisplay? Display { get; private set; }

    public static PanelWiring Wiring(
        IReadOnlyDictionary<Leds, LineWiring>? leds = null, IReadOnlyDictionary<PanelButton, LineWiring>? buttons = null, DisplayWiring? display = null) =>
        new(["panel"], leds ?? new Dictionary<Leds, LineWiring>(), buttons ?? new Dictionary<PanelButton, LineWiring>(), display);

    public PackagePanelDevices Devices => new(Open, Open, () => _now += Step);

    private GpioDriver Open(PanelWiring wiring) => chip;

    private I2cDevice Open(I2cConnectionSettings settings) => Display = new FakeDisplay(settings);
}
