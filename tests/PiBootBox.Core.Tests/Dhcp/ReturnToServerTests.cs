using PiBootBox.Core.Dhcp;
using PiBootBox.Core.Roles;
using PiBootBox.Wire;
using PiBootBox.Wire.Dhcp;
using PiBootBox.Wire.Tests.Dhcp.Vectors;
using static PiBootBox.Core.Tests.Dhcp.TestServer;

namespace PiBootBox.Core.Tests.Dhcp;

/// <summary>Another server gave the addresses for a while, and the box does again: what may it give, and refuse?</summary>
public class ReturnToServerTests
{
    private static readonly RelayedNetwork Far = new(new Ipv4Subnet(At("10.1.0.0"), 24), At("10.1.0.10"), At("10.1.0.99"));

    private readonly TestDesk _desk = new(Settings with { Probe = true, Relayed = [Far] });

    public ReturnToServerTests()
    {
        _desk.Pass(50);
        _desk.Arp(At("10.77.0.240"), Mac(240));
        _desk.Pass(2);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_machine_gets_its_address_of_before_only_when_nobody_answers_from_it(bool released)
    {
        Ipv4 address = Lease(1);
        if (released)
            _desk.Send(new ClientMessage(DhcpMessageType.Release, Mac(1)) { ClientAddress = address });
        BeAway();
        TestReply? offer = _desk.Send(Discover(1)) ?? _desk.Pass(1).SingleOrDefault();
        Assert.NotEqual(address, offer!.Address);
        Assert.Contains(offer.Address, _desk.Asked);
    }

    [Fact]
    public void A_machine_that_still_has_its_lease_keeps_it_over_the_spell()
    {
        Ipv4 address = Lease(1);
        BeAway();
        TestReply? ack = _desk.Send(Renew(1, address), new DhcpArrival(Mac(1), address, Box));
        Assert.Equal((DhcpMessageType.Ack, address), (ack!.Type, ack.Address));
        Assert.Equal(address, _desk.Send(Discover(1))!.Address);
    }

    [Fact]
    public void An_address_that_another_machine_took_or_spoke_from_meanwhile_is_the_old_ones_no_more()
    {
        Ipv4 taken = Lease(1), used = Lease(2);
        _desk.HearForeignOffer();
        _desk.In(Role.Proxy).Send(new ClientMessage(DhcpMessageType.Request, Mac(11)).With(DhcpCode.RequestedAddress, taken).With(DhcpCode.ServerId, TestDesk.Foreign));
        _desk.Arp(used, Mac(12));
        _desk.Pass(70);
        Assert.Null(_desk.In(Role.Server).Send(Reboot(1, taken)));
        Assert.Null(_desk.Send(Reboot(2, used)));
    }

    [Fact]
    public void Addresses_are_asked_for_anew()
    {
        _desk.Pass(20);
        _desk.Asked.Clear();
        BeAway();
        TestReply? offer = _desk.Send(Discover(5)) ?? _desk.Pass(1).SingleOrDefault();
        Assert.Contains(offer!.Address, _desk.Asked);
    }

    [Fact]
    public void A_lease_of_the_other_server_is_not_refused_and_not_taken_over_while_it_is_away()
    {
        BeAway();
        Assert.Null(_desk.Send(Reboot(5, At("10.77.0.150"))));
        Assert.Null(_desk.Send(Reboot(6, At("192.168.1.5"))));
        Assert.Null(_desk.Send(Renew(7, At("10.77.0.151")), new DhcpArrival(Mac(7), At("10.77.0.151"), Ipv4.Broadcast)));
    }

    [Fact]
    public void A_new_cable_gives_the_right_to_refuse_back()
    {
        BeAway();
        _desk.Core.OnLink(isUp: false, _desk.Now);
        _desk.Core.OnLink(isUp: true, _desk.Now);
        _desk.Pass(50);
        Assert.Equal(DhcpMessageType.Nak, _desk.In(Role.Server).Send(Reboot(6, At("192.168.1.5")))?.Type);
    }

    [Fact]
    public void Networks_behind_relays_are_served_whoever_serves_the_boxs_own_wire()
    {
        DhcpArrival relayed = new(Mac(99), At("10.1.0.1"), Box, 67, 67);
        _desk.HearForeignOffer();
        _desk.In(Role.Proxy);
        TestReply offer = _desk.Send(Discover(5) with { RelayAddress = At("10.1.0.1") }, relayed)!;
        Assert.True(Far.Subnet.Contains(offer.Address));
        TestReply ack = _desk.Send(Select(5, offer.Address) with { RelayAddress = At("10.1.0.1") }, relayed)!;
        Assert.Equal((DhcpMessageType.Ack, offer.Address), (ack.Type, ack.Address));
        Assert.Null(_desk.Send(Discover(6) with { RelayAddress = At("10.2.0.1") }, relayed));
        Assert.Null(_desk.Send(Discover(7)));
    }

    [Fact]
    public void Networks_behind_relays_are_left_to_another_box_that_serves()
    {
        byte[] mark = new byte[BoxMark.Length];
        new BoxMark(Mac(77), At("10.77.0.7"), Claim.Insisting).Write(mark);
        _desk.Send(new ClientMessage(DhcpMessageType.Discover, Mac(77)).With(DhcpCode.UserClass, mark));
        Assert.Null(_desk.In(Role.StandingBy).Send(Discover(5) with { RelayAddress = At("10.1.0.1") }, new DhcpArrival(Mac(99), At("10.1.0.1"), Box, 67, 67)));
    }

    [Fact]
    public void An_address_that_waited_for_the_disk_is_not_given_when_the_box_has_yielded_meanwhile()
    {
        Assert.True(_desk.Core.MayGive(At("10.77.0.150")));
        _desk.HearForeignOffer();
        Assert.False(_desk.In(Role.Proxy).Core.MayGive(At("10.77.0.150")));
        Assert.True(_desk.Core.MayGive(At("10.1.0.10")));
    }

    private Ipv4 Lease(int machine)
    {
        TestReply offer = _desk.In(Role.Server).Send(Discover(machine)) ?? _desk.Pass(1).Single();
        Assert.Equal(DhcpMessageType.Ack, _desk.Send(Select(machine, offer.Address))?.Type);
        return offer.Address;
    }

    private void BeAway()
    {
        _desk.HearForeignOffer();
        _desk.In(Role.Proxy).Pass(70);
        _desk.In(Role.Server);
    }
}
