using PiBootBox.Core.Roles;
using PiBootBox.Core.Tests.Dhcp;
using PiBootBox.Wire;
using PiBootBox.Wire.Dhcp;

namespace PiBootBox.Core.Tests.Roles;

/// <summary>One box and somebody else's servers.</summary>
public class ForeignServerTests
{
    private readonly Hub _hub = new();
    private readonly TestBox _box;
    private readonly TestPc _pc = new(1);

    public ForeignServerTests()
    {
        _box = _hub.Add(new TestBox(1, _hub));
        _hub.Add(_pc);
    }

    [Fact]
    public void Alone_on_a_silent_switch_it_serves_when_spanning_tree_must_be_over()
    {
        _hub.Pass(40);
        Assert.Equal(Role.Listening, _box.Role);
        _hub.Pass(1);
        Assert.Equal(Role.Server, _box.Role);
        Assert.Equal("nobody else gives addresses here, so the box does", _box.LastReason);
    }

    [Fact]
    public void A_machine_that_asks_shows_that_frames_pass_and_is_answered_after_seven_seconds()
    {
        _hub.Pass(10);
        _pc.Discover(_hub);
        _hub.Pass(3);
        _pc.Discover(_hub);
        Assert.Empty(_pc.Offers);
        _hub.Pass(4);
        (MacAddress Server, Ipv4 Address) offer = Assert.Single(_pc.Offers);
        Assert.Equal(_box.Mac, offer.Server);
        Assert.False(offer.Address.IsAny);
        Assert.Equal([Role.Listening, Role.Server], _box.Roles);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(3.4)]
    public void Where_another_server_gives_addresses_it_only_boots_machines(double delay)
    {
        _hub.Add(new ForeignServer(delay: delay));
        _pc.Discover(_hub);
        _hub.Pass(10);
        Assert.Equal([Role.Listening, Role.Proxy], _box.Roles);
        Assert.Equal("10.77.0.200 (52:54:00:aa:00:c8) gives addresses here, so the box only boots machines", _box.LastReason);
        _pc.Offers.Clear();
        _pc.Discover(_hub);
        Assert.Contains(_pc.Offers, offer => offer.Server == _box.Mac && offer.Address.IsAny);
    }

    [Fact]
    public void A_machine_that_takes_another_servers_address_tells_of_that_server()
    {
        _pc.Request(_hub, TestServer.At("10.77.0.7"), TestServer.At("10.77.0.50"));
        _hub.Pass(2);
        Assert.Equal(Role.Proxy, _box.Role);
        Assert.StartsWith("10.77.0.7 gives addresses here", _box.LastReason);
    }

    [Fact]
    public void A_server_that_answers_only_machines_that_it_knows_is_not_gone_when_it_does_not_answer_the_box()
    {
        _pc.Request(_hub, TestServer.At("10.77.0.7"), TestServer.At("10.77.0.50"));
        _hub.Pass(11 * 3600);
        Assert.Equal(Role.Proxy, _box.Role);
        Assert.InRange(_box.Probes.Count, 0, 11 * 125);
        _hub.Pass(2 * 3600);
        Assert.Equal(Role.Server, _box.Role);
    }

    [Fact]
    public void A_server_that_answers_only_machines_that_it_knows_is_not_forgotten_over_one_that_answers_everybody()
    {
        ForeignServer open = _hub.Add(new ForeignServer());
        _hub.Add(new ForeignServer(number: 201, delay: 0) { OnlyMachine = _pc.Mac });
        _pc.Discover(_hub);
        _hub.Pass(100);
        open.IsOn = false;
        _hub.Pass(3600);
        Assert.Equal(Role.Proxy, _box.Role);
        _pc.Discover(_hub);
        open.IsOn = true;
        _hub.Pass(100);
        open.IsOn = false;
        _hub.Pass(3600);
        Assert.Equal([Role.Listening, Role.Proxy], _box.Roles);
    }

    [Fact]
    public void A_new_cable_ends_the_wait_for_a_server_that_answers_nobody()
    {
        _pc.Request(_hub, TestServer.At("10.77.0.7"), TestServer.At("10.77.0.50"));
        _hub.Pass(60);
        Assert.Equal(Role.Proxy, _box.Role);
        _box.Unplug(_hub);
        _box.PlugIn(_hub);
        _hub.Pass(60);
        Assert.Equal(Role.Server, _box.Role);
    }

    [Fact]
    public void In_the_proxy_role_it_knows_who_has_which_address()
    {
        _hub.Add(new ForeignServer());
        _hub.Pass(45);
        _pc.Request(_hub, TestServer.At("10.77.0.200"), TestServer.At("10.77.0.50"));
        Assert.Equal(_pc.Mac, _box.MachineAt("10.77.0.50")?.Mac);
        Assert.Null(_box.MachineAt("10.77.0.51"));
    }

    [Theory]
    [InlineData(ClientArchitecture.Bios)]
    [InlineData(ClientArchitecture.EfiX64)]
    public void Where_another_service_boots_machines_it_stands_by_and_says_whose(ClientArchitecture only)
    {
        _hub.Add(new ForeignServer(delay: 0));
        _hub.Add(new ForeignServer(isProxy: true, delay: 0.1, number: 201) { Only = only });
        _pc.Discover(_hub);
        _hub.Pass(4);
        Assert.Equal(Role.StandingBy, _box.Role);
        Assert.Equal("10.77.0.201 (52:54:00:aa:00:c9) boots machines here, so the box stands by", _box.LastReason);
        _pc.Offers.Clear();
        _pc.Discover(_hub);
        _hub.Pass(300);
        Assert.DoesNotContain(_pc.Offers, offer => offer.Server == _box.Mac);
        Assert.Equal(Role.StandingBy, _box.Role);
    }

    [Fact]
    public void A_dhcp_server_that_names_a_boot_file_boots_machines()
    {
        _hub.Add(new ForeignServer(bootFile: "pxelinux.0"));
        _hub.Pass(45);
        Assert.Equal(Role.StandingBy, _box.Role);
    }

    [Fact]
    public void A_server_that_appears_under_a_serving_box_makes_it_yield_within_one_probe()
    {
        ForeignServer foreign = Off(new ForeignServer());
        _hub.Pass(120);
        Assert.Equal(Role.Server, _box.Role);
        foreign.IsOn = true;
        _hub.Pass(34);
        Assert.Equal(Role.Proxy, _box.Role);
        // Neither a new address nor a NAK for one that the box gave: TestBox looks at every reply.
        _pc.Discover(_hub);
        _pc.Reboot(_hub, TestServer.At("192.168.1.1"));
        _hub.Pass(5);
        Assert.All(_pc.Offers.Where(offer => offer.Server == _box.Mac), offer => Assert.True(offer.Address.IsAny));
    }

    [Fact]
    public void A_server_that_answers_a_machine_makes_it_yield_at_once()
    {
        ForeignServer foreign = Off(new ForeignServer(delay: 0.2));
        _hub.Pass(120);
        foreign.IsOn = true;
        _pc.Discover(_hub);
        _hub.Pass(0.3);
        Assert.Equal(Role.Proxy, _box.Role);
    }

    [Fact]
    public void A_server_that_goes_away_gives_the_role_back_after_four_silent_probes()
    {
        ForeignServer foreign = _hub.Add(new ForeignServer());
        _hub.Pass(120);
        Assert.Equal(Role.Proxy, _box.Role);
        foreign.IsOn = false;
        TimeSpan gone = _hub.Now;
        _hub.Pass(30);
        Assert.Equal(Role.Proxy, _box.Role);
        _hub.Pass(40);
        Assert.Equal(Role.Server, _box.Role);
        Assert.Equal("10.77.0.200 (52:54:00:aa:00:c8) gives no addresses any more, so the box gives addresses here", _box.LastReason);
        Assert.InRange(_box.Probes.Count(probe => probe > gone), 4, 7);
    }

    [Fact]
    public void A_server_that_misses_three_probes_is_not_gone()
    {
        ForeignServer foreign = _hub.Add(new ForeignServer(delay: 0));
        _hub.Pass(120);
        foreign.IsOn = false;
        int before = _box.Probes.Count;
        while (_box.Probes.Count < before + 3)
            _hub.Pass(0.5);
        _hub.Pass(6);
        foreign.IsOn = true;
        _hub.Pass(120);
        Assert.Equal([Role.Listening, Role.Proxy], _box.Roles);
    }

    [Fact]
    public void A_boot_service_that_goes_away_leaves_the_addresses_to_their_server()
    {
        _hub.Add(new ForeignServer());
        ForeignServer service = _hub.Add(new ForeignServer(isProxy: true, delay: 0, number: 201));
        _hub.Pass(60);
        service.IsOn = false;
        _hub.Pass(90);
        Assert.Equal([Role.Listening, Role.StandingBy, Role.Proxy], _box.Roles);
    }

    [Fact]
    public void Frames_that_spanning_tree_drops_for_thirty_seconds_make_no_second_server()
    {
        _hub.Add(new ForeignServer());
        _box.IsBlocked = true;
        _hub.Pass(30);
        Assert.Equal(Role.Listening, _box.Role);
        _box.IsBlocked = false;
        _hub.Pass(60);
        Assert.Equal([Role.Listening, Role.Proxy], _box.Roles);
    }

    [Fact]
    public void A_new_cable_starts_everything_anew()
    {
        _hub.Pass(60);
        Assert.Equal(Role.Server, _box.Role);
        _box.Unplug(_hub);
        Assert.Equal(Role.Listening, _box.Role);
        _hub.Add(new ForeignServer());
        _box.PlugIn(_hub);
        _box.HearArp(_hub);
        _pc.Discover(_hub);
        _hub.Pass(20);
        Assert.Equal([Role.Listening, Role.Server, Role.Listening, Role.Listening, Role.Proxy], _box.Roles);
        Assert.Equal("the cable is out", _box.Journal.Roles[2].Sentence);
        Assert.Equal("the cable is in: the box listens who else serves this network", _box.Journal.Roles[3].Sentence);
    }

    [Fact]
    public void A_pi_3_is_answered_a_second_late()
    {
        TestPc pi = _hub.Add(new TestPc(3, isPi3: true));
        _hub.Pass(60);
        pi.Discover(_hub);
        _hub.Pass(0.9);
        Assert.Empty(pi.Offers);
        _hub.Pass(0.2);
        Assert.False(Assert.Single(pi.Offers).Address.IsAny);
    }

    [Fact]
    public void An_address_that_a_pi_3_waits_for_is_not_offered_any_more_when_another_server_speaks()
    {
        TestPc pi = _hub.Add(new TestPc(3, isPi3: true));
        _hub.Pass(60);
        pi.Discover(_hub);
        _hub.Pass(0.5);
        _pc.Request(_hub, TestServer.At("10.77.0.7"), TestServer.At("10.77.0.50"));
        _hub.Pass(5);
        Assert.Equal(Role.Proxy, _box.Role);
        Assert.Empty(pi.Offers);
    }

    [Fact]
    public void In_quiet_times_it_asks_twice_a_minute()
    {
        _hub.Add(new ForeignServer());
        _hub.Pass(100);
        int before = _box.Probes.Count;
        _hub.Pass(600);
        Assert.InRange(_box.Probes.Count - before, 19, 22);
    }

    [Fact]
    public void A_set_server_goes_on_and_says_that_another_is_there()
    {
        TestBox set = _hub.Add(new TestBox(2, _hub, RoleSetting.Server));
        _box.IsOn = false;
        Assert.Equal(Role.Server, set.Role);
        _hub.Add(new ForeignServer());
        _hub.Pass(300);
        Assert.Equal(Role.Server, set.Role);
        Assert.Contains("10.77.0.200", Assert.Single(set.Journal.Troubles).Sentence);
    }

    [Fact]
    public void A_set_proxy_never_gives_an_address()
    {
        TestBox set = _hub.Add(new TestBox(2, _hub, RoleSetting.Proxy));
        _box.IsOn = false;
        _hub.Pass(120);
        _pc.Discover(_hub);
        _hub.Pass(1);
        Assert.Equal([Role.Proxy], set.Roles);
        Assert.Equal((set.Mac, default), Assert.Single(_pc.Offers));
    }

    private ForeignServer Off(ForeignServer server)
    {
        server.IsOn = false;
        return _hub.Add(server);
    }
}
