using PiBootBox.Core.Dhcp;
using PiBootBox.Core.Network;
using PiBootBox.Wire;

namespace PiBootBox.Settings;

/// <summary>
/// One range, router and list of reservations serve a box with several ports: each counts for the port whose network it
/// lies in. One that lies in no port's network stays, so that the DHCP server says what is wrong with it.
/// </summary>
public static class PortSettings
{
    /// <param name="networks">Those of all ports of the box that have an address.</param>
    public static DhcpSettings Of(DhcpSettings settings, ServedInterface port, IReadOnlyList<Ipv4Subnet> networks)
    {
        if (settings.RangeStart is { } first && IsElsewhere(first))
            settings = settings with { RangeStart = null, RangeEnd = null };
        if (settings.Router is { } router && IsElsewhere(router))
            settings = settings with { Router = null };
        return settings with { Reservations = [.. settings.Reservations.Where(kept => !IsElsewhere(kept.Address))] };

        bool IsElsewhere(Ipv4 address) => !port.Address.Contains(address) && networks.Any(network => network.Contains(address));
    }
}
