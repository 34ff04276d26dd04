using System.Device.I2c;
using PiBootBox.Core.Panel;

namespace PiBootBox.NamedPackages;

/// <summary>The display's bus over System.Device.I2c.</summary>
internal sealed class DeviceDisplayBus(I2cDevice device, DisplayWiring wiring) : IDisplayBus
{
    /// <inheritdoc/>
    public void Write(ReadOnlySpan<byte> bytes)
    {
        try
        {
            device.Write(bytes);
        }
        catch (Exception fault)
        {
            throw new PanelFaultException(
                $"The display at 0x{wiring.Address:X2} of /dev/i2c-{wiring.Bus} does not answer: check its plug and its wires ({fault.Message.ReplaceLineEndings(" ")})", fault);
        }
    }

    public void Dispose() => PackageFault.Ignored(device.Dispose);
}
