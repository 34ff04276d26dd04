using PiBootBox.Core.Dhcp;
using PiBootBox.Core.Journal;
using PiBootBox.Core.Leases;
using PiBootBox.Wire;
using PiBootBox.Wire.Dhcp;
using PiBootBox.Wire.Tests.Dhcp.Vectors;
using static PiBootBox.Core.Tests.Dhcp.TestServer;

namespace PiBootBox.Core.Tests.Dhcp;

/// <summary>DECLINE, RELEASE, INFORM, reservations and relays.</summary>
public class OtherMessageTests
{
    private readonly TestServer _server = new();

    private static ClientMessage Decline(int machine, Ipv4 address) => new ClientMessage(DhcpMessageType.Decline, Mac(machine))
        .With(DhcpCode.RequestedAddress, address).With(DhcpCode.ServerId, Box);

    private static ClientMessage Release(int machine, Ipv4 address) =>
        new ClientMessage(DhcpMessageType.Release, Mac(machine)) { ClientAddress = address }.With(DhcpCode.ServerId, Box);

    [Fact]
    public void A_declined_address_is_left_alone_for_ten_minutes()
    {
        Ipv4 bad = _server.Boot(1);
        Assert.Null(_server.Send(Decline(1, bad)));
        Assert.Equal(LeaseOp.Quarantined, _server.Journal.Records[^1].Op);
        Assert.Equal("address declined", Assert.Single(_server.Journal.Troubles).Kind);
        Assert.NotEqual(bad, _server.Boot(1));
        Assert.Equal(DhcpMessageType.Nak, _server.Send(Reboot(2, bad))!.Type);
        _server.Pass(TimeSpan.FromMinutes(10));
        Assert.Equal(DhcpMessageType.Ack, _server.Send(Reboot(2, bad))!.Type);
    }

    [Fact]
    public void Nobody_declines_or_releases_what_another_has()
    {
        Ipv4 address = _server.Boot(1);
        _server.Send(Decline(2, address));
        _server.Send(Release(2, address));
        _server.Send(Release(1, At("10.77.0.150")));
        _server.Send(Decline(1, At("10.77.0.150")));
        _server.Send(Release(1, address) with { Options = [DhcpCode.ServerId, 4, 192, 168, 1, 1] });
        Assert.Equal(Mac(1), _server.Core.MachineAt(address)?.Mac);
        Assert.Single(_server.Journal.Records);
    }

    [Fact]
    public void A_released_address_goes_to_its_machine_again()
    {
        Ipv4 one = _server.Boot(1);
        _server.Boot(2);
        Assert.Null(_server.Send(Release(1, one)));
        Assert.Equal(LeaseOp.Released, _server.Journal.Records[^1].Op);
        Assert.Null(_server.Core.MachineAt(one));
        Assert.NotEqual(one, _server.Boot(3));
        Assert.Equal(one, _server.Boot(1));
    }

    [Fact]
    public void An_inform_is_answered_without_address_and_times()
    {
        var server = new TestServer(Settings with { Dns = [At("10.77.0.2")] });
        TestReply ack = server.Send(new ClientMessage(DhcpMessageType.Inform, Mac(1)) { ClientAddress = At("10.77.0.50") }, source: At("10.77.0.50"))!;
        Assert.Equal(DhcpMessageType.Ack, ack.Type);
        Assert.True(ack.Address.IsAny);
        Assert.Null(ack.Answer.Store);
        Assert.Equal(
            [DhcpCode.MessageType, DhcpCode.ServerId, DhcpCode.SubnetMask, DhcpCode.DomainNameServer, DhcpCode.BroadcastAddress],
            ack.Options.Select(option => option.Code));
        Assert.Equal(new ReplyRoute(At("10.77.0.50"), 68, Mac(1)), ack.Answer.Route);
    }

    [Fact]
    public void An_inform_that_names_a_stranger_is_not_answered()
    {
        Assert.Null(_server.Send(new ClientMessage(DhcpMessageType.Inform, Mac(1)) { ClientAddress = At("8.8.8.8") }));
        Assert.Null(_server.Send(new ClientMessage(DhcpMessageType.Inform, Mac(1))));
    }

    [Fact]
    public void A_reserved_address_goes_to_its_machine_and_to_no_other()
    {
        var server = new TestServer(Settings with
        {
            RangeEnd = At("10.77.0.101"),
            Reservations = [new Reservation(Mac(1), At("10.77.0.100")), new Reservation(Mac(2), At("10.77.0.20"))],
        });
        Assert.Equal("10.77.0.101", server.Boot(3).ToString());
        Assert.Null(server.Send(Discover(4)));
        Assert.Equal("10.77.0.100", server.Boot(1).ToString());
        Assert.Equal("10.77.0.20", server.Boot(2).ToString());
        Assert.Equal(DhcpMessageType.Nak, server.Send(Reboot(4, At("10.77.0.20")))!.Type);
    }

    [Fact]
    public void A_machine_with_a_reserved_address_is_moved_to_it()
    {
        Ipv4 old = At("10.77.0.150");
        var server = new TestServer(Settings with { Reservations = [new Reservation(Mac(1), At("10.77.0.20"))] });
        server.Core.Restore(new LeaseRecord(LeaseOp.Bound, old, new(Mac(1)), default, server.Now, TimeSpan.FromHours(1)), server.Now);
        Assert.Equal(DhcpMessageType.Nak, server.Send(Renew(1, old))!.Type);
        Assert.Equal("10.77.0.20", server.Boot(1).ToString());
    }

    [Fact]
    public void A_machine_whose_reserved_address_was_declined_gets_another_for_a_while()
    {
        var server = new TestServer(Settings with { Reservations = [new Reservation(Mac(1), At("10.77.0.20"))] });
        Ipv4 kept = server.Boot(1);
        server.Send(Decline(1, kept));
        Assert.NotEqual(kept, server.Boot(1));
    }

    [Fact]
    public void A_relayed_machine_gets_an_address_of_its_network_by_way_of_its_relay()
    {
        var far = new RelayedNetwork(new Ipv4Subnet(At("10.1.0.0"), 24), At("10.1.0.10"), At("10.1.0.20"), At("10.1.0.1"));
        var server = new TestServer(Settings with { Relayed = [far] });
        MacAddress router = new(0x020000000077);
        byte[] agent = [1, 2, 0xAB, 0xCD];
        ClientMessage discover = (Discover(1) with { RelayAddress = At("10.1.0.1") }).With(DhcpCode.AgentInformation, agent);

        TestReply offer = server.Send(discover, router, At("10.1.0.1"), Box)!;
        Assert.Equal("10.1.0.10", offer.Address.ToString());
        Assert.Equal([10, 1, 0, 1], offer[DhcpCode.Router]);
        Assert.Equal((DhcpCode.AgentInformation, Convert.ToHexString(agent)), (offer.Options[^1].Code, Convert.ToHexString(offer.Options[^1].Value)));
        Assert.Equal(new ReplyRoute(At("10.1.0.1"), 67, router), offer.Answer.Route);

        ClientMessage select = Select(1, offer.Address) with { RelayAddress = At("10.1.0.1") };
        Assert.Equal(DhcpMessageType.Ack, server.Send(select, router, At("10.1.0.1"), Box)!.Type);
        // Later it renews through its router, past the relay.
        TestReply renewed = server.Send(Renew(1, offer.Address), router, offer.Address, Box)!;
        Assert.Equal((DhcpMessageType.Ack, new ReplyRoute(offer.Address, 68, router)), (renewed.Type, renewed.Answer.Route));
    }

    [Fact]
    public void A_refusal_by_way_of_a_relay_asks_the_relay_to_broadcast()
    {
        var far = new RelayedNetwork(new Ipv4Subnet(At("10.1.0.0"), 24), At("10.1.0.10"), At("10.1.0.20"));
        var server = new TestServer(Settings with { Relayed = [far] });
        TestReply nak = server.Send(Reboot(1, At("192.168.1.5")) with { RelayAddress = At("10.1.0.1") }, BoxMac, At("10.1.0.1"), Box)!;
        DhcpMessage.TryParse(nak.Bytes, out DhcpMessage message, out _);
        Assert.True(message.WantsBroadcast);
        Assert.Equal(At("10.1.0.1"), nak.Answer.Route.Address);
    }

    [Fact]
    public void The_link_that_a_relay_selects_counts_before_its_address()
    {
        var far = new RelayedNetwork(new Ipv4Subnet(At("10.1.0.0"), 24), At("10.1.0.10"), At("10.1.0.20"));
        var server = new TestServer(Settings with { Relayed = [far] });
        ClientMessage discover = (Discover(1) with { RelayAddress = At("172.16.0.1") }).With(DhcpCode.AgentInformation, 5, 4, 10, 1, 0, 0);
        TestReply offer = server.Send(discover, BoxMac, At("172.16.0.1"), Box)!;
        Assert.Equal(("10.1.0.10", "172.16.0.1"), (offer.Address.ToString(), offer.Answer.Route.Address.ToString()));
    }

    [Fact]
    public void A_relay_of_a_network_without_a_range_is_told()
    {
        Assert.Null(_server.Send(Discover(1) with { RelayAddress = At("10.1.0.1") }, BoxMac, At("10.1.0.1"), Box));
        Assert.Equal("unknown relay", Assert.Single(_server.Journal.Troubles).Kind);
    }

    [Fact]
    public void An_offer_lasts_while_its_machine_loads_files()
    {
        Ipv4 address = _server.Send(Discover(1))!.Address;
        for (int minute = 0; minute < 5; minute++)
        {
            _server.Pass(TimeSpan.FromSeconds(45));
            _server.Activity.Seen(address, _server.Now);
        }
        Assert.Equal(Mac(1), _server.Core.MachineAt(address)?.Mac);
        _server.Pass(TimeSpan.FromMinutes(3));
        Assert.Null(_server.Core.MachineAt(address));
    }
}
