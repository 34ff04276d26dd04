using PiBootBox.Core.Leases;
using PiBootBox.Core.Machines;
using PiBootBox.Core.Network;
using PiBootBox.Wire;
using PiBootBox.Wire.Dhcp;

namespace PiBootBox.Core.Dhcp;

/// <summary>The networks that one port serves.</summary>
internal sealed class DhcpNetworks
{
    private readonly DhcpNetwork[] _all;

    public DhcpNetworks(DhcpSettings settings, ServedInterface port, ActivityBoard activity)
    {
        Box = port.Address.Address;
        Ipv4Subnet home = port.Address;
        (Ipv4 first, Ipv4 last) = settings.RangeIn(home);
        Own = New(settings, home, first, last, settings.Router, settings.Probe, activity);
        // Behind a relay nobody hears our ARP: no probing there.
        _all =
        [
            Own,
            .. settings.Relayed.Select(far =>
                New(settings, far.Subnet, far.RangeStart, far.RangeEnd, far.Router, probe: false, activity)),
        ];
    }

    public Ipv4 Box { get; }

    /// <summary>The one on this wire.</summary>
    public DhcpNetwork Own { get; }

    public ReadOnlySpan<DhcpNetwork> All => _all;

    /// <summary>The network that the client of this message sits in (RFC 2131 section 4.3.1, RFC 3527); null when we have none for it.</summary>
    public DhcpNetwork? Of(in DhcpMessage message, in DhcpArrival arrival)
    {
        if (!message.RelayAddress.IsAny)
        {
            message.TryGet(DhcpCode.AgentInformation, out ReadOnlySpan<byte> agent);
            Ipv4 link = AgentInformation.ReadLinkSelection(agent);
            return Containing(link.IsAny ? message.RelayAddress : link);
        }
        // A client behind a relay renews without the relay: by unicast, through its router (section 4.3.2).
        return arrival.Destination == Box ? Containing(message.ClientAddress) ?? Own : Own;
    }

    private DhcpNetwork? Containing(Ipv4 address)
    {
        foreach (DhcpNetwork network in _all)
        {
            if (network.Subnet.Contains(address))
                return network;
        }
        return null;
    }

    private static DhcpNetwork New(
        DhcpSettings settings, Ipv4Subnet subnet, Ipv4 first, Ipv4 last, Ipv4? router, bool probe, ActivityBoard activity)
    {
        var reserved = settings.Reservations
            .Where(kept => subnet.Contains(kept.Address))
            .Select(kept => (kept.Mac, kept.Address))
            .ToArray();
        List<Ipv4> known = [.. settings.Dns, .. settings.Ntp];
        if (router is { } gateway)
            known.Add(gateway);
        // A name server may be a machine that has its address from here, by a reservation.
        Ipv4[] excluded = [subnet.Address, subnet.Network, subnet.Last, .. known.Except(reserved.Select(kept => kept.Address))];
        return new DhcpNetwork(subnet, new LeaseScope(first, last, reserved, excluded, probe), router, activity);
    }
}
