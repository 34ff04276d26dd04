using PiBootBox.Core.Roles;
using PiBootBox.Core.Tests.Dhcp;
using PiBootBox.Wire;

namespace PiBootBox.Core.Tests.Roles;

/// <summary>Who else is there, as a panel shows it.</summary>
public class NeighbourTests
{
    private static readonly Ipv4 Server = TestServer.At("10.77.0.200");

    private readonly Hub _hub = new();

    [Fact]
    public void Alone_there_is_nobody()
    {
        TestBox box = _hub.Add(new TestBox(1, _hub));
        _hub.Pass(60);
        Assert.Null(box.Neighbour);
    }

    [Fact]
    public void A_server_that_the_box_boots_machines_beside_is_no_rival_and_is_forgotten_when_it_is_gone()
    {
        TestBox box = _hub.Add(new TestBox(1, _hub));
        ForeignServer server = _hub.Add(new ForeignServer(delay: 0));
        _hub.Pass(60);
        Assert.Equal(new Neighbour(NeighbourKind.AddressServer, Server, IsRival: false), box.Neighbour);
        server.IsOn = false;
        _hub.Pass(300);
        Assert.Null(box.Neighbour);
    }

    [Theory]
    [InlineData(RoleSetting.Server, true)]
    [InlineData(RoleSetting.Proxy, false)]
    public void A_server_of_addresses_is_a_rival_only_of_a_box_that_is_set_to_give_them(RoleSetting role, bool isRival)
    {
        TestBox box = _hub.Add(new TestBox(1, _hub, role));
        _hub.Add(new ForeignServer(delay: 0));
        _hub.Pass(60);
        Assert.Equal(new Neighbour(NeighbourKind.AddressServer, Server, isRival), box.Neighbour);
    }

    [Fact]
    public void Of_two_boxes_the_one_that_stands_by_knows_for_whom()
    {
        TestBox low = _hub.Add(new TestBox(1, _hub)), high = _hub.Add(new TestBox(2, _hub));
        _hub.Pass(120);
        Assert.Null(low.Neighbour);
        Assert.Equal(new Neighbour(NeighbourKind.OtherBox, low.Address, IsRival: false), high.Neighbour);
    }

    [Fact]
    public void Two_boxes_whose_role_is_set_are_rivals()
    {
        TestBox first = _hub.Add(new TestBox(1, _hub, RoleSetting.Server)), second = _hub.Add(new TestBox(2, _hub, RoleSetting.Server));
        _hub.Pass(120);
        Assert.Contains([first.Neighbour, second.Neighbour], neighbour => neighbour is { Kind: NeighbourKind.OtherBox, IsRival: true });
    }
}
