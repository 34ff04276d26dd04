namespace PiBootBox.Settings;

/// <summary>
/// What /etc/pibootbox/pibootbox.json, the environment and the flags may set. Every value has a default
/// that is right on an isolated switch: none needs to be set.
/// </summary>
public sealed class BoxSettings
{
    /// <summary>Network ports to serve. Empty: every wired Ethernet port. Wi-Fi, bridges and VPNs only when named here.</summary>
    public string[] Interfaces { get; set; } = [];

    /// <summary>What the box does on its ports: <c>auto</c> finds out, <c>server</c>, <c>proxy</c>, <c>off</c>.</summary>
    public string Role { get; set; } = "auto";

    /// <summary>Another role for a single port, by its name.</summary>
    public Dictionary<string, string> Roles { get; set; } = [];

    /// <summary>The folder that holds the images; usually where the USB drive is mounted.</summary>
    public string Drive { get; set; } = "/srv/pibootbox";

    /// <summary>The folder of boot loaders (undionly.kpxe, snponly.efi).</summary>
    public string Loaders { get; set; } = "/usr/lib/pibootbox/loaders";

    /// <summary>"signed": UEFI machines get shim and GRUB first, which hands over to iPXE where Secure Boot is off. "ipxe": iPXE at once.</summary>
    public string UefiLoader { get; set; } = "signed";

    /// <summary>Where leases are kept across power cuts.</summary>
    public string State { get; set; } = "/var/lib/pibootbox";

    /// <summary>The folder of public keys whose seals count.</summary>
    public string Keys { get; set; } = "/etc/pibootbox/keys";

    /// <summary>Hand out only what was sealed and signed with one of <see cref="Keys"/>: nothing else of a drive leaves by any protocol.</summary>
    public bool RequireSigned { get; set; }

    /// <summary>TCP port of the web server, 1 to 65535.</summary>
    public int HttpPort { get; set; } = 80;

    /// <summary>What the box hands out until a person chooses: <c>menu</c>, <c>local</c>, an image's path or id. Unset: what the drive says.</summary>
    public string? Profile { get; set; }

    /// <summary>Seconds before an image of the box's profile starts by itself; 0 starts it without a menu. Unset: what the drive says, or 3.</summary>
    public int? ProfileCountdown { get; set; }

    public ArmingSection Arming { get; set; } = new();

    /// <summary>Tell every step in the log, not only what a technician needs.</summary>
    public bool Verbose { get; set; }

    public DhcpSection Dhcp { get; set; } = new();

    public PanelSection Panel { get; set; } = new();
}

/// <summary>The DHCP server. Addresses are dotted IPv4.</summary>
public sealed class DhcpSection
{
    /// <summary><c>first-last</c>. Unset: all of the port's own network but the box itself.</summary>
    public string? Range { get; set; }

    /// <summary>Lease time, <c>hh:mm:ss</c> or <c>d.hh:mm:ss</c>; one minute to 365 days. Unset: 12 hours.</summary>
    public TimeSpan? LeaseTime { get; set; }

    /// <summary>Option 3. Unset: not sent, the switch is isolated.</summary>
    public string? Router { get; set; }

    /// <summary>Option 6. Empty: not sent.</summary>
    public string[] Dns { get; set; } = [];

    /// <summary>Option 42. Empty: not sent.</summary>
    public string[] Ntp { get; set; } = [];

    /// <summary>Option 15. Unset: not sent.</summary>
    public string? Domain { get; set; }

    /// <summary>Ask by ARP whether anybody has an address before it is offered.</summary>
    public bool Probe { get; set; } = true;

    /// <summary>Addresses that belong to one machine.</summary>
    public ReservationSection[] Reservations { get; set; } = [];

    /// <summary>Networks behind relays that the box gives addresses in. Empty: only the port's own.</summary>
    public RelayedSection[] Relayed { get; set; } = [];
}

public sealed class ReservationSection
{
    public string Mac { get; set; } = "";
    public string Address { get; set; } = "";
}

public sealed class RelayedSection
{
    /// <summary>The relay's network, <c>10.1.0.0/24</c>.</summary>
    public string Subnet { get; set; } = "";

    /// <summary><c>first-last</c>.</summary>
    public string Range { get; set; } = "";

    /// <summary>Option 3 in that network. Unset: not sent.</summary>
    public string? Router { get; set; }
}
