using PiBootBox.Core.Dhcp;
using PiBootBox.Core.Roles;
using PiBootBox.Core.Tests.Dhcp;
using PiBootBox.Wire;
using PiBootBox.Wire.Dhcp;
using PiBootBox.Wire.Tests.Dhcp.Vectors;

namespace PiBootBox.Core.Tests.Roles;

/// <summary>Several boxes on one switch: exactly one serves.</summary>
public class TwoBoxesTests
{
    private readonly Hub _hub = new();
    private readonly TestBox _low, _high;
    private readonly TestPc _pc = new(1);

    public TwoBoxesTests()
    {
        _high = _hub.Add(new TestBox(9, _hub));
        _low = _hub.Add(new TestBox(2, _hub));
        _hub.Add(_pc);
    }

    [Fact]
    public void Of_two_that_start_together_the_lower_hardware_address_serves()
    {
        _hub.Pass(60);
        Assert.Equal([Role.Listening, Role.Server], _low.Roles);
        Assert.Equal([Role.Listening, Role.StandingBy], _high.Roles);
        Assert.Equal("another PiBootBox, 10.77.0.2 (02:00:00:00:00:02), serves here, so this one stands by", _high.LastReason);
    }

    [Fact]
    public void Exactly_one_answers_a_machine()
    {
        for (int second = 0; second < 120; second++)
        {
            _pc.Offers.Clear();
            _pc.Discover(_hub);
            _hub.Pass(1);
            Assert.InRange(_pc.Offers.Select(offer => offer.Server).Distinct().Count(), 0, 1);
        }
        Assert.Equal(_low.Mac, _pc.Offers[0].Server);
    }

    [Fact]
    public void The_one_that_serves_goes_on_when_another_with_a_lower_address_comes()
    {
        _low.IsOn = false;
        _hub.Pass(60);
        Assert.Equal(Role.Server, _high.Role);
        _low.Restart(_hub);
        _hub.Pass(300);
        Assert.Equal(Role.StandingBy, _low.Role);
        Assert.Equal([Role.Listening, Role.Server], _high.Roles);
    }

    [Fact]
    public void The_other_takes_over_when_the_first_is_gone()
    {
        _hub.Pass(100);
        _low.IsOn = false;
        _hub.Pass(30);
        Assert.Equal(Role.StandingBy, _high.Role);
        _hub.Pass(45);
        Assert.Equal(Role.Server, _high.Role);
        Assert.Equal("10.77.0.2 (02:00:00:00:00:02) serves no more, so the box gives addresses here", _high.LastReason);
    }

    [Fact]
    public void Of_two_that_waited_for_the_same_one_the_lower_takes_over()
    {
        TestBox middle = _hub.Add(new TestBox(5, _hub));
        _hub.Pass(100);
        Assert.Equal([false, true, false], [_high.Serves, _low.Serves, middle.Serves]);
        _low.IsOn = false;
        for (int second = 0; second < 200; second++)
        {
            _hub.Pass(1);
            Assert.False(_high.Serves && middle.Serves);
        }
        Assert.Equal(Role.Server, middle.Role);
        Assert.Equal(Role.StandingBy, _high.Role);
    }

    [Fact]
    public void Beside_a_dhcp_server_one_of_them_boots_machines()
    {
        _hub.Add(new ForeignServer(delay: 0));
        _hub.Pass(120);
        Assert.Equal(Role.Proxy, _low.Role);
        Assert.Equal(Role.StandingBy, _high.Role);
    }

    [Fact]
    public void Two_networks_that_are_joined_keep_one_of_their_two_servers()
    {
        _low.IsBlocked = true;
        _hub.Pass(100);
        Assert.True(_low.Serves && _high.Serves);
        _low.IsBlocked = false;
        _hub.Pass(35);
        Assert.True(_low.Serves);
        Assert.Equal(Role.StandingBy, _high.Role);
    }

    [Fact]
    public void An_offer_that_is_heard_before_the_boxes_know_each_other_leaves_one_server()
    {
        _low.IsBlocked = true;
        _hub.Pass(100);
        _low.IsBlocked = false;
        _pc.Discover(_hub);
        _hub.Pass(200);
        Assert.Single([_low, _high], box => box.Serves);
    }

    [Fact]
    public void A_box_whose_role_is_set_is_not_argued_with()
    {
        TestBox set = _hub.Add(new TestBox(20, _hub, RoleSetting.Server));
        _hub.Pass(120);
        Assert.True(set.Serves);
        Assert.Equal([Role.StandingBy, Role.StandingBy], [_low.Role, _high.Role]);
    }

    [Fact]
    public void A_box_that_is_set_to_boot_only_leaves_the_addresses_to_another()
    {
        TestBox set = _hub.Add(new TestBox(20, _hub, RoleSetting.Proxy));
        _hub.Pass(300);
        Assert.Equal([Role.Proxy, Role.Server, Role.StandingBy], [set.Role, _low.Role, _high.Role]);
        Assert.Equal([Role.Listening, Role.Server], _low.Roles);
        _hub.Add(new ForeignServer());
        _hub.Pass(60);
        Assert.Equal([Role.Proxy, Role.StandingBy, Role.StandingBy], [set.Role, _low.Role, _high.Role]);
    }

    [Fact]
    public void Two_boxes_with_set_roles_say_so()
    {
        TestBox first = _hub.Add(new TestBox(20, _hub, RoleSetting.Server)), second = _hub.Add(new TestBox(21, _hub, RoleSetting.Server));
        _hub.Pass(120);
        Assert.Empty(first.Journal.Troubles);
        Assert.Contains("10.77.0.20", Assert.Single(second.Journal.Troubles).Sentence);
    }

    [Fact]
    public void Boxes_do_not_ask_in_step_for_ever()
    {
        _hub.Pass(600);
        Assert.NotEqual(_low.Probes[^1], _high.Probes[^1]);
    }

    [Theory]
    [InlineData(30)]
    [InlineData(3600)]
    public void A_host_that_was_a_box_and_runs_another_server_now_is_that_server(double pause)
    {
        _hub.Pass(120);
        _high.IsOn = false;
        _hub.Pass(pause);
        _hub.Add(new ForeignServer(number: 9, mac: _high.Mac));
        _hub.Pass(120);
        Assert.Equal(Role.Proxy, _low.Role);
    }

    [Fact]
    public void A_host_that_was_a_box_and_answers_only_its_own_machines_now_is_a_server_after_a_minute()
    {
        _hub.Pass(120);
        _high.IsOn = false;
        _hub.Pass(70);
        _hub.Add(new ForeignServer(number: 9, mac: _high.Mac, delay: 0) { OnlyMachine = _pc.Mac });
        _pc.Discover(_hub);
        Assert.Equal(Role.Proxy, _low.Role);
    }

    [Fact]
    public void Who_calls_a_server_a_box_does_not_make_the_box_a_second_one()
    {
        ForeignServer foreign = _hub.Add(new ForeignServer(delay: 0));
        _hub.Pass(120);
        Assert.Equal(Role.Proxy, _low.Role);
        for (int i = 0; i < 100; i++)
        {
            _low.Hear(_hub, Marked(foreign.Mac, foreign.Address, Claim.Waiting), new DhcpArrival(foreign.Mac, default, Ipv4.Broadcast));
            Assert.Equal(Role.Proxy, _low.Role);
            _hub.Pass(36);
        }
        Assert.Equal([Role.Listening, Role.Proxy], _low.Roles);
    }

    [Fact]
    public void Forged_marks_change_the_role_no_faster_than_silent_probes()
    {
        _hub.Pass(60);
        int before = _low.Journal.Roles.Count;
        byte[] offer = (new ClientMessage(DhcpMessageType.Offer, TestServer.Mac(3)) { Op = 2, YourAddress = TestServer.At("10.77.0.120") })
            .With(DhcpCode.ServerId, TestServer.At("10.77.0.200")).ToBytes();
        for (uint i = 0; i < 1000; i++)
        {
            var mac = new MacAddress(0x525500000000u + i);
            _low.Hear(_hub, offer, new DhcpArrival(mac, TestServer.At("10.77.0.200"), Ipv4.Broadcast, 67, 68));
            _low.Hear(_hub, Marked(mac, default, Claim.Waiting), new DhcpArrival(mac, default, Ipv4.Broadcast));
        }
        Assert.Equal(before + 1, _low.Journal.Roles.Count);
        Assert.Equal(Role.Proxy, _low.Role);
        _hub.Pass(70);
        Assert.Equal(Role.Server, _low.Role);
    }

    private static byte[] Marked(MacAddress mac, Ipv4 address, Claim claim)
    {
        byte[] user = new byte[BoxMark.Length];
        new BoxMark(mac, address, claim).Write(user);
        return new ClientMessage(DhcpMessageType.Discover, mac).With(DhcpCode.UserClass, user).ToBytes();
    }
}
