using PiBootBox.Core.Dhcp;
using PiBootBox.Core.Roles;
using PiBootBox.Core.Tests.Dhcp;
using PiBootBox.Wire;
using PiBootBox.Wire.Dhcp;
using PiBootBox.Wire.Tests.Dhcp.Vectors;

namespace PiBootBox.Core.Tests.Roles;

/// <summary>Servers that are not simply on the wire and do not simply do one thing.</summary>
public class OddServerTests
{
    private readonly Hub _hub = new();
    private readonly TestBox _box;

    public OddServerTests() => _box = _hub.Add(new TestBox(1, _hub));

    [Fact]
    public void A_server_behind_a_relay_is_a_server()
    {
        _hub.Add(new ForeignServer { Address = TestServer.At("172.16.0.9"), Relay = TestServer.At("10.77.0.254") });
        _hub.Pass(60);
        Assert.Equal(Role.Proxy, _box.Role);
        Assert.StartsWith("172.16.0.9 ", _box.LastReason);
    }

    [Fact]
    public void What_a_relay_asks_or_is_told_is_of_another_wire()
    {
        _hub.Pass(60);
        Ipv4 far = TestServer.At("10.1.0.1");
        byte[] request = (new ClientMessage(DhcpMessageType.Request, TestServer.Mac(5)) { RelayAddress = far })
            .With(DhcpCode.ServerId, TestServer.At("10.1.0.2")).ToBytes();
        byte[] offer = (new ClientMessage(DhcpMessageType.Offer, TestServer.Mac(5)) { Op = 2, RelayAddress = far, YourAddress = TestServer.At("10.1.0.9") })
            .With(DhcpCode.ServerId, TestServer.At("10.1.0.2")).ToBytes();
        _box.Hear(_hub, request, new DhcpArrival(TestServer.Mac(99), far, Ipv4.Broadcast, 67, 67));
        _box.Hear(_hub, offer, new DhcpArrival(TestServer.Mac(99), TestServer.At("10.1.0.2"), Ipv4.Broadcast, 67, 67));
        Assert.Equal(Role.Server, _box.Role);
    }

    [Fact]
    public void A_box_that_gives_addresses_here_by_way_of_a_relay_is_heard_and_gives_none_to_the_box()
    {
        var far = new TestServer(TestServer.Settings with { Relayed = [new RelayedNetwork(new Ipv4Subnet(TestServer.At("10.1.0.0"), 24), TestServer.At("10.1.0.10"), TestServer.At("10.1.0.99"))] });
        byte[] mark = new byte[BoxMark.Length];
        new BoxMark(_box.Mac, TestServer.At("10.1.0.5"), Claim.Wanting).Write(mark);
        TestReply answer = far.Send(
            (new ClientMessage(DhcpMessageType.Discover, _box.Mac) { RelayAddress = TestServer.At("10.1.0.1") }).With(DhcpCode.UserClass, mark))!;
        Assert.Equal((DhcpMessageType.Offer, default), (answer.Type, answer.Address));
        Assert.Empty(far.Journal.Events);

        _hub.Pass(60);
        _box.Hear(_hub, answer.Bytes, new DhcpArrival(TestServer.Mac(99), TestServer.At("10.1.0.1"), Ipv4.Broadcast, 67, 68));
        Assert.Equal(Role.StandingBy, _box.Role);
        Assert.StartsWith($"{TestServer.Box} ", _box.LastReason);
    }

    /// <summary>ISC's "min secs" is one byte.</summary>
    [Theory]
    [InlineData(60)]
    [InlineData(255)]
    public void A_server_or_relay_that_answers_late_askers_only_answers_the_box(int leastSeconds)
    {
        _hub.Add(new ForeignServer { LeastSeconds = leastSeconds });
        _hub.Pass(60);
        Assert.Equal(Role.Proxy, _box.Role);
    }

    /// <summary>WDS names its file on port 4011 only.</summary>
    [Fact]
    public void A_dhcp_server_that_calls_itself_a_pxe_service_boots_machines()
    {
        _hub.Add(new ForeignServer { HasClass = true });
        _hub.Pass(60);
        Assert.Equal(Role.StandingBy, _box.Role);
    }

    [Theory]
    [InlineData("10.77.0.1", "")]
    [InlineData("10.77.0.1\0", "10.77.0.200")]
    [InlineData(null, "10.77.0.1")]
    public void A_dhcp_server_that_sends_machines_to_the_box_is_no_rival_in_booting_them(string? option66, string siaddr)
    {
        _hub.Add(new ForeignServer(bootFile: "snponly.efi") { TftpServer = option66, NextServer = siaddr == "" ? default : TestServer.At(siaddr), HasClass = true });
        _hub.Pass(60);
        Assert.Equal(Role.Proxy, _box.Role);
    }

    [Theory]
    [InlineData("10.77.0.11")]
    [InlineData("wds.example")]
    [InlineData("10.77.0.1 and a text longer than any address")]
    public void A_dhcp_server_that_sends_machines_to_another_one_boots_them(string option66)
    {
        _hub.Add(new ForeignServer(bootFile: "snponly.efi") { TftpServer = option66 });
        _hub.Pass(60);
        Assert.Equal(Role.StandingBy, _box.Role);
    }

    [Fact]
    public void A_server_of_another_network_is_told_once()
    {
        _hub.Add(new ForeignServer { Address = TestServer.At("192.168.1.1"), Gives = TestServer.At("192.168.1.50") });
        _hub.Pass(300);
        Assert.Equal(
            "192.168.1.1 gives machines on eth0 addresses such as 192.168.1.50, but the box has 10.77.0.1/24 there, another network: they may not reach it. Give the port an address of theirs.",
            Assert.Single(_box.Journal.Troubles).Sentence);
    }

    [Fact]
    public void What_a_router_brings_to_the_box_alone_takes_no_role_away()
    {
        _hub.Pass(60);
        byte[] mark = new byte[BoxMark.Length];
        new BoxMark(TestServer.Mac(77), TestServer.At("8.8.8.8"), Claim.Insisting).Write(mark);
        ClientMessage[] forged =
        [
            new ClientMessage(DhcpMessageType.Request, TestServer.Mac(77)).With(DhcpCode.ServerId, TestServer.At("1.2.3.4")),
            new ClientMessage(DhcpMessageType.Offer, TestServer.Mac(77)) { Op = 2, YourAddress = TestServer.At("10.77.0.9") },
            new ClientMessage(DhcpMessageType.Discover, TestServer.Mac(77)).With(DhcpCode.UserClass, mark),
        ];
        foreach (ClientMessage message in forged)
            _box.Hear(_hub, message.ToBytes(), new DhcpArrival(TestServer.Mac(99), TestServer.At("8.8.8.8"), TestServer.Box, 68, (ushort)(message.Op == 2 ? 68 : 67)));
        Assert.Equal(Role.Server, _box.Role);
    }
}
