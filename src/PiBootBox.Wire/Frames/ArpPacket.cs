using System.Buffers.Binary;

namespace PiBootBox.Wire.Frames;

public enum ArpOperation : ushort
{
    Request = 1,
    Reply = 2,
}

/// <summary>An ARP packet for IPv4 on Ethernet (RFC 826).</summary>
public readonly record struct ArpPacket(
    ArpOperation Operation, MacAddress SenderMac, Ipv4 Sender, MacAddress TargetMac, Ipv4 Target)
{
    /// <summary>Bytes of a frame: the shortest that Ethernet carries, for links that pad nothing (veth).</summary>
    public const int FrameLength = 60;

    private const int Length = 28;

    /// <summary>Who has <paramref name="target"/>? Asked from our own address, which every host answers.</summary>
    public static ArpPacket Ask(MacAddress ownMac, Ipv4 own, Ipv4 target) =>
        new(ArpOperation.Request, ownMac, own, MacAddress.Zero, target);

    /// <summary>False for everything but a whole ARP request or reply for IPv4 on Ethernet.</summary>
    public static bool TryParse(ReadOnlySpan<byte> frame, out ArpPacket packet)
    {
        packet = default;
        if (EthernetHeader.Check(frame, EtherType.Arp, FrameFlaw.NotIpv4, out ReadOnlySpan<byte> arp) != FrameFlaw.None
            || arp.Length < Length
            || BinaryPrimitives.ReadUInt16BigEndian(arp) != 1
            || BinaryPrimitives.ReadUInt16BigEndian(arp[2..]) != EtherType.Ipv4
            || arp[4] != MacAddress.Length
            || arp[5] != Ipv4.Length)
        {
            return false;
        }
        var operation = (ArpOperation)BinaryPrimitives.ReadUInt16BigEndian(arp[6..]);
        if (operation is not (ArpOperation.Request or ArpOperation.Reply))
            return false;
        packet = new ArpPacket(
            operation, MacAddress.Read(arp[8..]), Ipv4.Read(arp[14..]), MacAddress.Read(arp[18..]), Ipv4.Read(arp[24..]));
        return true;
    }

    /// <summary>Writes <see cref="FrameLength"/> bytes; a packet without a target's hardware address is broadcast.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Too little room.</exception>
    public int WriteFrame(Span<byte> frame)
    {
        frame = frame[..FrameLength];
        frame.Clear();
        EthernetHeader.Write(frame, TargetMac == MacAddress.Zero ? MacAddress.Broadcast : TargetMac, SenderMac, EtherType.Arp);
        Span<byte> arp = frame[EthernetHeader.Length..];
        BinaryPrimitives.WriteUInt16BigEndian(arp, 1);
        BinaryPrimitives.WriteUInt16BigEndian(arp[2..], EtherType.Ipv4);
        arp[4] = MacAddress.Length;
        arp[5] = Ipv4.Length;
        BinaryPrimitives.WriteUInt16BigEndian(arp[6..], (ushort)Operation);
        SenderMac.Write(arp[8..]);
        Sender.Write(arp[14..]);
        TargetMac.Write(arp[18..]);
        Target.Write(arp[24..]);
        return FrameLength;
    }
}
