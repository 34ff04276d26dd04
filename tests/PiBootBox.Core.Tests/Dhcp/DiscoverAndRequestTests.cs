using PiBootBox.Core.Dhcp;
using PiBootBox.Core.Journal;
using PiBootBox.Core.Leases;
using PiBootBox.Wire;
using PiBootBox.Wire.Dhcp;
using PiBootBox.Wire.Tests.Dhcp.Vectors;
using static PiBootBox.Core.Tests.Dhcp.TestServer;

namespace PiBootBox.Core.Tests.Dhcp;

public class DiscoverAndRequestTests
{
    private readonly TestServer _server = new();

    [Fact]
    public void A_machine_gets_an_address_mask_and_times_and_nothing_that_was_not_set()
    {
        TestReply offer = _server.Send(Discover(1))!;
        Assert.Equal(DhcpMessageType.Offer, offer.Type);
        Assert.Null(offer.Answer.Store);
        Assert.Equal(
            [DhcpCode.MessageType, DhcpCode.ServerId, DhcpCode.LeaseTime, DhcpCode.RenewalTime, DhcpCode.RebindingTime, DhcpCode.SubnetMask, DhcpCode.BroadcastAddress],
            offer.Options.Select(option => option.Code));
        Assert.Equal([0, 0, 0xA8, 0xC0], offer[DhcpCode.LeaseTime]);
        Assert.Equal([0, 0, 0x54, 0x60], offer[DhcpCode.RenewalTime]);
        Assert.Equal([0, 0, 0x93, 0xA8], offer[DhcpCode.RebindingTime]);
        Assert.Equal([255, 255, 255, 0], offer[DhcpCode.SubnetMask]);
    }

    [Fact]
    public void An_ack_may_leave_only_after_its_lease_is_stored()
    {
        Ipv4 address = _server.Send(Discover(1))!.Address;
        TestReply ack = _server.Send(Select(1, address))!;
        LeaseRecord record = Assert.NotNull(ack.Answer.Store);
        Assert.Equal(LeaseOp.Bound, record.Op);
        Assert.Equal(address, record.Address);
        Assert.Equal(Mac(1), record.Machine.Mac);
        Assert.Equal(_server.Now, record.At);
        Assert.Equal(TimeSpan.FromHours(12), record.Duration);
        Assert.Equal(Mac(1), _server.Core.MachineAt(address)?.Mac);
    }

    [Fact]
    public void The_journal_hears_every_step()
    {
        Ipv4 address = _server.Boot(1);
        _server.Send(new ClientMessage(DhcpMessageType.Release, Mac(1)) { ClientAddress = address });
        Assert.Equal(
            [Step.AddressAsked, Step.AddressOffered, Step.AddressGiven, Step.AddressReleased],
            _server.Journal.Events.Select(happened => happened.Step));
    }

    [Fact]
    public void Two_machines_get_two_addresses_and_each_gets_its_own_again()
    {
        Ipv4 one = _server.Boot(1);
        Ipv4 two = _server.Boot(2);
        Assert.NotEqual(one, two);
        Assert.Equal(one, _server.Boot(1));
        Assert.Equal(two, _server.Boot(2));
    }

    [Fact]
    public void An_offered_address_is_reserved_at_once() =>
        Assert.NotEqual(_server.Send(Discover(1))!.Address, _server.Send(Discover(2))!.Address);

    [Fact]
    public void A_repeated_discover_gets_the_same_offer() =>
        Assert.Equal(_server.Send(Discover(1))!.Address, _server.Send(Discover(1))!.Address);

    [Fact]
    public void A_wish_for_a_vacant_address_is_granted()
    {
        Assert.Equal("10.77.0.150", _server.Send(Discover(1).With(DhcpCode.RequestedAddress, At("10.77.0.150")))!.Address.ToString());
        Assert.NotEqual("10.77.0.150", _server.Send(Discover(2).With(DhcpCode.RequestedAddress, At("10.77.0.150")))!.Address.ToString());
        Assert.Equal("10.77.0.101", _server.Send(Discover(3).With(DhcpCode.RequestedAddress, At("192.168.1.5")))!.Address.ToString());
    }

    [Fact]
    public void A_machine_that_takes_another_servers_offer_gives_ours_back_silently()
    {
        Ipv4 address = _server.Send(Discover(1))!.Address;
        ClientMessage other = new ClientMessage(DhcpMessageType.Request, Mac(1))
            .With(DhcpCode.RequestedAddress, At("192.168.1.5")).With(DhcpCode.ServerId, At("192.168.1.1"));
        Assert.Null(_server.Send(other));
        Assert.Null(_server.Core.MachineAt(address));
        Assert.Contains(_server.Journal.Events, happened => happened.Why.Contains("another DHCP server"));
    }

    [Fact]
    public void Taking_another_servers_offer_ends_no_lease()
    {
        Ipv4 address = _server.Boot(1);
        Assert.Null(_server.Send(new ClientMessage(DhcpMessageType.Request, Mac(1))
            .With(DhcpCode.RequestedAddress, address).With(DhcpCode.ServerId, At("192.168.1.1"))));
        Assert.NotNull(_server.Core.MachineAt(address));
    }

    [Fact]
    public void A_late_request_for_an_expired_offer_is_honoured_while_the_address_is_vacant()
    {
        Ipv4 address = _server.Send(Discover(1))!.Address;
        _server.Pass(TimeSpan.FromMinutes(5));
        Assert.Null(_server.Core.MachineAt(address));
        Assert.Equal(DhcpMessageType.Ack, _server.Send(Select(1, address))!.Type);
    }

    [Fact]
    public void A_late_request_for_an_address_that_went_to_another_is_refused()
    {
        var server = new TestServer(Settings with { RangeEnd = Settings.RangeStart });
        Ipv4 address = server.Send(Discover(1))!.Address;
        server.Pass(TimeSpan.FromMinutes(5));
        Assert.Equal(address, server.Boot(2));
        TestReply nak = server.Send(Select(1, address))!;
        Assert.Equal(DhcpMessageType.Nak, nak.Type);
        Assert.True(nak.Address.IsAny);
        Assert.Null(nak.Answer.Store);
        Assert.False(nak.Has(DhcpCode.LeaseTime));
        Assert.False(nak.Has(DhcpCode.SubnetMask));
    }

    [Fact]
    public void A_renewal_and_a_rebinding_extend_the_lease()
    {
        Ipv4 address = _server.Boot(1);
        _server.Now += TimeSpan.FromHours(11);
        TestReply renewed = _server.Send(Renew(1, address), source: address, to: Box)!;
        Assert.Equal(DhcpMessageType.Ack, renewed.Type);
        Assert.Equal(new ReplyRoute(address, 68, Mac(1)), renewed.Answer.Route);
        _server.Now += TimeSpan.FromHours(11);
        Assert.Equal(DhcpMessageType.Ack, _server.Send(Renew(1, address), source: address)!.Type);
        _server.Pass(TimeSpan.FromHours(11));
        Assert.NotNull(_server.Core.MachineAt(address));
        _server.Pass(TimeSpan.FromHours(2));
        Assert.Null(_server.Core.MachineAt(address));
    }

    [Fact]
    public void A_machine_that_comes_back_with_its_address_keeps_it()
    {
        Ipv4 address = _server.Boot(1);
        Assert.Equal(DhcpMessageType.Ack, _server.Send(Reboot(1, address))!.Type);
    }

    [Fact]
    public void A_machine_that_comes_back_from_another_network_is_refused()
    {
        TestReply nak = _server.Send(Reboot(1, At("192.168.1.5")))!;
        Assert.Equal(DhcpMessageType.Nak, nak.Type);
        Assert.Equal(new ReplyRoute(Ipv4.Broadcast, 68, MacAddress.Broadcast), nak.Answer.Route);
        Assert.Contains(_server.Journal.Events, happened => happened.Step == Step.AddressRefused);
    }

    [Fact]
    public void A_machine_that_asks_for_anothers_address_is_refused()
    {
        Ipv4 address = _server.Boot(1);
        Assert.Equal(DhcpMessageType.Nak, _server.Send(Reboot(2, address))!.Type);
        Assert.Equal(DhcpMessageType.Nak, _server.Send(Renew(2, address))!.Type);
        Assert.Equal(DhcpMessageType.Nak, _server.Send(Select(2, address))!.Type);
        Assert.Equal(Mac(1), _server.Core.MachineAt(address)?.Mac);
    }

    [Fact]
    public void A_machine_that_has_an_address_does_not_get_a_second_one()
    {
        Ipv4 address = _server.Boot(1);
        Assert.Equal(DhcpMessageType.Nak, _server.Send(Reboot(1, At("10.77.0.150")))!.Type);
        Assert.Equal(address, _server.Boot(1));
    }

    [Fact]
    public void An_unknown_machine_from_before_a_lost_lease_file_keeps_its_address()
    {
        Assert.Equal(DhcpMessageType.Ack, _server.Send(Renew(1, At("10.77.0.150")), source: At("10.77.0.150"), to: Box)!.Type);
        Assert.Equal(DhcpMessageType.Ack, _server.Send(Reboot(2, At("10.77.0.151")))!.Type);
    }

    [Fact]
    public void Where_another_server_may_have_given_addresses_strangers_meet_silence()
    {
        var server = new TestServer();
        server.Core.SharesWire = true;
        Assert.Null(server.Send(Reboot(1, At("192.168.1.5"))));
        Assert.Null(server.Send(Reboot(1, At("10.77.0.150"))));
        Ipv4 address = server.Boot(1);
        Assert.Equal(DhcpMessageType.Ack, server.Send(Renew(1, address))!.Type);
        Assert.Null(server.Send(Renew(2, address)));
        Assert.Equal(DhcpMessageType.Nak, server.Send(Select(2, address))!.Type);
    }

    [Fact]
    public void What_is_set_is_sent_to_those_who_ask_or_ask_for_nothing_in_particular()
    {
        var server = new TestServer(Settings with
        {
            Router = At("10.77.0.254"),
            Dns = [At("10.77.0.2"), At("10.77.0.3")],
            Ntp = [At("10.77.0.4")],
            Domain = "lab.example",
        });
        TestReply all = server.Send(Discover(1))!;
        Assert.Equal([10, 77, 0, 254], all[DhcpCode.Router]);
        Assert.Equal([10, 77, 0, 2, 10, 77, 0, 3], all[DhcpCode.DomainNameServer]);
        Assert.Equal([10, 77, 0, 4], all[DhcpCode.NtpServers]);
        Assert.Equal("lab.example"u8.ToArray(), all[DhcpCode.DomainName]);

        TestReply some = server.Send(Discover(2).With(DhcpCode.ParameterList, 1, 3, 6))!;
        Assert.True(some.Has(DhcpCode.Router));
        Assert.True(some.Has(DhcpCode.DomainNameServer));
        Assert.False(some.Has(DhcpCode.NtpServers));
        Assert.False(some.Has(DhcpCode.DomainName));
        Assert.False(some.Has(DhcpCode.BroadcastAddress));
    }

    [Theory]
    [InlineData(3600u, 3600)]
    [InlineData(1u, 120)]
    [InlineData(0u, 120)]
    [InlineData(uint.MaxValue, 86400)]
    public void An_asked_lease_time_is_granted_within_bounds(uint asked, int granted)
    {
        TestReply offer = _server.Send(Discover(1).With(DhcpCode.LeaseTime, asked))!;
        Assert.Equal(new Ipv4((uint)granted), Ipv4.Read(offer[DhcpCode.LeaseTime]));
        TestReply ack = _server.Send(Select(1, offer.Address).With(DhcpCode.LeaseTime, asked))!;
        Assert.Equal(TimeSpan.FromSeconds(granted), ack.Answer.Store?.Duration);
    }

    [Fact]
    public void A_client_identifier_comes_back_in_every_answer()
    {
        byte[] id = [1, 2, 3, 4];
        TestReply offer = _server.Send(Discover(1).With(DhcpCode.ClientId, id))!;
        Assert.Equal(id, offer[DhcpCode.ClientId]);
        Assert.Equal(id, _server.Send(Reboot(1, At("192.168.1.5")).With(DhcpCode.ClientId, id))![DhcpCode.ClientId]);
    }

    [Fact]
    public void The_broadcast_flag_is_obeyed_and_a_machine_without_it_is_reached_at_its_own_address()
    {
        Assert.Equal(new ReplyRoute(Ipv4.Broadcast, 68, MacAddress.Broadcast), _server.Send(Discover(1) with { Broadcast = true })!.Answer.Route);
        TestReply offer = _server.Send(Discover(2))!;
        Assert.Equal(new ReplyRoute(offer.Address, 68, Mac(2)), offer.Answer.Route);
    }

    [Fact]
    public void A_full_pool_is_told_and_answered_with_silence()
    {
        var server = new TestServer(Settings with { RangeEnd = At("10.77.0.101") });
        server.Boot(1);
        server.Boot(2);
        Assert.Null(server.Send(Discover(3)));
        (string kind, string sentence) = Assert.Single(server.Journal.Troubles);
        Assert.Equal("pool full", kind);
        Assert.Equal("All 2 addresses of the range 10.77.0.100 to 10.77.0.101 on eth0 are given out: set a longer range or a shorter lease time.", sentence);
    }

    [Fact]
    public void What_is_meant_for_another_host_is_not_answered() =>
        Assert.Null(_server.Send(Discover(1), to: At("10.77.0.55")));
}
