using System.Runtime.InteropServices;

namespace PiBootBox.Linux.I2c;

/// <summary>The kernel's I2C character device (linux/i2c-dev.h).</summary>
internal static class I2cCalls
{
    internal const nuint I2C_FUNCS = 0x0705, I2C_RDWR = 0x0707;

    /// <summary>I2C_FUNC_I2C: transfers of any length, which adapters for SMBus alone do not have.</summary>
    internal const nuint PlainTransfers = 1;
}

/// <summary>struct i2c_msg</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct I2cMessage
{
    internal ushort Address;
    internal ushort Flags;
    internal ushort Length;
    internal byte* Bytes;
}

/// <summary>struct i2c_rdwr_ioctl_data</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct I2cTransfer
{
    internal I2cMessage* Messages;
    internal uint Count;
}
