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
    /// <param name="broadcasts">Even where the client says that it hears unicast.</param>
    public static ReplyRoute For(
        DhcpMessageType reply, in DhcpMessage request, in DhcpArrival arrival, Ipv4 your, bool broadcasts = false)
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
        if (request.WantsBroadcast || broadcasts || your.IsAny)
            return Broadcast;
        return new ReplyRoute(your, ClientPort, request.HardwareAddress);
    }

    /// <summary>A proxy's OFFER carries no address, so nobody without one can be reached but by broadcast.</summary>
    public static ReplyRoute ForProxyOffer(in DhcpMessage request, in DhcpArrival arrival) =>
        request.RelayAddress.IsAny ? Broadcast : new ReplyRoute(request.RelayAddress, ServerPort, arrival.FrameSource);

    /// <summary>
    /// Port 4011 answers the datagram's own source: edk2 listens for it on 4011, iPXE on 68 (PXE 2.1 section 2.4.4 names
    /// only the latter), and both take it from port 4011 only.
    /// </summary>
    /// <returns>False when the source is none that an answer can reach.</returns>
    public static bool TryForBootService(in DhcpMessage request, in DhcpArrival arrival, out ReplyRoute route)
    {
        Ipv4 address = arrival.Source.IsAny ? request.ClientAddress : arrival.Source;
        // Class D and above: groups, and the broadcast address.
        bool isReachable = arrival.SourcePort != 0 && address < new Ipv4(0xE0000000);
        route = address.IsAny
            ? new ReplyRoute(Ipv4.Broadcast, arrival.SourcePort, MacAddress.Broadcast, BootServicePort)
            : new ReplyRoute(address, arrival.SourcePort, arrival.FrameSource, BootServicePort);
        return isReachable;
    }
}
