using System.Buffers.Binary;

namespace PiBootBox.Wire.Frames;

internal static class EtherType
{
    public const ushort Ipv4 = 0x0800;
    public const ushort Arp = 0x0806;
    public const ushort Vlan = 0x8100;
}

internal static class EthernetHeader
{
    public const int Length = 14;

    private const int TagLength = 4;

    /// <summary>Finds the payload of the wanted type.</summary>
    /// <param name="other">What to say of a frame of another type.</param>
    public static FrameFlaw Check(ReadOnlySpan<byte> frame, ushort wanted, FrameFlaw other, out ReadOnlySpan<byte> payload)
    {
        payload = default;
        if (frame.Length < Length)
            return FrameFlaw.TooShort;
        int header = Length;
        ushort type = BinaryPrimitives.ReadUInt16BigEndian(frame[12..]);
        if (type == EtherType.Vlan)
        {
            header += TagLength;
            if (frame.Length < header)
                return FrameFlaw.TooShort;
            // VLAN 0 is a priority on a frame of this very network (IEEE 802.1Q); any other is not ours.
            if ((BinaryPrimitives.ReadUInt16BigEndian(frame[14..]) & 0x0FFF) != 0)
                return FrameFlaw.VlanTagged;
            type = BinaryPrimitives.ReadUInt16BigEndian(frame[16..]);
        }
        if (type != wanted)
            return other;
        payload = frame[header..];
        return FrameFlaw.None;
    }

    public static void Write(Span<byte> frame, MacAddress destination, MacAddress source, ushort type)
    {
        destination.Write(frame);
        source.Write(frame[6..]);
        BinaryPrimitives.WriteUInt16BigEndian(frame[12..], type);
    }
}
