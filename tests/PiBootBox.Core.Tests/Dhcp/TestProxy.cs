using PiBootBox.Core.Dhcp;
using PiBootBox.Core.Machines;
using PiBootBox.Core.Roles;
using PiBootBox.Wire;
using PiBootBox.Wire.Dhcp;
using PiBootBox.Wire.Tests.Dhcp.Vectors;

namespace PiBootBox.Core.Tests.Dhcp;

/// <summary>A proxy at 10.77.0.1 in a network where 10.77.0.2 gives the addresses, with a clock that the test moves.</summary>
internal sealed class TestProxy
{
    public static readonly Ipv4 Box = TestServer.Box;

    private readonly byte[] _reply = new byte[DhcpServer.ReplySize];

    public TestProxy() => Core = new ProxyServer(TestServer.Port, BootFiles, Journal, new OfferLadder(Memory, Activity, Journal));

    /// <summary>The whole of a port's DHCP, in a role that a person set.</summary>
    public static DhcpDesk Desk(RoleSetting role)
    {
        var journal = new TestJournal();
        var activity = new ActivityBoard();
        var boot = new TestBootFiles();
        var ladder = new OfferLadder(new TestMemory(), activity, journal);
        return new DhcpDesk(
            TestServer.Port,
            new DhcpServer(TestServer.Settings, TestServer.Port, boot, journal, activity, ladder),
            new ProxyServer(TestServer.Port, boot, journal, ladder),
            new RoleKeeper(role, TestServer.Port, journal, TimeSpan.Zero));
    }

    public ProxyServer Core { get; }

    public TestBootFiles BootFiles { get; } = new();

    public ActivityBoard Activity { get; } = new();

    public TestMemory Memory { get; } = new();

    public TestJournal Journal { get; } = new();

    public TimeSpan Now { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>As a client without an address sends it, to port 67.</summary>
    public TestReply? Send(ClientMessage message) =>
        Send(message, new DhcpArrival(message.Mac, default, Ipv4.Broadcast));

    /// <summary>To port 4011 of the box.</summary>
    public TestReply? Ask(ClientMessage message, Ipv4 from, ushort port) =>
        Send(message, new DhcpArrival(message.Mac, from, Box, port, ReplyRoute.BootServicePort));

    public TestReply? Send(ClientMessage message, DhcpArrival arrival)
    {
        // Poison: what nobody wrote would show in the goldens.
        _reply.AsSpan().Fill(0xA5);
        Assert.True(DhcpMessage.TryParse(message.ToBytes(), out DhcpMessage parsed, out DhcpFlaw flaw), flaw.ToString());
        DhcpAnswer answer = Core.Handle(
            parsed, arrival, new MachineId(message.Mac), PxeClientReader.Read(parsed), Now, _reply);
        Assert.Null(answer.Store);
        return answer.Sends ? new TestReply(_reply[..answer.Length], answer) : null;
    }
}
