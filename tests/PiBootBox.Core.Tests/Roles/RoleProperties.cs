using FsCheck;
using FsCheck.Fluent;
using PiBootBox.Core.Roles;
using PiBootBox.Core.Tests.Dhcp;

namespace PiBootBox.Core.Tests.Roles;

/// <summary>
/// Anything may happen to two boxes and two foreign servers. <see cref="TestBox"/> looks at every reply: no address
/// and no NAK outside the server role, none within half a minute of a foreign server's word, and no NAK after it for what it may have given.
/// </summary>
public class RoleProperties
{
    private enum Act
    {
        Wait, WaitLong, Discover, TakeOffer, TakeForeign, Reboot, Arp, Server, Service, BlockLow, BlockHigh, PlugLow, PlugHigh, RestartLow, RestartHigh,
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void No_address_outside_the_server_role_and_one_box_serves_in_the_end(bool isRelayed)
    {
        var acts = Gen.ListOf(Gen.Frequency(
            (6, Gen.Elements(Act.Wait, Act.WaitLong)),
            (8, Gen.Elements(Enum.GetValues<Act>()))));
        Prop.ForAll(acts.ToArbitrary(), played => Play(played, isRelayed)).Check(Config.QuickThrowOnFailure.WithMaxTest(150));
    }

    private static void Play(IEnumerable<Act> acts, bool isRelayed)
    {
        var hub = new Hub();
        TestBox low = hub.Add(new TestBox(2, hub)), high = hub.Add(new TestBox(9, hub));
        ForeignServer server = hub.Add(isRelayed ? new ForeignServer { Address = TestServer.At("172.16.0.9"), Relay = TestServer.At("10.77.0.254") } : new ForeignServer()), service = hub.Add(new ForeignServer(isProxy: true, delay: 0, number: 201));
        server.IsOn = service.IsOn = false;
        TestPc pc = hub.Add(new TestPc(1));
        foreach (Act act in acts)
            Do(act, hub, low, high, server, service, pc);

        low.IsBlocked = high.IsBlocked = false;
        foreach (TestBox box in new[] { low, high }.Where(box => !box.IsOn))
            box.PlugIn(hub);
        server.IsOn = service.IsOn = false;
        hub.Pass(900);
        // What was said to or by a machine may have told of the server before it answered a box: then only a new cable, or half a
        // day, ends the wait for it.
        if ((acts.Contains(Act.Server) || acts.Contains(Act.Service)) && acts.Any(act => act is Act.Discover or Act.TakeForeign or Act.TakeOffer or Act.Reboot))
        {
            foreach (TestBox box in new[] { low, high })
                box.Unplug(hub);
            foreach (TestBox box in new[] { low, high })
                box.PlugIn(hub);
            hub.Pass(200);
        }
        Assert.Equal(Role.Server, Assert.Single([low, high], box => box.Serves).Role);

        server.IsOn = true;
        hub.Pass(60);
        Assert.Equal(Role.Proxy, Assert.Single([low, high], box => box.Serves).Role);

        service.IsOn = true;
        hub.Pass(120);
        Assert.DoesNotContain([low, high], box => box.Serves);
    }

    private static void Do(Act act, Hub hub, TestBox low, TestBox high, ForeignServer server, ForeignServer service, TestPc pc)
    {
        switch (act)
        {
            case Act.Wait: hub.Pass(3.7); break;
            case Act.WaitLong: hub.Pass(41); break;
            case Act.Discover: pc.Discover(hub); break;
            case Act.TakeOffer when pc.Offers.FindLast(offer => !offer.Address.IsAny) is { Address.IsAny: false } offer:
                pc.Request(hub, hub.Stations.First(station => station.Mac == offer.Server) is TestBox box ? box.Address : server.Address, offer.Address);
                break;
            case Act.TakeForeign when server.IsOn: pc.Request(hub, server.Address, TestServer.At("10.77.0.100")); break;
            case Act.Reboot: pc.Reboot(hub, TestServer.At("192.168.1.9")); break;
            case Act.Arp: low.HearArp(hub); break;
            case Act.Server: server.IsOn = !server.IsOn; break;
            case Act.Service: service.IsOn = !service.IsOn; break;
            case Act.BlockLow: low.IsBlocked = !low.IsBlocked; break;
            case Act.BlockHigh: high.IsBlocked = !high.IsBlocked; break;
            case Act.PlugLow: Plug(low, hub); break;
            case Act.PlugHigh: Plug(high, hub); break;
            case Act.RestartLow when low.IsOn: low.Restart(hub); break;
            case Act.RestartHigh when high.IsOn: high.Restart(hub); break;
        }
        hub.Settle();
    }

    private static void Plug(TestBox box, Hub hub)
    {
        if (box.IsOn)
            box.Unplug(hub);
        else
            box.PlugIn(hub);
    }
}
