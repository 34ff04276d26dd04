using PiBootBox.Core.Dhcp;
using PiBootBox.Core.Images;
using PiBootBox.Core.Machines;
using PiBootBox.Core.Network;
using PiBootBox.Wire;

namespace PiBootBox.Settings;

/// <summary>The list <c>machines</c> of the box's own settings file, and what is wrong in it.</summary>
/// <param name="File">For messages.</param>
public sealed record MachineSection(string File, MachineRules Rules, IReadOnlyList<SettingMistake> Mistakes)
{
    private const int Loopback = 127;

    public static readonly MachineSection None = new(SettingsLoader.DefaultFile, MachineRules.None, []);

    /// <exception cref="IOException">It is there and cannot be read.</exception>
    public static MachineSection Read(string file)
    {
        if (!System.IO.File.Exists(file))
            return None;
        MachineRules rules = BoxMachinesReader.Read(System.IO.File.ReadAllBytes(file), out IReadOnlyList<SettingMistake> mistakes);
        return new MachineSection(file, rules, mistakes);
    }

    /// <summary>The addresses of machines as reservations of one port.</summary>
    /// <param name="dhcp">That port's own settings: its reservations count first.</param>
    /// <param name="networks">Those of all ports of the box that have an address.</param>
    /// <param name="wrong">Told of every address that no port can keep; it does nothing, and the port is served.</param>
    public DhcpSettings Reserve(DhcpSettings dhcp, ServedInterface port, IReadOnlyList<Ipv4Subnet> networks, Action<SettingMistake> wrong)
    {
        List<Reservation> kept = [.. dhcp.Reservations];
        foreach (MachineRule rule in Rules.All)
        {
            if (rule.Settings.Address is not { } address)
                continue;
            bool isOfRelay = dhcp.Relayed.Any(far => far.Subnet.Contains(address) && address != far.Subnet.Network && address != far.Subnet.Last);
            if (!port.Address.Contains(address) && !isOfRelay)
            {
                if (!networks.Any(network => network.Contains(address)))
                    Wrong($"is in none of the box's networks ({Words(networks)}). Choose one of them");
                continue;
            }
            if (!isOfRelay && (address == port.Address.Address || address == port.Address.Network || address == port.Address.Last))
                Wrong("is the box's own, or no machine's. Choose another");
            else if (kept.Any(other => other.Address == address || other.Mac == rule.Who.Mac && other.Address != address))
                Wrong("or the machine itself has another entry, here or among dhcp.reservations. Keep one of them");
            else
                kept.Add(new Reservation(rule.Who.Mac, address));

            void Wrong(string why) => wrong(new SettingMistake(rule.Line, $"The address {address} of the machine {rule.Who} {why}."));
        }
        return dhcp with { Reservations = kept };
    }

    private static string Words(IReadOnlyList<Ipv4Subnet> networks)
    {
        var words = new List<string>();
        foreach (Ipv4Subnet network in networks)
        {
            if (network.Network.Value >> 24 != Loopback)
                words.Add($"{network.Network}/{network.PrefixLength}");
        }
        return string.Join(", ", words);
    }
}
