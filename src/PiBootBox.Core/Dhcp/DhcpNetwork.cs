using PiBootBox.Core.Leases;
using PiBootBox.Core.Machines;
using PiBootBox.Wire;

namespace PiBootBox.Core.Dhcp;

/// <summary>One network that addresses are given out for: the port's own, or one behind a relay.</summary>
internal sealed class DhcpNetwork(Ipv4Subnet subnet, LeaseScope scope, Ipv4? router, ActivityBoard activity)
{
    public Ipv4Subnet Subnet { get; } = subnet;

    public Ipv4? Router { get; } = router;

    public LeaseTable Leases { get; } = new(scope, activity);

    public override string ToString() => $"{scope.First} to {scope.Last}";
}
