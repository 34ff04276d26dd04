using PiBootBox.Wire;

namespace PiBootBox.Core.Leases;

/// <summary>Which addresses one <see cref="LeaseTable"/> gives out.</summary>
/// <param name="First">First address of the range.</param>
/// <param name="Last">Last address of the range, itself included.</param>
/// <param name="Reserved">Addresses kept for one hardware address each, in the range or beside it.</param>
/// <param name="Excluded">Addresses that nobody may get: the box's own, routers.</param>
/// <param name="Probe">Ask by ARP before an address is offered to a machine that never had it.</param>
public sealed record LeaseScope(
    Ipv4 First, Ipv4 Last,
    IReadOnlyList<(MacAddress Mac, Ipv4 Address)> Reserved,
    IReadOnlyList<Ipv4> Excluded,
    bool Probe);
