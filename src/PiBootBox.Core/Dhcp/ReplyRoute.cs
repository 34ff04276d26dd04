using PiBootBox.Wire;
using PiBootBox.Wire.Dhcp;

namespace PiBootBox.Core.Dhcp;

/// <summary>
/// Where a reply goes, as a raw frame: through the kernel it could not reach a client that
/// has no address yet and answers no ARP.
/// </summary>
/// <param name="FromPort">The port of the box that was asked: a client takes no answer from another.</param>
public readonly record struct ReplyRoute(Ipv4 Address, ushort Port, MacAddress Mac, ushort FromPort = ReplyRoute.ServerPort)
{
    public const ushort ServerPort = 67;
    public const ushort ClientPort = 68;

    /// <summary>The boot service of PXE (PXE 2.1 section 2.4.1).</summary>
    public const ushort BootServicePort = 4011;

    private static readonly ReplyRoute Broadcast = new(Ipv4.Broadcast, ClientPort, MacAddress.Broadcast);

    /// <summary>RFC 2131 section 4.1 (and 4.3.2 for the NAK, 4.3.5 for INFORM).</summary>
    /// <param name="your">The address in the reply's yiaddr.</param>
    public static ReplyRoute For(DhcpMessageType reply, in DhcpMessage request, in DhcpArrival arrival, Ipv4 your)
    {
        // The frame that came from the relay knows the way back, through a router too.
        if (!request.RelayAddress.IsAny)
            return new ReplyRoute(request.RelayAddress, ServerPort, arrival.FrameSource);
        if (reply == DhcpMessageType.Nak)
            return Broadcast;
        if (!request.ClientAddress.IsAny)
            return new ReplyRoute(request.ClientAddress, ClientPort, arrival.FrameSource);
        if (request.Type == DhcpMessageType.Inform && !arrival.Source.IsAny)
            return new ReplyRoute(arrival.Source, ClientPort, arrival.FrameSource);
        if (request.WantsBroadcast || your.IsAny)
            return Broadcast;
        return new ReplyRoute(your, ClientPort, request.HardwareAddress);
    }
}
