using System.Text;
using PiBootBox.Core.Dhcp;
using PiBootBox.Wire;
using PiBootBox.Wire.Dhcp;

namespace PiBootBox.Core.Tests.Roles;

/// <summary>Somebody else's server: gives addresses, or boots machines, or both.</summary>
/// <param name="isProxy">It gives no addresses, and answers only who looks like a boot client.</param>
/// <param name="bootFile">What its OFFERs name; null for nothing.</param>
/// <param name="delay">dnsmasq pings an address for three seconds before it offers it.</param>
/// <param name="mac">Null for one of its own.</param>
internal sealed class ForeignServer(bool isProxy = false, string? bootFile = null, double delay = 3, int number = 200, MacAddress? mac = null)
    : Station(mac ?? new MacAddress(0x525400AA0000u + (ulong)number))
{
    private const int RelayField = 24;

    private readonly List<(TimeSpan At, byte[] Payload)> _due = [];

    public Ipv4 Address { get; init; } = new(0x0A4D_0000u + (uint)number);

    public bool IsProxy => isProxy;

    /// <summary>Only machines with this kind of firmware; null for all.</summary>
    public ClientArchitecture? Only { get; init; }

    /// <summary>Only this machine, as a server does that knows its machines; null for all.</summary>
    public MacAddress? OnlyMachine { get; init; }

    /// <summary>Seconds that a client must have tried before it is answered (RFC 1542 section 4.1.1 lets relays do so).</summary>
    public int LeastSeconds { get; init; }

    /// <summary>The relay on the wire that hands on its answers; 0.0.0.0 when it is on the wire itself.</summary>
    public Ipv4 Relay { get; init; }

    /// <summary>The address that it gives to everybody.</summary>
    public Ipv4 Gives { get; init; } = new(0x0A4D_0064);

    /// <summary>Option 66; null leaves it out.</summary>
    public string? TftpServer { get; init; }

    /// <summary>siaddr.</summary>
    public Ipv4 NextServer { get; init; }

    /// <summary>It calls itself PXEClient in answers with an address too, as a DHCP server does that has WDS on the same host.</summary>
    public bool HasClass { get; init; }

    public override TimeSpan? NextDeadline => _due.Count > 0 ? _due.Min(answer => answer.At) : null;

    public override void OnTime(Hub hub)
    {
        foreach ((TimeSpan at, byte[] payload) in _due.Where(answer => answer.At <= hub.Now).ToArray())
        {
            _due.Remove((at, payload));
            hub.Send(this, payload, new DhcpArrival(Mac, Relay.IsAny ? Address : Relay, Ipv4.Broadcast, 67, 68), MacAddress.Broadcast);
        }
    }

    public override void Hear(Hub hub, byte[] payload, in DhcpArrival arrival)
    {
        if (!DhcpMessage.TryParse(payload, out DhcpMessage message, out _) || message.IsReply || message.Type != DhcpMessageType.Discover)
            return;
        bool isBootClient = message.TryGet(DhcpCode.VendorClass, out ReadOnlySpan<byte> vendor) && vendor.StartsWith("PXEClient"u8)
            && message.TryGet(DhcpCode.ClientArchitecture, out ReadOnlySpan<byte> kind) && (Only is null || kind[1] == (byte)Only);
        bool isKnown = OnlyMachine is null || OnlyMachine == message.HardwareAddress;
        if (isProxy && !isBootClient || !isKnown || message.Seconds < LeastSeconds)
            return;
        byte[] reply = new byte[600];
        var writer = new DhcpWriter(reply, message, DhcpMessageType.Offer, reply.Length);
        writer.AddAddress(DhcpCode.ServerId, Address);
        writer.SetServerAddress(NextServer);
        if (!isProxy)
            writer.SetYourAddress(Gives);
        if (isProxy || HasClass)
            writer.Add(DhcpCode.VendorClass, "PXEClient"u8);
        if (TftpServer is not null)
            writer.Add(DhcpCode.TftpServerName, Encoding.ASCII.GetBytes(TftpServer));
        if (bootFile is not null)
            writer.SetBootFile(Encoding.ASCII.GetBytes(bootFile));
        int length = writer.Finish();
        Relay.Write(reply.AsSpan(RelayField));
        _due.Add((hub.Now + TimeSpan.FromSeconds(delay), reply[..length]));
    }
}
