using PiBootBox.Core.Dhcp;
using PiBootBox.Core.Tests.Dhcp;
using PiBootBox.Wire;
using PiBootBox.Wire.Dhcp;
using PiBootBox.Wire.Tests.Dhcp.Vectors;

namespace PiBootBox.Core.Tests.Roles;

/// <summary>A PC with UEFI firmware, or a Pi 3, that asks when the test tells it to.</summary>
internal sealed class TestPc(int number, bool isPi3 = false) : Station(isPi3 ? new MacAddress(0xB827EB000000u + (ulong)number) : TestServer.Mac(number))
{
    /// <summary>Who offered something, and which address (0.0.0.0 for a proxy's).</summary>
    public List<(MacAddress Server, Ipv4 Address)> Offers { get; } = [];

    public void Discover(Hub hub) => Say(hub, Message(DhcpMessageType.Discover));

    /// <summary>Takes an address of that server.</summary>
    public void Request(Hub hub, Ipv4 server, Ipv4 address) => Say(hub, Message(DhcpMessageType.Request)
        .With(DhcpCode.ServerId, server).With(DhcpCode.RequestedAddress, address));

    /// <summary>It had that address when it was switched off.</summary>
    public void Reboot(Hub hub, Ipv4 address) => Say(hub, Message(DhcpMessageType.Request).With(DhcpCode.RequestedAddress, address));

    public override void Hear(Hub hub, byte[] payload, in DhcpArrival arrival)
    {
        if (DhcpMessage.TryParse(payload, out DhcpMessage message, out _) && message.IsReply && message.HardwareAddress == Mac)
            Offers.Add((arrival.FrameSource, message.YourAddress));
    }

    private ClientMessage Message(DhcpMessageType type) => new ClientMessage(type, Mac)
        .With(DhcpCode.VendorClass, "PXEClient:Arch:00007:UNDI:003000"u8.ToArray())
        .With(DhcpCode.ClientArchitecture, 0, isPi3 ? (byte)0 : (byte)7);

    private void Say(Hub hub, ClientMessage message)
    {
        hub.Send(this, message.ToBytes(), new DhcpArrival(Mac, default, Ipv4.Broadcast), MacAddress.Broadcast);
        hub.Settle();
    }
}
