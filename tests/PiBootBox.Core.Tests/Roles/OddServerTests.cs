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
}
