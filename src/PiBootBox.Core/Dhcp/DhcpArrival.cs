using PiBootBox.Wire;

namespace PiBootBox.Core.Dhcp;

/// <summary>How a DHCP message reached the box.</summary>
/// <param name="FrameSource">The sender on this wire: the client, its relay, or a router on the way.</param>
public readonly record struct DhcpArrival(
    MacAddress FrameSource, Ipv4 Source, Ipv4 Destination, ushort SourcePort = ReplyRoute.ClientPort, ushort DestinationPort = ReplyRoute.ServerPort);
