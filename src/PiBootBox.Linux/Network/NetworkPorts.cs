using System.Net.NetworkInformation;
using System.Net.Sockets;
using PiBootBox.Core.Network;
using PiBootBox.Wire;

namespace PiBootBox.Linux.Network;

/// <summary>One network port of this box, as the kernel shows it now.</summary>
/// <param name="IsWired">A piece of Ethernet hardware: no Wi-Fi, bridge, VPN, container or loopback.</param>
/// <param name="Served">Null while the operating system has given it no usable IPv4 address.</param>
/// <param name="HasLink">A cable with somebody at its other end, or the driver does not know.</param>
public sealed record NetworkPort(string Name, bool IsWired, ServedInterface? Served, bool HasLink = true);

/// <summary>Finds the network ports of this box.</summary>
public static class NetworkPorts
{
    public static List<NetworkPort> List() =>
        [.. NetworkInterface.GetAllNetworkInterfaces().Select(Describe).OrderBy(port => port.Name, StringComparer.Ordinal)];

    private static NetworkPort Describe(NetworkInterface nic) => new(
        nic.Name, IsWired(nic.Name), Serve(nic), nic.OperationalStatus is OperationalStatus.Up or OperationalStatus.Unknown);

    // sysfs tells more than the interface's type: Wi-Fi and bridges call themselves Ethernet too, and
    // only hardware has a "device" link.
    private static bool IsWired(string name)
    {
        string sys = $"/sys/class/net/{name}";
        return Directory.Exists($"{sys}/device")
            && !Directory.Exists($"{sys}/wireless")
            && !Directory.Exists($"{sys}/phy80211")
            && !Directory.Exists($"{sys}/bridge")
            && !File.Exists($"{sys}/tun_flags")
            && ReadLine($"{sys}/type") == "1";
    }

    private static ServedInterface? Serve(NetworkInterface nic)
    {
        try
        {
            byte[] mac = nic.GetPhysicalAddress().GetAddressBytes();
            IPInterfaceProperties properties = nic.GetIPProperties();
            UnicastIPAddressInformation? address = properties.UnicastAddresses.FirstOrDefault(IsUsable);
            if (mac.Length != MacAddress.Length || address is null || !int.TryParse(ReadLine($"/sys/class/net/{nic.Name}/ifindex"), out int index))
                return null;
            int mtu = int.TryParse(ReadLine($"/sys/class/net/{nic.Name}/mtu"), out int bytes) ? bytes : 1500;
            return new ServedInterface(
                nic.Name, index, MacAddress.Read(mac), new Ipv4Subnet(Ipv4.From(address.Address), address.PrefixLength), mtu);
        }
        catch (NetworkInformationException)
        {
            // It went away between the listing and this question.
            return null;
        }
    }

    // 169.254/16 is what a host gives itself when nobody answered (RFC 3927): no network to hand out addresses in.
    private static bool IsUsable(UnicastIPAddressInformation candidate) =>
        candidate.Address.AddressFamily == AddressFamily.InterNetwork
        && Ipv4.From(candidate.Address).Value >> 16 != 0xA9FE
        && candidate.PrefixLength is >= 8 and <= 30;

    private static string? ReadLine(string path)
    {
        try
        {
            return File.ReadAllText(path).Trim();
        }
        catch (Exception absent) when (absent is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
