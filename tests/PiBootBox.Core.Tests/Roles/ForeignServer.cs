using PiBootBox.Core.Dhcp;
using PiBootBox.Wire;
using PiBootBox.Wire.Dhcp;

namespace PiBootBox.Core.Tests.Roles;

/// <summary>Somebody else's server: gives addresses, or boots machines, or both.</summary>
/// <param name="isProxy">It gives no addresses, and answers only who looks like a boot client.</param>
/// <param name="bootFile">What its OFFERs name; null for nothing.</param>
/// <param name="delay">dnsmasq pings an address for three seconds before it offers it.</param>
internal sealed class ForeignServer(bool isProxy = false, string? bootFile = null, double delay = 3, int number = 200)
    : Station(new MacAddress(0x525400AA0000u + (ulong)number))
{
    private readonly List<(TimeSpan At, byte[] Payload)> _due = [];

    public Ipv4 Address { get; } = new(0x0A4D_0000u + (uint)number);

    public bool IsProxy => isProxy;

    /// <summary>Only machines with this kind of firmware; null for all.</summary>
    public ClientArchitecture? Only { get; init; }

    public override TimeSpan? NextDeadline => _due.Count > 0 ? _due.Min(answer => answer.At) : null;

    public override void OnTime(Hub hub)
    {
        foreach ((TimeSpan at, byte[] payload) in _due.Where(answer => answer.At <= hub.Now).ToArray())
        {
            _due.Remove((at, payload));
            hub.Send(this, payload, new DhcpArrival(Mac, Address, Ipv4.Broadcast, 67, 68), MacAddress.Broadcast);
        }
    }

    public override void Hear(Hub hub, byte[] payload, in DhcpArrival arrival)
    {
        if (!DhcpMessage.TryParse(payload, out DhcpMessage message, out _) || message.IsReply || message.Type != DhcpMessageType.Discover)
            return;
        bool isBootClient = message.TryGet(DhcpCode.VendorClass, out ReadOnlySpan<byte> vendor) && vendor.StartsWith("PXEClient"u8)
            && message.TryGet(DhcpCode.ClientArchitecture, out ReadOnlySpan<byte> kind) && (Only is null || kind[1] == (byte)Only);
        if (isProxy && !isBootClient)
            return;
        byte[] reply = new byte[600];
        var writer = new DhcpWriter(reply, message, DhcpMessageType.Offer, reply.Length);
        writer.AddAddress(DhcpCode.ServerId, Address);
        if (!isProxy)
            writer.SetYourAddress(new Ipv4(0x0A4D_0064));
        if (isProxy)
            writer.Add(DhcpCode.VendorClass, "PXEClient"u8);
        if (bootFile is not null)
            writer.SetBootFile(System.Text.Encoding.ASCII.GetBytes(bootFile));
        _due.Add((hub.Now + TimeSpan.FromSeconds(delay), reply[..writer.Finish()]));
    }
}
