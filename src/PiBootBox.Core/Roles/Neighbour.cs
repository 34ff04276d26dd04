using PiBootBox.Wire;

namespace PiBootBox.Core.Roles;

public enum NeighbourKind
{
    /// <summary>A DHCP server that boots nobody.</summary>
    AddressServer,
    /// <summary>A PXE service, with addresses or without.</summary>
    BootService,
    OtherBox,
}

/// <summary>Somebody else who serves the wire of a port.</summary>
/// <param name="IsRival">The role of the box is set, so both go on doing the same.</param>
public sealed record Neighbour(NeighbourKind Kind, Ipv4 Address, bool IsRival);
