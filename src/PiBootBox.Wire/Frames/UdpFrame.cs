using System.Buffers.Binary;

namespace PiBootBox.Wire.Frames;

/// <summary>Where a UDP datagram comes from and goes to, on both layers.</summary>
public readonly record struct UdpPath(
    MacAddress SourceMac, MacAddress DestinationMac, Ipv4 Source, Ipv4 Destination, ushort SourcePort, ushort DestinationPort);

/// <summary>Why a frame holds no UDP datagram for us.</summary>
public enum FrameFlaw
{
    None,
    TooShort,
    /// <summary>Tagged for a VLAN: that traffic belongs to the VLAN's own interface.</summary>
    VlanTagged,
    NotIpv4,
    IpHeader,
    IpChecksum,
    Fragment,
    NotUdp,
    UdpLength,
    UdpChecksum,
}

/// <summary>A view on one Ethernet frame with IPv4 and UDP (RFC 894, 791, 768), checked once by <see cref="TryParse"/>.</summary>
public readonly ref struct UdpFrame
{
    /// <summary>Bytes of the Ethernet, IPv4 and UDP headers that <see cref="WriteHeaders"/> puts before the payload.</summary>
    public const int HeaderLength = EthernetLength + IpLength + UdpLength;

    private const int EthernetLength = 14;
    private const int IpLength = 20;
    private const int UdpLength = 8;
    private const byte ProtocolUdp = 17;

    private UdpFrame(UdpPath path, ReadOnlySpan<byte> payload)
    {
        Path = path;
        Payload = payload;
    }

    public UdpPath Path { get; }

    public ReadOnlySpan<byte> Payload { get; }

    /// <summary>Checks all lengths and checksums of a frame.</summary>
    /// <param name="checksumReady">
    /// False when the kernel says that the UDP checksum is still to be filled in (TP_STATUS_CSUMNOTREADY
    /// in PACKET_AUXDATA): so it is on veth and tap, where a frame never meets a NIC.
    /// </param>
    public static bool TryParse(ReadOnlySpan<byte> frame, bool checksumReady, out UdpFrame datagram, out FrameFlaw flaw)
    {
        datagram = default;
        flaw = EthernetHeader.Check(frame, EtherType.Ipv4, FrameFlaw.NotIpv4, out ReadOnlySpan<byte> packet);
        if (flaw != FrameFlaw.None)
            return false;
        flaw = CheckIp(packet, out int headerLength, out int totalLength);
        if (flaw != FrameFlaw.None)
            return false;
        ReadOnlySpan<byte> udp = packet[headerLength..totalLength];
        if (udp.Length < UdpLength)
        {
            flaw = FrameFlaw.UdpLength;
            return false;
        }
        int length = BinaryPrimitives.ReadUInt16BigEndian(udp[4..]);
        if (length < UdpLength || length > udp.Length)
        {
            flaw = FrameFlaw.UdpLength;
            return false;
        }
        udp = udp[..length];
        Ipv4 source = Ipv4.Read(packet[12..]);
        Ipv4 destination = Ipv4.Read(packet[16..]);
        // RFC 768: a zero field means that the sender made no checksum.
        bool hasChecksum = BinaryPrimitives.ReadUInt16BigEndian(udp[6..]) != 0;
        if (checksumReady && hasChecksum && UdpChecksum(source, destination, udp) != 0)
        {
            flaw = FrameFlaw.UdpChecksum;
            return false;
        }
        datagram = new UdpFrame(
            new UdpPath(
                MacAddress.Read(frame[6..]), MacAddress.Read(frame), source, destination,
                BinaryPrimitives.ReadUInt16BigEndian(udp), BinaryPrimitives.ReadUInt16BigEndian(udp[2..])),
            udp[UdpLength..]);
        return true;
    }

    /// <summary>
    /// Writes <see cref="HeaderLength"/> bytes before a payload that already lies behind them in <paramref name="frame"/>.
    /// </summary>
    /// <returns>Bytes of the whole frame.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The frame has no room for the payload, or an IPv4 packet has not.</exception>
    public static int WriteHeaders(Span<byte> frame, in UdpPath path, int payloadLength)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(payloadLength);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(payloadLength, Math.Min(frame.Length - HeaderLength, ushort.MaxValue - IpLength - UdpLength));
        EthernetHeader.Write(frame, path.DestinationMac, path.SourceMac, EtherType.Ipv4);

        Span<byte> ip = frame.Slice(EthernetLength, IpLength);
        ip[0] = 0x45;
        ip[1] = 0;
        BinaryPrimitives.WriteUInt16BigEndian(ip[2..], (ushort)(IpLength + UdpLength + payloadLength));
        // RFC 6864: a packet that is never fragmented needs no identification; the flag says "do not fragment".
        BinaryPrimitives.WriteUInt32BigEndian(ip[4..], 0x4000);
        ip[8] = 64;
        ip[9] = ProtocolUdp;
        BinaryPrimitives.WriteUInt16BigEndian(ip[10..], 0);
        path.Source.Write(ip[12..]);
        path.Destination.Write(ip[16..]);
        BinaryPrimitives.WriteUInt16BigEndian(ip[10..], InternetChecksum.Of(ip));

        Span<byte> udp = frame.Slice(EthernetLength + IpLength, UdpLength + payloadLength);
        BinaryPrimitives.WriteUInt16BigEndian(udp, path.SourcePort);
        BinaryPrimitives.WriteUInt16BigEndian(udp[2..], path.DestinationPort);
        BinaryPrimitives.WriteUInt16BigEndian(udp[4..], (ushort)udp.Length);
        BinaryPrimitives.WriteUInt16BigEndian(udp[6..], 0);
        ushort checksum = UdpChecksum(path.Source, path.Destination, udp);
        BinaryPrimitives.WriteUInt16BigEndian(udp[6..], checksum == 0 ? ushort.MaxValue : checksum);
        return HeaderLength + payloadLength;
    }

    private static FrameFlaw CheckIp(ReadOnlySpan<byte> packet, out int headerLength, out int totalLength)
    {
        (headerLength, totalLength) = (0, 0);
        if (packet.Length < IpLength)
            return FrameFlaw.TooShort;
        if (packet[0] >> 4 != 4)
            return FrameFlaw.NotIpv4;
        headerLength = (packet[0] & 15) * 4;
        totalLength = BinaryPrimitives.ReadUInt16BigEndian(packet[2..]);
        if (headerLength < IpLength || totalLength < headerLength || totalLength > packet.Length)
            return FrameFlaw.IpHeader;
        if (InternetChecksum.Of(packet[..headerLength]) != 0)
            return FrameFlaw.IpChecksum;
        // More fragments, or an offset: no client sends DHCP in pieces, and nothing here puts them together.
        if ((BinaryPrimitives.ReadUInt16BigEndian(packet[6..]) & 0x3FFF) != 0)
            return FrameFlaw.Fragment;
        return packet[9] == ProtocolUdp ? FrameFlaw.None : FrameFlaw.NotUdp;
    }

    private static ushort UdpChecksum(Ipv4 source, Ipv4 destination, ReadOnlySpan<byte> udp)
    {
        Span<byte> pseudo = stackalloc byte[12];
        source.Write(pseudo);
        destination.Write(pseudo[4..]);
        pseudo[8] = 0;
        pseudo[9] = ProtocolUdp;
        BinaryPrimitives.WriteUInt16BigEndian(pseudo[10..], (ushort)udp.Length);
        return InternetChecksum.Of(pseudo, udp);
    }
}
