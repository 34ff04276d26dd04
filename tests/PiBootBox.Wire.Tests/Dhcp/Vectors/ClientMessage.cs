using System.Buffers.Binary;
using PiBootBox.Wire.Dhcp;

namespace PiBootBox.Wire.Tests.Dhcp.Vectors;

/// <summary>Writes what a client would send, well formed or not.</summary>
public sealed record ClientMessage(DhcpMessageType Type, MacAddress Mac)
{
    public uint TransactionId { get; init; } = 0x11223344;

    /// <summary>Since it began.</summary>
    public ushort Seconds { get; init; }

    public Ipv4 ClientAddress { get; init; }

    /// <summary>A server's field; some tests speak for one.</summary>
    public Ipv4 YourAddress { get; init; }

    public Ipv4 RelayAddress { get; init; }

    public bool Broadcast { get; init; }

    public byte HardwareType { get; init; } = 1;

    public byte HardwareLength { get; init; } = 6;

    public byte Op { get; init; } = 1;

    /// <summary>Bytes of the option area behind option 53, without END.</summary>
    public byte[] Options { get; init; } = [];

    public byte[] File { get; init; } = [];

    public byte[] ServerName { get; init; } = [];

    public ClientMessage With(byte code, params byte[] value) => this with { Options = [.. Options, code, (byte)value.Length, .. value] };

    public ClientMessage With(byte code, Ipv4 address)
    {
        byte[] value = new byte[4];
        address.Write(value);
        return With(code, value);
    }

    public ClientMessage With(byte code, uint number) => With(code, new Ipv4(number));

    public ClientMessage WithRaw(params byte[] bytes) => this with { Options = [.. Options, .. bytes] };

    public byte[] ToBytes()
    {
        byte[] bytes = new byte[240 + 3 + Options.Length + 1];
        bytes[0] = Op;
        bytes[1] = HardwareType;
        bytes[2] = HardwareLength;
        BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(4), TransactionId);
        BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(8), Seconds);
        bytes[10] = (byte)(Broadcast ? 0x80 : 0);
        ClientAddress.Write(bytes.AsSpan(12));
        YourAddress.Write(bytes.AsSpan(16));
        RelayAddress.Write(bytes.AsSpan(24));
        Mac.Write(bytes.AsSpan(28));
        ServerName.CopyTo(bytes, 44);
        File.CopyTo(bytes, 108);
        BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(236), 0x63825363);
        bytes[240] = DhcpCode.MessageType;
        bytes[241] = 1;
        bytes[242] = (byte)Type;
        Options.CopyTo(bytes, 243);
        bytes[^1] = DhcpCode.End;
        return bytes;
    }
}
