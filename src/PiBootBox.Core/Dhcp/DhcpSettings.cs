using PiBootBox.Wire;

namespace PiBootBox.Core.Dhcp;

/// <summary>An address kept for one machine.</summary>
public sealed record Reservation(MacAddress Mac, Ipv4 Address);

/// <summary>A network behind a relay (giaddr lies in it) and the addresses to give out there.</summary>
public sealed record RelayedNetwork(Ipv4Subnet Subnet, Ipv4 RangeStart, Ipv4 RangeEnd, Ipv4? Router = null);

/// <summary>
/// Settings of the DHCP server of one port. Everything has a default that suits an isolated switch:
/// range and mask come from the port's own address, and no router, DNS, NTP or domain is sent unless set.
/// </summary>
public sealed record DhcpSettings
{
    /// <summary>First address of the range; null takes the first of the port's network.</summary>
    public Ipv4? RangeStart { get; init; }

    /// <summary>Last address of the range, itself included; null takes the last of the port's network.</summary>
    public Ipv4? RangeEnd { get; init; }

    /// <summary>What a machine gets that asks for no particular time.</summary>
    public TimeSpan LeaseTime { get; init; } = TimeSpan.FromHours(12);

    /// <summary>The least that a machine may ask for.</summary>
    public TimeSpan ShortestLease { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>The most that a machine may ask for.</summary>
    public TimeSpan LongestLease { get; init; } = TimeSpan.FromHours(24);

    public Ipv4? Router { get; init; }

    public IReadOnlyList<Ipv4> Dns { get; init; } = [];

    public IReadOnlyList<Ipv4> Ntp { get; init; } = [];

    public string Domain { get; init; } = "";

    public IReadOnlyList<Reservation> Reservations { get; init; } = [];

    public IReadOnlyList<RelayedNetwork> Relayed { get; init; } = [];

    /// <summary>Ask by ARP whether an address is in use before it is offered to a machine that never had it.</summary>
    public bool Probe { get; init; } = true;
}
