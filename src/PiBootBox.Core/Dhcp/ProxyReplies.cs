using PiBootBox.Core.Machines;
using PiBootBox.Wire;
using PiBootBox.Wire.Dhcp;

namespace PiBootBox.Core.Dhcp;

/// <summary>Puts the bytes of ProxyDHCP answers together: what to boot, and no word about addresses.</summary>
/// <param name="mtu">Bytes of one IP packet on the port.</param>
internal sealed class ProxyReplies(Ipv4 box, int mtu)
{
    private const byte BootItem = 71;

    private readonly BootOptions _boot = new(box);

    /// <summary>The OFFER on port 67.</summary>
    public int WriteOffer(in DhcpMessage message, PxeClient client, ReadOnlySpan<byte> file, OfferShape shape, Span<byte> buffer)
    {
        DhcpWriter writer = Begin(DhcpMessageType.Offer, message, buffer);
        // A relay would unicast to yiaddr, and that is 0.0.0.0 here.
        writer.SetBroadcast();
        _boot.Add(ref writer, client, file, shape);
        return Finish(ref writer);
    }

    /// <summary>The ACK on port 4011.</summary>
    public int WriteBootServiceAck(in DhcpMessage message, PxeClient client, ReadOnlySpan<byte> file, OfferShape shape, Span<byte> buffer)
    {
        DhcpWriter writer = Begin(DhcpMessageType.Ack, message, buffer);
        writer.SetClientAddress(message.ClientAddress);
        // Who chose an item of a boot menu wants it back, and takes the file of the answer then (PXE 2.1 section 2.4.4).
        bool choseItem = TryReadBootItem(message, out ReadOnlySpan<byte> item);
        _boot.Add(ref writer, client, file, choseItem ? shape with { Vendor = VendorOptions.None } : shape);
        if (choseItem)
            writer.Add(DhcpCode.VendorSpecific, [BootItem, 4, item[0], item[1], item[2], item[3], DhcpCode.End]);
        return Finish(ref writer);
    }

    private DhcpWriter Begin(DhcpMessageType type, in DhcpMessage message, Span<byte> buffer)
    {
        var writer = new DhcpWriter(buffer, message, type, ReplyWriter.MostFor(message, mtu));
        writer.AddAddress(DhcpCode.ServerId, box);
        return writer;
    }

    private static int Finish(ref DhcpWriter writer)
    {
        writer.Echo(DhcpCode.ClientMachineId);
        writer.Echo(DhcpCode.ClientId);
        return writer.Finish();
    }

    private static bool TryReadBootItem(in DhcpMessage message, out ReadOnlySpan<byte> item)
    {
        item = default;
        if (!message.TryGet(DhcpCode.VendorSpecific, out ReadOnlySpan<byte> vendor))
            return false;
        foreach (DhcpOption option in OptionWalk.Options(vendor))
        {
            if (option.Code != BootItem || option.Value.Length != 4)
                continue;
            item = option.Value;
            return true;
        }
        return false;
    }
}
