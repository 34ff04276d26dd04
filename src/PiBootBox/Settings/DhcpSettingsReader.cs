using PiBootBox.Core;
using PiBootBox.Core.Dhcp;
using PiBootBox.Wire;

namespace PiBootBox.Settings;

/// <summary>Turns the text of the settings into values, or says in one sentence which text is wrong.</summary>
public static class DhcpSettingsReader
{
    /// <exception cref="CannotServeException">A text that is no address, range, network or hardware address.</exception>
    public static DhcpSettings Read(DhcpSection section)
    {
        var settings = new DhcpSettings
        {
            Router = Optional(section.Router, "dhcp.router"),
            Dns = [.. section.Dns.Select(text => Address(text, "dhcp.dns"))],
            Ntp = [.. section.Ntp.Select(text => Address(text, "dhcp.ntp"))],
            Domain = Domain(section.Domain),
            Probe = section.Probe,
            Reservations = [.. (section.Reservations ?? []).Select(ReadReservation)],
            Relayed = [.. (section.Relayed ?? []).Select(ReadRelayed)],
        };
        if (section.Range is { } range)
        {
            (Ipv4 first, Ipv4 last) = Range(range, "dhcp.range");
            settings = settings with { RangeStart = first, RangeEnd = last };
        }
        if (section.LeaseTime is { } time)
        {
            if (time < TimeSpan.FromMinutes(1) || time > TimeSpan.FromDays(365))
                throw Wrong("dhcp.leaseTime", time.ToString(), "a time from 00:01:00 to 365.00:00:00");
            settings = settings with
            {
                LeaseTime = time,
                ShortestLease = time < settings.ShortestLease ? time : settings.ShortestLease,
                LongestLease = time > settings.LongestLease ? time : settings.LongestLease,
            };
        }
        return settings;
    }

    private static Reservation ReadReservation(ReservationSection section) =>
        MacAddress.TryParse(section.Mac, out MacAddress mac)
            ? new Reservation(mac, Address(section.Address, "dhcp.reservations.address"))
            : throw Wrong("dhcp.reservations.mac", section.Mac, "a hardware address such as 52:54:00:12:34:56");

    private static RelayedNetwork ReadRelayed(RelayedSection section)
    {
        string[] parts = section.Subnet.Split('/');
        if (parts.Length != 2 || !Ipv4.TryParse(parts[0], out Ipv4 network) || !int.TryParse(parts[1], out int length) || length is < 8 or > 30)
            throw Wrong("dhcp.relayed.subnet", section.Subnet, "a network such as 10.1.0.0/24");
        (Ipv4 first, Ipv4 last) = Range(section.Range, "dhcp.relayed.range");
        return new RelayedNetwork(new Ipv4Subnet(network, length), first, last, Optional(section.Router, "dhcp.relayed.router"));
    }

    private static (Ipv4 First, Ipv4 Last) Range(string text, string setting)
    {
        string[] ends = text.Split('-', StringSplitOptions.TrimEntries);
        return ends.Length == 2 && Ipv4.TryParse(ends[0], out Ipv4 first) && Ipv4.TryParse(ends[1], out Ipv4 last) && first <= last
            ? (first, last)
            : throw Wrong(setting, text, "two addresses with a dash, the lower first, such as 192.168.7.10-192.168.7.99");
    }

    // RFC 2132 section 3.17; what else stands in a domain name ends up in resolv.conf of every machine.
    private static string Domain(string? text) =>
        text is null ? ""
        : text.Length is > 0 and <= 253 && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.') ? text
        : throw Wrong("dhcp.domain", text, "letters, digits, dashes and dots");

    private static Ipv4? Optional(string? text, string setting) => text is null ? null : Address(text, setting);

    private static Ipv4 Address(string text, string setting) =>
        Ipv4.TryParse(text, out Ipv4 address) ? address : throw Wrong(setting, text, "an address such as 192.168.7.1");

    private static CannotServeException Wrong(string setting, string text, string wanted) =>
        new($"The setting {setting} says '{text}', which is not {wanted}: correct it in the settings file, the environment or the flag.");
}
