using PiBootBox.Core.Panel;
using PiBootBox.Linux.I2c;

namespace PiBootBox.Linux.Gpio;

/// <summary>The panel's parts at the kernel's own devices: /dev/gpiochipN and /dev/i2c-N.</summary>
public sealed class KernelPanelDevices : IPanelDevices
{
    /// <summary>
    /// Whether this board has a chip that the panel's lines could be at. Where it has none, the I2C buses of its default
    /// wiring belong to somebody else, a graphics card perhaps.
    /// </summary>
    public static bool HasChip(PanelWiring wiring) => GpioChip.IsThere(wiring.ChipLabels);

    /// <summary>The N of the /dev/gpiochipN that the panel's lines are at, for drivers that know chips by their numbers.</summary>
    /// <exception cref="PanelFaultException">No such chip is there, or it may not be opened.</exception>
    public static int ChipNumber(PanelWiring wiring)
    {
        using GpioChip chip = GpioChip.Find(wiring.ChipLabels);
        return int.Parse(chip.Path.AsSpan(GpioChip.PathStart.Length));
    }

    /// <inheritdoc/>
    public ILedLines OpenLeds(PanelWiring wiring) => new GpioLeds(wiring);

    /// <inheritdoc/>
    public IButtonLines OpenButtons(PanelWiring wiring, Action<ButtonChange> changed) => new GpioButtons(wiring, changed);

    /// <inheritdoc/>
    public IDisplayBus OpenDisplay(PanelWiring wiring) => wiring.Display is { } display
        ? new I2cBus(display.Bus, display.Address)
        : throw new PanelFaultException("The panel has no display.");
}
