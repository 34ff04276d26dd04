using PiBootBox.Core.Panel;
using PiBootBox.Core.Roles;
using PiBootBox.Wire;

namespace PiBootBox.Core.Tests.Panel;

internal static class PanelSamples
{
    public static readonly Ipv4Subnet Address = new(new Ipv4(0xC0A84D01), 24);

    public static readonly ProfileOffer[] Offers =
    [
        new("menu", "Menu", false), new("local", "Local disk", false), new("debian", "Debian", false), new("wipe", "Wipe", true), new("memtest", "Memtest", false),
    ];

    public static readonly PanelStatus Idle = new(
        BoxPhase.Running, [new PortStatus("eth0", true, Address, Role.Server)], new DriveStatus("STICK", 3, null),
        new ProfileStatus("menu", "Menu", Offers, null), [], 0, []);

    public static readonly MachineStatus
        Reading = new("pc-07", "reads the system", 62, 11_400_000, false),
        Asking = new("pc-08", "asks for an address", null, 0, false),
        Up = new("pc-09", "system runs", null, 0, true);

    public static readonly Diagnosis
        NoLink = new("no-link", "No link on eth0", "Plug the network cable in"),
        OtherServer = new("other-server", "Other DHCP server: 10.0.0.9", "Switch it off, or set role auto");

    public static PanelStatus Active(string choice) =>
        Idle with { Profile = Idle.Profile with { Active = choice, Title = Offers.First(o => o.Choice == choice).Title } };

    public static PanelStatus Armed(double seconds) =>
        Active("wipe") with { Profile = Active("wipe").Profile with { ArmedFor = TimeSpan.FromSeconds(seconds) } };
}
