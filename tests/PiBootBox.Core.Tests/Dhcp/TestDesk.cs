using PiBootBox.Core.Dhcp;
using PiBootBox.Core.Machines;
using PiBootBox.Core.Roles;
using PiBootBox.Wire;
using PiBootBox.Wire.Dhcp;
using PiBootBox.Wire.Tests.Dhcp.Vectors;

namespace PiBootBox.Core.Tests.Dhcp;

/// <summary>The whole of a port's DHCP at 10.77.0.1/24, with a clock that the test moves.</summary>
internal sealed class TestDesk
{
    public static readonly Ipv4 Foreign = TestServer.At("10.77.0.200");
    public static readonly MacAddress ForeignMac = new(0x525400AA00C8);

    private readonly byte[] _reply = new byte[DhcpServer.ReplySize];

    public TestDesk(DhcpSettings? settings = null, RoleSetting role = RoleSetting.Auto, TestMemory? memory = null)
    {
        Memory = memory ?? new TestMemory();
        var ladder = new OfferLadder(Memory, Activity, Journal);
        Core = new DhcpDesk(
            TestServer.Port,
            new DhcpServer(settings ?? TestServer.Settings, TestServer.Port, BootFiles, Journal, Activity, ladder),
            new ProxyServer(TestServer.Port, BootFiles, Journal, ladder),
            new RoleKeeper(role, TestServer.Port, Journal, Now));
    }

    public DhcpDesk Core { get; }

    public TestBootFiles BootFiles { get; } = new();

    public ActivityBoard Activity { get; } = new();

    public TestMemory Memory { get; }

    public TestJournal Journal { get; } = new();

    public TimeSpan Now { get; private set; } = TimeSpan.FromMinutes(1);

    /// <summary>Addresses that were asked for by ARP.</summary>
    public List<Ipv4> Asked { get; } = [];

    /// <summary>As a client without an address sends it, to port 67.</summary>
    public TestReply? Send(ClientMessage message) => Send(message, new DhcpArrival(message.Mac, default, Ipv4.Broadcast));

    public TestReply? Send(ClientMessage message, DhcpArrival arrival)
    {
        _reply.AsSpan().Fill(0xA5);
        DhcpAnswer answer = Core.Handle(message.ToBytes(), arrival, Now, _reply);
        TestReply? reply = Reply(answer);
        return reply ?? Pass(TimeSpan.Zero).FirstOrDefault();
    }

    public void Arp(Ipv4 sender, MacAddress mac) => Core.OnArp(sender, mac, Now);

    /// <summary>A broadcast OFFER of another server, to the box's own probe where nobody else is named.</summary>
    public void HearForeignOffer(MacAddress? to = null) => Send(
        (new ClientMessage(DhcpMessageType.Offer, to ?? TestServer.BoxMac) { Op = 2, YourAddress = TestServer.At("10.77.0.120") }).With(DhcpCode.ServerId, Foreign),
        new DhcpArrival(ForeignMac, Foreign, Ipv4.Broadcast, 67, 68));

    /// <summary>Lets time pass, and does at each deadline what the packet loop does.</summary>
    public List<TestReply> Pass(double seconds) => Pass(TimeSpan.FromSeconds(seconds));

    public List<TestReply> Pass(TimeSpan time)
    {
        var replies = new List<TestReply>();
        TimeSpan end = Now + time;
        while (true)
        {
            while (Core.TryNextAnswer(Now, _reply, out DhcpAnswer answer))
            {
                if (answer.Route.FromPort != ReplyRoute.ClientPort && Reply(answer) is { } reply)
                    replies.Add(reply);
            }
            while (Core.TryNextArpProbe(Now, out Ipv4 address))
                Asked.Add(address);
            if (Core.NextDeadline is not { } deadline || deadline > end)
                break;
            Now = deadline > Now ? deadline : Now;
        }
        Now = end;
        return replies;
    }

    public TestDesk In(Role role)
    {
        Assert.Equal(role, Core.Role);
        return this;
    }

    private TestReply? Reply(DhcpAnswer answer)
    {
        if (answer.Store is { } record)
            Journal.Records.Add(record);
        return answer.Sends ? new TestReply(_reply[..answer.Length], answer) : null;
    }
}
