using System.Device.I2c;

namespace PiBootBox.Tests.NamedPackages;

/// <summary>What is written to one address of an I2C bus.</summary>
internal sealed class FakeDisplay(I2cConnectionSettings settings) : I2cDevice
{
    public List<byte[]> Written { get; } = [];

    public bool IsUnplugged { get; set; }

    public override I2cConnectionSettings ConnectionSettings => settings;

    public override void Read(Span<byte> buffer) => throw new NotSupportedException();

    public override void WriteRead(ReadOnlySpan<byte> writeBuffer, Span<byte> readBuffer) => throw new NotSupportedException();

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        if (IsUnplugged)
            throw new IOException("Error 6 (No such device or address) performing I2C data transfer.");
        Written.Add(buffer.ToArray());
    }
}
