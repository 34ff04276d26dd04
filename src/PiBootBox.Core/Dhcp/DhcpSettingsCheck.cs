using PiBootBox.Wire;

namespace PiBootBox.Core.Dhcp;

/// <summary>Whether settings fit the address of a port.</summary>
public static class DhcpSettingsCheck
{
    /// <summary>Addresses of the range that is taken when none is set, at most: a table of that size stays small.</summary>
    public const int MostByDefault = 1 << 16;

    /// <summary>Addresses of a range at most.</summary>
    public const int Most = 1 << 18;

    private const int LongestDomain = 253;
    private const int MostServers = 63;

    /// <summary>The range in a network: the one that is set, else all addresses but the first and the last.</summary>
    public static (Ipv4 First, Ipv4 Last) RangeIn(this DhcpSettings settings, Ipv4Subnet subnet)
    {
        Ipv4 first = settings.RangeStart ?? new Ipv4(subnet.Network.Value + 1);
        uint last = subnet.Last.Value - 1;
        if (settings.RangeEnd is null && last - first.Value >= MostByDefault)
            last = first.Value + MostByDefault - 1;
        return (first, settings.RangeEnd ?? new Ipv4(last));
    }

    /// <summary>One sentence for everything that does not fit; empty when all is well.</summary>
    /// <param name="subnet">The port's own address with its network.</param>
    public static IReadOnlyList<string> Validate(this DhcpSettings settings, Ipv4Subnet subnet)
    {
        var sentences = new List<string>();
        if (subnet.PrefixLength > 30)
        {
            sentences.Add($"The network {subnet} has no address to give out: give the port an address with a /30 network or larger.");
            return sentences;
        }
        (Ipv4 first, Ipv4 last) = settings.RangeIn(subnet);
        CheckRange("The range", first, last, subnet, subnet.Address, sentences);
        foreach (RelayedNetwork far in settings.Relayed)
            CheckRelayed(far, subnet, settings, sentences);
        CheckReservations(settings, subnet, sentences);
        if (settings.Router is { } router && !subnet.Contains(router))
            sentences.Add($"The router {router} is not in the network {Net(subnet)}, so no machine could reach it: set a router of this network.");
        if (settings.LeaseTime <= TimeSpan.Zero || settings.ShortestLease <= TimeSpan.Zero)
            sentences.Add("The lease time is not above zero: set one of some minutes or hours.");
        if (settings.Dns.Count > MostServers || settings.Ntp.Count > MostServers)
            sentences.Add($"There are more than {MostServers} DNS or NTP servers, and no DHCP option holds so many: name fewer.");
        if (settings.Domain.Length > LongestDomain || settings.Domain.Any(c => !char.IsAsciiLetterOrDigit(c) && c is not ('-' or '.' or '_')))
            sentences.Add($"\"{settings.Domain}\" is no domain: use at most {LongestDomain} letters, digits, dashes and dots.");
        return sentences;
    }

    private static void CheckRange(string what, Ipv4 first, Ipv4 last, Ipv4Subnet subnet, Ipv4 taken, List<string> sentences)
    {
        if (first > last)
            sentences.Add($"{what} {first} to {last} ends before it begins: swap the two addresses.");
        else if (!subnet.Contains(first) || !subnet.Contains(last))
            sentences.Add($"{what} {first} to {last} is not in the network {Net(subnet)}: choose addresses of that network.");
        else if (last.Value - first.Value >= Most)
            sentences.Add($"{what} {first} to {last} has more than {Most} addresses: choose a shorter one.");
        else if (first == last && (first == taken || first == subnet.Network || first == subnet.Last))
            sentences.Add($"{what} {first} to {last} has no address that a machine could get: choose a longer one.");
    }

    private static void CheckRelayed(RelayedNetwork far, Ipv4Subnet home, DhcpSettings settings, List<string> sentences)
    {
        CheckRange("The relayed range", far.RangeStart, far.RangeEnd, far.Subnet, default, sentences);
        if (Overlap(far.Subnet, home) || settings.Relayed.Any(other => !ReferenceEquals(other, far) && Overlap(far.Subnet, other.Subnet)))
            sentences.Add($"The relayed network {Net(far.Subnet)} overlaps another network of this port: networks must be apart.");
        if (far.Router is { } router && !far.Subnet.Contains(router))
            sentences.Add($"The router {router} is not in the relayed network {Net(far.Subnet)}: set a router of that network.");
    }

    private static void CheckReservations(DhcpSettings settings, Ipv4Subnet home, List<string> sentences)
    {
        var addresses = new HashSet<Ipv4>();
        var machines = new HashSet<(MacAddress, Ipv4)>();
        foreach (Reservation kept in settings.Reservations)
        {
            Ipv4Subnet? subnet = home.Contains(kept.Address)
                ? home
                : settings.Relayed.FirstOrDefault(far => far.Subnet.Contains(kept.Address))?.Subnet;
            if (subnet is not { } net)
                sentences.Add($"The address {kept.Address} reserved for {kept.Mac} is not in the network {Net(home)}: choose one of that network.");
            else if (kept.Address == home.Address || kept.Address == net.Network || kept.Address == net.Last)
                sentences.Add($"The address {kept.Address} reserved for {kept.Mac} is the box's own, or no machine's: choose another.");
            else if (!machines.Add((kept.Mac, net.Network)))
                sentences.Add($"{kept.Mac} has two reserved addresses: keep one.");
            if (!addresses.Add(kept.Address))
                sentences.Add($"The address {kept.Address} is reserved twice: give each machine its own.");
        }
    }

    private static bool Overlap(Ipv4Subnet a, Ipv4Subnet b) => a.Contains(b.Network) || b.Contains(a.Network);

    private static string Net(Ipv4Subnet subnet) => $"{subnet.Network}/{subnet.PrefixLength}";
}
