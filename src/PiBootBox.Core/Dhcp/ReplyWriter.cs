using System.Buffers.Binary;
using System.Text;
using PiBootBox.Core.Boot;
using PiBootBox.Wire;
using PiBootBox.Wire.Dhcp;

namespace PiBootBox.Core.Dhcp;

/// <summary>Puts the bytes of a reply together: what each kind of client is told, in one fixed order.</summary>
/// <param name="mtu">Bytes of one IP packet on the port.</param>
internal sealed class ReplyWriter(DhcpSettings settings, Ipv4 box, int mtu)
{
    // RFC 2131 section 2: the IP packet that every client takes. Option 57 may say more.
    private const int LeastPacket = 576;
    private const int IpAndUdpHeaders = 28;

    // iPXE's no-pxedhcp (0xb0): do not wait two seconds for a proxy.
    private static ReadOnlySpan<byte> NoProxy => [0xB0, 0x01, 0x01];

    private readonly BootOptions _boot = new(box);
    private readonly byte[] _domain = Encoding.ASCII.GetBytes(settings.Domain);
    private readonly byte[] _dns = Bytes(settings.Dns);
    private readonly byte[] _ntp = Bytes(settings.Ntp);

    /// <summary>An OFFER or ACK with an address.</summary>
    public int WriteAddress(
        DhcpMessageType type, in DhcpAsk ask, Ipv4 address, TimeSpan duration, BootFile? boot, OfferShape shape, Span<byte> buffer)
    {
        DhcpWriter writer = Begin(type, ask, buffer);
        writer.SetYourAddress(address);
        if (type == DhcpMessageType.Ack)
            writer.SetClientAddress(ask.Message.ClientAddress);
        if (shape.Broadcasts)
            writer.SetBroadcast();
        uint seconds = (uint)Math.Min(duration.TotalSeconds, uint.MaxValue);
        writer.AddUInt32(DhcpCode.LeaseTime, seconds);
        // RFC 2131 section 4.4.5.
        writer.AddUInt32(DhcpCode.RenewalTime, seconds / 2);
        writer.AddUInt32(DhcpCode.RebindingTime, (uint)(seconds * 7UL / 8));
        AddSettings(ref writer, ask, boot, shape);
        return writer.Finish();
    }

    /// <summary>The ACK to an INFORM: no address and no times (RFC 2131 section 4.3.5).</summary>
    public int WriteInform(in DhcpAsk ask, BootFile? boot, OfferShape shape, Span<byte> buffer)
    {
        DhcpWriter writer = Begin(DhcpMessageType.Ack, ask, buffer);
        writer.SetClientAddress(ask.Message.ClientAddress);
        AddSettings(ref writer, ask, boot, shape);
        return writer.Finish();
    }

    public int WriteNak(in DhcpAsk ask, ReadOnlySpan<byte> why, Span<byte> buffer)
    {
        DhcpWriter writer = Begin(DhcpMessageType.Nak, ask, buffer);
        if (!ask.Message.RelayAddress.IsAny)
            writer.SetBroadcast();
        writer.Add(DhcpCode.Message, why);
        writer.Echo(DhcpCode.ClientId);
        return writer.Finish();
    }

    /// <summary>The longest message that the client takes and the wire carries in one packet, in bytes.</summary>
    public static int MostFor(in DhcpMessage message, int mtu) =>
        Math.Clamp(message.MaxMessageSize ?? LeastPacket, LeastPacket, Math.Max(mtu, LeastPacket)) - IpAndUdpHeaders;

    private DhcpWriter Begin(DhcpMessageType type, in DhcpAsk ask, Span<byte> buffer)
    {
        var writer = new DhcpWriter(buffer, ask.Message, type, MostFor(ask.Message, mtu));
        writer.AddAddress(DhcpCode.ServerId, box);
        return writer;
    }

    // What a machine cannot do without comes first: the tail is left out where a small reply must do.
    private void AddSettings(ref DhcpWriter writer, in DhcpAsk ask, BootFile? boot, OfferShape shape)
    {
        writer.AddUInt32(DhcpCode.SubnetMask, ask.Network.Subnet.Mask);
        if (ask.Network.Router is { } router && Asks(ask, DhcpCode.Router))
            writer.AddAddress(DhcpCode.Router, router);
        if (boot is { FileName.IsEmpty: false })
        {
            _boot.Add(ref writer, ask.Pxe, boot.FileName.Span, shape);
            if (ask.Pxe.IsIpxe)
                writer.Add(DhcpCode.Ipxe, NoProxy);
        }
        writer.Echo(DhcpCode.ClientMachineId);
        // RFC 6842: a client behind the same hardware address as another tells replies apart by it.
        writer.Echo(DhcpCode.ClientId);
        if (_dns.Length > 0 && Asks(ask, DhcpCode.DomainNameServer))
            writer.Add(DhcpCode.DomainNameServer, _dns);
        if (_domain.Length > 0 && Asks(ask, DhcpCode.DomainName))
            writer.Add(DhcpCode.DomainName, _domain);
        if (_ntp.Length > 0 && Asks(ask, DhcpCode.NtpServers))
            writer.Add(DhcpCode.NtpServers, _ntp);
        if (Asks(ask, DhcpCode.BroadcastAddress))
            writer.AddAddress(DhcpCode.BroadcastAddress, ask.Network.Subnet.Last);
    }

    /// <summary>A client that lists what it wants (option 55) gets no more than that; one that lists nothing gets all.</summary>
    private static bool Asks(in DhcpAsk ask, byte code)
    {
        bool lists = false;
        foreach (DhcpOption option in ask.Message.Options)
        {
            if (option.Code != DhcpCode.ParameterList)
                continue;
            if (option.Value.Contains(code))
                return true;
            lists = true;
        }
        return !lists;
    }

    private static byte[] Bytes(IReadOnlyList<Ipv4> addresses)
    {
        var bytes = new byte[addresses.Count * Ipv4.Length];
        for (int i = 0; i < addresses.Count; i++)
            BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(i * Ipv4.Length), addresses[i].Value);
        return bytes;
    }
}
