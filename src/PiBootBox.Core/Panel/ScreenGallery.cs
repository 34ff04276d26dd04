using PiBootBox.Core.Roles;
using PiBootBox.Wire;

namespace PiBootBox.Core.Panel;

/// <summary>Every screen, by its name, as a panel shows it: for the documentation and for whoever draws one.</summary>
public static class ScreenGallery
{
    private static readonly ProfileOffer[] Offers =
    [
        new("menu", "Menu", false),
        new("local", "Local disk", false),
        new("debian", "Debian 12 netboot", false),
        new("memtest", "Memtest86+", false),
        new("wipe", "Wipe all disks", true),
        new("windows", "Windows 11 unattended", true),
    ];

    private static readonly PanelStatus Idle = new(
        BoxPhase.Running,
        [new PortStatus("eth0", true, new Ipv4Subnet(new Ipv4(0xC0A84D01), 24), Role.Server)],
        new DriveStatus("KINGSTON", 12, null),
        new ProfileStatus("menu", "Menu", Offers, null),
        [], 14, []);

    private static readonly MachineStatus Reading = new("pc-07", "reads the system", 62, 11_400_000, false);

    private static readonly MachineStatus[] Room =
    [
        Reading,
        new("front desk, left", "reads the initrd", 8, 9_700_000, false),
        new("12:34:56", "asks for an address", null, 0, false),
        new("pc-11", "in the menu", null, 0, false),
        new("pc-02", "system runs", null, 0, true),
        new("pc-03", "system runs", null, 0, true),
        new("pc-04", "system runs", null, 0, true),
    ];

    /// <summary>So that there are thirty with the others.</summary>
    private static readonly MachineStatus[] Crowd = MakeCrowd(23);

    private static readonly Diagnosis
        NoDrive = new("no-drive", "No drive", "Plug the USB drive in"),
        NoLink = new("no-link", "No link on eth0", "Plug the network cable in"),
        NoAddress = new("no-address", "No address on eth0", "Give the port a fixed address"),
        BadImage = new("bad-image", "Damaged: Debian 12 netboot", "Copy debian-12/initrd.gz to the drive again"),
        OtherServer = new("other-server", "Other DHCP server: 192.168.77.254", "Switch it off, or set role auto"),
        NoImage = new("no-image", "No image for UEFI on arm64 (pc-07)", "Copy one that boots on UEFI on arm64"),
        Silent = new("loader-silent", "pc-07: silent after snponly.efi", "Switch it on again: the box tries the next loader"),
        SecureBoot = new("secure-boot", "pc-07: Secure Boot refused?", "Switch it off there, or put shim beside snponly.efi");

    private static readonly Sample[] Samples =
    [
        new("start", _ => { }),
        new("home", p => p.Show(Idle)),
        new("home-image", p => p.Show(Chosen("debian") with { Drive = new DriveStatus("Images of the workshop", 132, null), MachinesSeen = 1280 })),
        new("home-erases", p => p.Show(Chosen("windows"))),
        new("home-two-ports", p => p.Show(Idle with { Ports = [.. Idle.Ports, new PortStatus("eth1", false, null, Role.Listening)] })),
        new("home-no-drive", p => p.Show(Idle with { Drive = new DriveStatus("", 0, null), Ports = [new PortStatus("eth0", false, null, Role.Listening)] })),
        new("home-stuck-button", p =>
        {
            p.Show(Idle);
            p.Down(PanelButton.Next);
            p.Wait(32);
        }),
        new("booting", p => p.Show(Idle with { Machines = [Reading] })),
        new("booting-first-steps", p => p.Show(Idle with { Machines = [new MachineStatus("52:54:00:12:34:56", "got the boot loader", null, 0, false)] })),
        new("up", p =>
        {
            p.Show(Idle with { Machines = [Reading] });
            p.Show(Idle with { Machines = [new MachineStatus("pc-07", "system runs", null, 0, true)] });
        }),
        new("several", p => p.Show(Idle with { Machines = Room[..5] })),
        new("several-pages", p =>
        {
            p.Show(Idle with { Machines = [.. Room, .. Crowd] });
            p.Wait(4);
        }),
        new("trouble-no-drive", p => p.Show(Idle with { Drive = new DriveStatus("", 0, null), Troubles = [NoDrive] })),
        new("trouble-no-link", p => p.Show(Idle with { Troubles = [NoLink] })),
        new("trouble-no-address", p => p.Show(Idle with { Troubles = [NoAddress] })),
        new("trouble-bad-image", p => p.Show(Idle with { Troubles = [BadImage] })),
        new("trouble-other-server", p => p.Show(Idle with { Troubles = [OtherServer] })),
        new("trouble-no-image", p => p.Show(Idle with { Troubles = [NoImage] })),
        new("trouble-silent", p => p.Show(Idle with { Troubles = [Silent] })),
        new("trouble-secure-boot", p => p.Show(Idle with { Troubles = [SecureBoot] })),
        new("trouble-of-several", p =>
        {
            p.Show(Idle with { Troubles = [NoDrive, OtherServer, SecureBoot] });
            p.Wait(7);
        }),
        new("choosing", p =>
        {
            p.Show(Idle);
            p.Press(PanelButton.Next, 3);
        }),
        new("choosing-active", p =>
        {
            p.Show(Idle);
            p.Press(PanelButton.Next, 1);
        }),
        new("choosing-destructive", p =>
        {
            p.Show(Idle);
            p.Press(PanelButton.Next, 5);
        }),
        new("chosen", p =>
        {
            p.Show(Idle);
            p.Press(PanelButton.Next, 3);
            p.Press(PanelButton.Select, 1);
            p.Show(Chosen("debian"));
        }),
        new("confirming", p =>
        {
            p.Show(Idle);
            p.Press(PanelButton.Next, 5);
            p.Press(PanelButton.Select, 1);
        }),
        new("arming", p =>
        {
            p.Show(Idle);
            p.Press(PanelButton.Next, 5);
            p.Down(PanelButton.Select);
            p.Wait(1.9);
        }),
        new("armed", p => p.Show(Armed("wipe"))),
        new("disarmed", p =>
        {
            p.Show(Armed("wipe"));
            p.Down(PanelButton.Select);
            p.Wait(1);
            p.Show(Idle);
        }),
        new("ejecting", p =>
        {
            p.Show(Idle);
            p.Down(PanelButton.Select);
            p.Wait(3);
        }),
        new("ejecting-let-go", p =>
        {
            p.Show(Idle);
            p.Down(PanelButton.Select);
            p.Wait(6);
        }),
        new("ejecting-wait", p =>
        {
            p.Show(Idle);
            p.Down(PanelButton.Select);
            p.Wait(6);
            p.Up(PanelButton.Select);
            p.Wait(1);
        }),
        new("ejected", p => p.Show(Idle with { Phase = BoxPhase.Ejected })),
        new("switching-off", p =>
        {
            p.Show(Idle with { Phase = BoxPhase.Ejected });
            p.Down(PanelButton.Select);
            p.Wait(2.5);
        }),
        new("not-done", p =>
        {
            p.Show(Idle);
            p.Press(PanelButton.Next, 3);
            p.Press(PanelButton.Select, 1);
            p.Wait(7);
        }),
        new("refused", p =>
        {
            p.Show(Idle);
            p.Press(PanelButton.Next, 3);
            p.Press(PanelButton.Select, 1);
            p.Refuse("Not possible", "The drive with Debian 12 netboot is gone: plug it in, or choose another");
        }),
        new("update", p => p.Show(Idle with { Phase = BoxPhase.Updating })),
        new("shutdown", p => p.Show(Idle with { Phase = BoxPhase.ShuttingDown })),
    ];

    /// <summary>The names, in the order of the documentation.</summary>
    public static IReadOnlyList<string> Names { get; } = Array.ConvertAll(Samples, s => s.Name);

    /// <returns>Null if there is no such name.</returns>
    public static Frame? Draw(string name, DisplaySize size)
    {
        if (Array.Find(Samples, s => s.Name == name) is not { } sample)
            return null;
        var player = new Player(size);
        sample.Play(player);
        return player.Frame;
    }

    /// <summary>All of them on one picture, as PNG.</summary>
    public static byte[] Sheet(DisplaySize size) =>
        FramePng.WriteSheet([.. Names.Select(name => Draw(name, size)!)], columns: 4, scale: 2);

    private static MachineStatus[] MakeCrowd(int count)
    {
        var crowd = new MachineStatus[count];
        for (int i = 0; i < count; i++)
            crowd[i] = new MachineStatus(FormattableString.Invariant($"pc-{i + 21}"), "reads the system", 93 - 4 * i, 4_000_000, false);
        return crowd;
    }

    private static PanelStatus Chosen(string choice) => Idle with
    {
        Profile = Idle.Profile with { Active = choice, Title = Array.Find(Offers, o => o.Choice == choice)!.Title },
    };

    private static PanelStatus Armed(string choice)
    {
        PanelStatus chosen = Chosen(choice);
        return chosen with { Profile = chosen.Profile with { ArmedFor = TimeSpan.FromSeconds(272) } };
    }

    private sealed record Sample(string Name, Action<Player> Play);

    /// <summary>Somebody at a panel.</summary>
    private sealed class Player(DisplaySize size)
    {
        private readonly PanelKeeper _keeper = new(size);
        private TimeSpan _now = TimeSpan.FromSeconds(1);

        public Frame Frame => _keeper.Look(_now).Frame!;

        public void Show(PanelStatus status)
        {
            _keeper.On(status, _now);
            _keeper.Look(_now);
        }

        public void Down(PanelButton button) => _keeper.On(new ButtonChange(button, true), _now);

        public void Up(PanelButton button) => _keeper.On(new ButtonChange(button, false), _now);

        public void Refuse(string problem, string cure) => _keeper.Refuse(problem, cure, _now);

        public void Press(PanelButton button, int times)
        {
            for (int i = 0; i < times; i++)
            {
                Down(button);
                Wait(0.1);
                Up(button);
                Wait(0.1);
            }
        }

        public void Wait(double seconds)
        {
            _now += TimeSpan.FromSeconds(seconds);
            _keeper.Look(_now);
        }
    }
}
