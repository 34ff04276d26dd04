using PiBootBox.Core.Dhcp;
using PiBootBox.Wire;
using static PiBootBox.Core.Tests.Dhcp.TestServer;

namespace PiBootBox.Core.Tests.Dhcp;

public class DhcpSettingsCheckTests
{
    private static readonly Ipv4Subnet Home = new(Box, 24);

    [Fact]
    public void Without_settings_the_range_is_the_ports_own_network()
    {
        Assert.Empty(new DhcpSettings().Validate(Home));
        Assert.Equal((At("10.77.0.1"), At("10.77.0.254")), new DhcpSettings().RangeIn(Home));
        Assert.Equal((At("10.0.0.1"), At("10.1.0.0")), new DhcpSettings().RangeIn(new Ipv4Subnet(At("10.0.0.1"), 8)));
        Assert.Empty(new DhcpSettings().Validate(new Ipv4Subnet(At("10.0.0.1"), 30)));
    }

    [Fact]
    public void The_box_and_its_routers_are_never_given_out()
    {
        var server = new TestServer(new DhcpSettings { Probe = false, Router = At("10.77.0.2"), Dns = [At("10.77.0.3")] }, Port with { Address = new Ipv4Subnet(Box, 29) });
        Assert.Equal(["10.77.0.4", "10.77.0.5", "10.77.0.6"], Enumerable.Range(1, 3).Select(machine => server.Boot(machine).ToString()));
        Assert.Null(server.Send(Discover(4)));
    }

    public static TheoryData<DhcpSettings, string> Broken => new()
    {
        { new() { RangeStart = At("10.77.0.200"), RangeEnd = At("10.77.0.100") }, "ends before it begins" },
        { new() { RangeStart = At("10.78.0.100"), RangeEnd = At("10.78.0.200") }, "is not in the network 10.77.0.0/24" },
        { new() { RangeStart = At("10.77.0.100"), RangeEnd = At("10.77.1.100") }, "is not in the network 10.77.0.0/24" },
        { new() { RangeStart = Box, RangeEnd = Box }, "no address that a machine could get" },
        { new() { Router = At("10.78.0.1") }, "The router 10.78.0.1 is not in the network" },
        { new() { LeaseTime = TimeSpan.Zero }, "not above zero" },
        { new() { Domain = "a b" }, "is no domain" },
        { new() { Dns = [.. Enumerable.Range(0, 64).Select(i => new Ipv4((uint)i))] }, "more than 63" },
        { new() { Reservations = [new(Mac(1), At("10.78.0.9"))] }, "is not in the network" },
        { new() { Reservations = [new(Mac(1), Box)] }, "the box's own" },
        { new() { Reservations = [new(Mac(1), At("10.77.0.255"))] }, "no machine's" },
        { new() { Reservations = [new(Mac(1), At("10.77.0.9")), new(Mac(1), At("10.77.0.10"))] }, "two reserved addresses" },
        { new() { Reservations = [new(Mac(1), At("10.77.0.9")), new(Mac(2), At("10.77.0.9"))] }, "reserved twice" },
        { new() { Relayed = [new(new Ipv4Subnet(At("10.77.0.0"), 16), At("10.77.3.1"), At("10.77.3.9"))] }, "overlaps" },
        { new() { Relayed = [new(new Ipv4Subnet(At("10.1.0.0"), 24), At("10.2.0.1"), At("10.2.0.9"))] }, "The relayed range" },
        { new() { Relayed = [new(new Ipv4Subnet(At("10.1.0.0"), 24), At("10.1.0.2"), At("10.1.0.9"), At("10.2.0.1"))] }, "not in the relayed network" },
    };

    [Theory]
    [MemberData(nameof(Broken))]
    public void What_does_not_fit_is_told_in_one_sentence(DhcpSettings settings, string part)
    {
        string sentence = Assert.Single(settings.Validate(Home));
        Assert.Contains(part, sentence);
        Assert.EndsWith(".", sentence);
        string thrown = Assert.Throws<CannotServeException>(() => new TestServer(settings)).Message;
        Assert.Equal($"DHCP on eth0 cannot start. {sentence}", thrown);
    }

    [Fact]
    public void A_range_longer_than_the_table_is_refused() => Assert.Contains(
        "more than 262144",
        Assert.Single(new DhcpSettings { RangeStart = At("10.0.0.2"), RangeEnd = At("10.200.0.1") }.Validate(new Ipv4Subnet(At("10.0.0.1"), 8))));

    [Fact]
    public void A_port_with_a_network_of_its_own_address_only_cannot_serve() =>
        Assert.Contains("/30", Assert.Single(new DhcpSettings().Validate(new Ipv4Subnet(Box, 32))));
}
