using System.Runtime.InteropServices;
using PiBootBox.Core.Panel;
using PiBootBox.Linux.Network;
using static PiBootBox.Linux.Devices.DeviceCalls;
using static PiBootBox.Linux.Errno;
using static PiBootBox.Linux.I2c.I2cCalls;

namespace PiBootBox.Linux.I2c;

/// <summary>
/// One address of /dev/i2c-N. A transfer ends within the kernel's own time for the bus, one second as a rule.
/// </summary>
internal sealed unsafe class I2cBus : IDisplayBus
{
    private readonly KernelHandle _file;
    private readonly string _path;
    private readonly byte _address;

    /// <exception cref="PanelFaultException">There is no such bus, or it cannot do what a display needs.</exception>
    public I2cBus(int bus, byte address)
    {
        (_path, _address) = ($"/dev/i2c-{bus}", address);
        _file = Open(_path, O_RDWR | O_CLOEXEC);
        if (_file.IsInvalid)
            throw new PanelFaultException(WhyNotOpen(Last));
        nuint functions = 0;
        int error = Control(_file, I2C_FUNCS, &functions) < 0 ? Last : 0;
        if (error == 0 && (functions & PlainTransfers) != 0)
            return;
        _file.Dispose();
        // An adapter that is just being plugged in or pulled out can do nothing at all.
        throw new PanelFaultException(error == 0 && functions == 0 ? WhyNotWritten(EIO)
            : error is EIO or ENODEV ? WhyNotWritten(error)
            : $"{_path} is no I2C bus, or one for SMBus alone, which cannot carry a display: give another in the setting panel.display.bus.");
    }

    /// <inheritdoc/>
    public void Write(ReadOnlySpan<byte> bytes)
    {
        int done;
        fixed (byte* start = bytes)
        {
            I2cMessage message = new() { Address = _address, Length = (ushort)bytes.Length, Bytes = start };
            I2cTransfer transfer = new() { Messages = &message, Count = 1 };
            done = Control(_file, I2C_RDWR, &transfer);
        }
        if (done != 1)
            throw new PanelFaultException(WhyNotWritten(Last));
    }

    public void Dispose() => _file.Dispose();

    private string WhyNotOpen(int error) => error switch
    {
        ENOENT or ENODEV or ENXIO => $"There is no {_path}: switch the I2C bus on (dtparam=i2c_arm=on on a Raspberry Pi), or give another in the setting panel.display.bus.",
        EPERM or EACCES => Refused(_path),
        _ => $"{_path} cannot be opened: {Marshal.GetPInvokeErrorMessage(error)}.",
    };

    private string WhyNotWritten(int error) => error switch
    {
        // Drivers disagree on the number for a missing acknowledgement.
        ENXIO or EREMOTEIO => $"No display answers at 0x{_address:X2} of {_path}: check its plug and the setting panel.display.address.",
        EIO or ENODEV => $"{_path} fails: check the display's plug and its wires.",
        ETIMEDOUT or EAGAIN => $"{_path} is held by somebody on the bus: check the display's wires for a short circuit.",
        _ => $"The display at 0x{_address:X2} of {_path} cannot be written: {Marshal.GetPInvokeErrorMessage(error)}.",
    };
}
