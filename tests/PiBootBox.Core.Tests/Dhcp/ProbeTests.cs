using PiBootBox.Core.Dhcp;
using PiBootBox.Core.Network;
using PiBootBox.Wire;
using PiBootBox.Wire.Dhcp;
using static PiBootBox.Core.Tests.Dhcp.TestServer;

namespace PiBootBox.Core.Tests.Dhcp;

public class ProbeTests
{
    private static readonly TimeSpan Ask = TimeSpan.FromMilliseconds(200);

    /// <summary>Time in which a quiet network has all of its 64 addresses probed.</summary>
    private static readonly TimeSpan AllAsked = TimeSpan.FromSeconds(12);

    private readonly TestServer _server = OnABusyNetwork(Settings with { Probe = true }, Port);

    /// <summary>A server that has heard other stations already.</summary>
    private static TestServer OnABusyNetwork(DhcpSettings settings, ServedInterface port)
    {
        var server = new TestServer(settings, port);
        server.Core.OnArp(At("10.77.0.9"), Mac(999), server.Now);
        return server;
    }

    [Fact]
    public void Addresses_are_probed_before_anybody_asks_so_that_an_offer_does_not_wait()
    {
        _server.Pass(2 * Ask);
        Assert.Equal(DhcpMessageType.Offer, _server.Send(Discover(1))?.Type);
    }

    [Fact]
    public void While_nobody_asks_a_switch_that_counts_ARP_packets_sees_few()
    {
        var server = new TestServer(Settings with { Probe = true });
        var asked = new List<int>();
        for (int tenth = 0; tenth < 160; tenth++)
        {
            asked.Add(server.Probes().Count);
            server.Now += TimeSpan.FromMilliseconds(100);
            server.NextAnswer();
        }
        Assert.Equal(2 * 64, asked.Sum());
        for (int second = 1; second < 12; second++)
            Assert.InRange(asked.Skip(10 * second).Take(10).Sum(), 0, 15);
    }

    [Fact]
    public void Each_address_is_asked_twice()
    {
        List<Ipv4> first = _server.Probes();
        _server.Now += Ask;
        Assert.Equal(first, _server.Probes().Take(first.Count));
        _server.Now += Ask;
        _server.NextAnswer();
        Assert.Empty(_server.Probes().Intersect(first));
    }

    [Fact]
    public void An_offer_waits_for_its_probe_only_when_nothing_is_ready()
    {
        Assert.Null(_server.Send(Discover(1)));
        Assert.Null(_server.Send(Discover(2)));
        List<TestReply> replies = _server.Pass(2 * Ask);
        Assert.Equal([Mac(1), Mac(2)], replies.Select(reply => reply.Mac));
        Assert.Equal(2, replies.Select(reply => reply.Address).Distinct().Count());
        Assert.Equal(2, _server.Journal.Events.Count(happened => happened.Step == Journal.Step.AddressAsked));
    }

    [Fact]
    public void A_machine_that_waited_too_long_is_not_answered_any_more()
    {
        Assert.Null(_server.Send(Discover(1)));
        _server.Now += TimeSpan.FromSeconds(5);
        Assert.Empty(_server.Pass(2 * Ask));
    }

    [Fact]
    public void An_address_that_somebody_answers_from_is_left_alone_and_told()
    {
        Ipv4 taken = _server.Probes()[0];
        _server.Core.OnArp(taken, Mac(99), _server.Now);
        _server.Pass(2 * Ask);
        Assert.Equal("address in use", Assert.Single(_server.Journal.Troubles).Kind);
        for (int machine = 1; machine <= 87; machine++)
        {
            Assert.NotEqual(taken, _server.Boot(machine));
            _server.Pass(TimeSpan.FromSeconds(1));
        }
    }

    [Fact]
    public void An_address_in_use_is_probed_again_later()
    {
        Ipv4 taken = _server.Probes()[0];
        _server.Core.OnArp(taken, Mac(99), _server.Now);
        _server.Pass(TimeSpan.FromMinutes(2));
        Assert.Equal(DhcpMessageType.Ack, _server.Send(Reboot(5, taken))?.Type);
    }

    [Fact]
    public void The_machine_that_answers_from_an_address_may_have_it()
    {
        Ipv4 taken = _server.Probes()[0];
        _server.Core.OnArp(taken, Mac(99), _server.Now);
        Assert.Equal(DhcpMessageType.Nak, _server.Send(Reboot(5, taken))?.Type);
        Assert.Equal(DhcpMessageType.Ack, _server.Send(Reboot(99, taken))?.Type);
    }

    [Fact]
    public void Words_that_answer_no_probe_take_no_address_away()
    {
        _server.Pass(AllAsked);
        for (int i = 0; i < 256; i++)
            _server.Core.OnArp(new Ipv4(At("10.77.0.0").Value + (uint)i), Mac(99), _server.Now);
        Assert.Empty(_server.Journal.Troubles);
        _server.Pass(2 * Ask);
        Assert.Equal(DhcpMessageType.Offer, _server.Send(Discover(1))?.Type);
    }

    [Fact]
    public void A_machine_that_comes_back_waits_for_no_probe()
    {
        _server.Pass(2 * Ask);
        Ipv4 address = _server.Boot(1);
        _server.Pass(TimeSpan.FromHours(13));
        _server.Core.OnLinkUp();
        Assert.Equal(address, _server.Send(Discover(1))?.Address);
    }

    [Fact]
    public void A_new_cable_makes_old_probes_worthless()
    {
        _server.Pass(2 * Ask);
        _server.Core.OnLinkUp();
        Assert.Null(_server.Send(Discover(1)));
        Assert.Single(_server.Pass(2 * Ask));
    }

    [Fact]
    public void Silence_proves_nothing_before_the_first_frame_was_heard()
    {
        var server = new TestServer(Settings with { Probe = true });
        Ipv4 taken = server.Probes()[0];
        server.Pass(TimeSpan.FromSeconds(30));
        // The switch lets frames through at last: the first comes from a machine, and its probe is answered.
        Assert.Null(server.Send(Discover(1)));
        Assert.Contains(taken, server.Probes());
        server.Core.OnArp(taken, Mac(99), server.Now);
        Assert.NotEqual(taken, Assert.Single(server.Pass(2 * Ask)).Address);
    }

    [Fact]
    public void Probes_age_and_are_renewed_without_anybody_asking()
    {
        _server.Pass(2 * Ask);
        int asked = 0;
        for (int second = 0; second < 3600; second++)
        {
            asked += _server.Probes().Count;
            _server.NextAnswer();
            _server.Now += TimeSpan.FromSeconds(1);
        }
        // 64 addresses, twice each, every ten minutes.
        Assert.InRange(asked, 5 * 128, 7 * 128);
        Assert.NotNull(_server.Send(Discover(1)));
    }

    [Fact]
    public void A_machine_that_comes_while_probes_are_renewed_does_not_wait()
    {
        _server.Pass(2 * Ask);
        for (int quarter = 0; quarter < 4 * 60 * 60; quarter++)
        {
            _server.Probes();
            Assert.Null(_server.NextAnswer());
            _server.Now += TimeSpan.FromMilliseconds(250);
            if (quarter % 240 == 239)
                Assert.NotNull(_server.Send(Discover(quarter)));
        }
    }

    [Fact]
    public void The_more_machines_come_the_more_addresses_are_kept_ready()
    {
        TestServer server = OnABusyNetwork(new() { RangeStart = At("10.77.0.2"), RangeEnd = At("10.77.15.254") }, Port with { Address = new Ipv4Subnet(Box, 20) });
        server.Pass(AllAsked);
        int waited = 0;
        for (int machine = 0; machine < 2000; machine++)
        {
            if (server.Send(Discover(machine)) is null)
                waited++;
            if (machine % 2 == 0)
                server.Pass(TimeSpan.FromMilliseconds(5));
        }
        // 400 machines a second, from a standing start.
        Assert.InRange(waited, 0, 120);
        server.Pass(TimeSpan.FromSeconds(1));
        Assert.NotNull(server.Send(Discover(2001)));
    }

    [Fact]
    public void Waiting_machines_and_probes_under_way_are_bounded()
    {
        var server = new TestServer(new() { RangeStart = At("10.64.0.2"), RangeEnd = At("10.65.255.254") }, Port with { Address = new Ipv4Subnet(At("10.77.0.1"), 8) });
        for (int machine = 0; machine < 20_000; machine++)
            Assert.Null(server.Send(Discover(machine)));
        Assert.Equal(4096, server.Probes().Count);
        Assert.Equal(2048, server.Pass(2 * Ask).Count);
    }

    [Fact]
    public void Nobody_is_probed_when_probing_is_off()
    {
        var server = new TestServer();
        Assert.Empty(server.Probes());
        Assert.Null(server.Core.NextDeadline);
        Assert.NotNull(server.Send(Discover(1)));
    }
}
