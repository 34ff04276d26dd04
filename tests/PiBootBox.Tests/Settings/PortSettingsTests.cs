using PiBootBox.Core.Dhcp;
using PiBootBox.Core.Network;
using PiBootBox.Settings;
using PiBootBox.Wire;

namespace PiBootBox.Tests.Settings;

public sealed class PortSettingsTests
{
    private static readonly Ipv4Subnet Ten = new(new Ipv4(0x0A000001), 24), Eleven = new(new Ipv4(0x0B000001), 24);
    private static readonly ServedInterface PortTen = new("eth0", 2, new MacAddress(2), Ten, 1500);

    private static DhcpSettings In(uint network) => new()
    {
        RangeStart = new(network + 16),
        RangeEnd = new(network + 32),
        Router = new(network + 254),
        Reservations = [new Reservation(new MacAddress(7), new(network + 7))],
    };

    [Fact]
    public void What_lies_in_the_ports_own_network_counts() =>
        Assert.Equivalent(In(0x0A000000), PortSettings.Of(In(0x0A000000), PortTen, [Ten, Eleven]));

    [Fact]
    public void What_lies_in_another_ports_network_is_that_ports()
    {
        DhcpSettings settings = PortSettings.Of(In(0x0B000000), PortTen, [Ten, Eleven]);
        Assert.Null(settings.RangeStart);
        Assert.Null(settings.RangeEnd);
        Assert.Null(settings.Router);
        Assert.Empty(settings.Reservations);
    }

    [Fact]
    public void What_lies_in_no_network_is_left_to_be_refused() =>
        Assert.Equivalent(In(0x0C000000), PortSettings.Of(In(0x0C000000), PortTen, [Ten, Eleven]));
}
