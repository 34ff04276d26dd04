using Microsoft.Extensions.Logging.Abstractions;
using PiBootBox.Core;
using PiBootBox.Core.Network;
using PiBootBox.Core.Roles;
using PiBootBox.Hosting;
using PiBootBox.Linux.Network;
using PiBootBox.Wire;

namespace PiBootBox.Tests.Hosting;

public sealed class PortSupervisorTests
{
    private readonly List<NetworkPort> _ports = [];
    private readonly List<FakeServices> _opened = [];

    [Fact]
    public void By_default_every_wired_port_with_an_address_is_served()
    {
        _ports.AddRange([Port("eth0", wired: true), Port("wlan0", wired: false), Port("eth1", wired: true, served: false)]);
        using PortSupervisor supervisor = Start();
        Assert.Equal(["eth0"], _opened.Select(s => s.Port.Name));
        Assert.Equal("Serving eth0 (10.0.0.1/24): listens", supervisor.Status);
    }

    [Fact]
    public void A_port_that_is_not_wired_is_served_when_it_is_named()
    {
        _ports.AddRange([Port("eth0", wired: true), Port("br0", wired: false)]);
        using PortSupervisor supervisor = Start("br0");
        Assert.Equal(["br0"], _opened.Select(s => s.Port.Name));
    }

    [Fact]
    public void A_named_port_that_is_not_there_is_refused_with_the_ones_that_are()
    {
        _ports.Add(Port("eth0", wired: true));
        CannotServeException fault = Assert.Throws<CannotServeException>(() => Start("eth7"));
        Assert.Contains("eth7", fault.Message);
        Assert.Contains("eth0", fault.Message);
    }

    [Fact]
    public void A_named_port_without_an_address_is_refused_with_the_cure()
    {
        _ports.Add(Port("eth0", wired: true, served: false));
        Assert.Contains("ip address add", Assert.Throws<CannotServeException>(() => Start("eth0")).Message);
    }

    [Fact]
    public void Without_any_address_the_box_listens_and_serves_as_soon_as_there_is_one()
    {
        using PortSupervisor supervisor = Start();
        Assert.StartsWith("Listening", supervisor.Status);
        _ports.Add(Port("eth0", wired: true));
        supervisor.Check();
        Assert.Single(_opened);
    }

    [Fact]
    public void A_changed_address_starts_the_port_anew()
    {
        _ports.Add(Port("eth0", wired: true));
        using PortSupervisor supervisor = Start();
        supervisor.Check();
        Assert.Single(_opened);
        _ports[0] = Port("eth0", wired: true, address: 0x0A000002);
        supervisor.Check();
        Assert.Equal([true, false], _opened.Select(s => s.Disposed));
    }

    [Fact]
    public void Services_that_ended_by_themselves_start_anew()
    {
        _ports.Add(Port("eth0", wired: true));
        using PortSupervisor supervisor = Start();
        _opened[0].Stopped = true;
        supervisor.Check();
        Assert.Equal(2, _opened.Count);
    }

    [Fact]
    public void Two_ports_in_one_network_never_both_give_its_addresses()
    {
        _ports.AddRange([Port("eth0", wired: true), Port("eth1", wired: true, address: 0x0A000002)]);
        using PortSupervisor supervisor = Start();
        supervisor.Check();
        Assert.Equal(["eth0"], _opened.Select(s => s.Port.Name));
        Assert.Contains("eth0", Assert.Throws<CannotServeException>(() => Start("eth0", "eth1")).Message);
    }

    [Fact]
    public void A_port_that_cannot_be_bound_later_is_tried_again()
    {
        bool taken = true;
        using var supervisor = new PortSupervisor([], () => _ports, port => taken ? throw new CannotServeException("taken") : Open(port), NullLogger.Instance);
        supervisor.Start();
        _ports.Add(Port("eth0", wired: true));
        supervisor.Check();
        Assert.Empty(_opened);
        taken = false;
        supervisor.Check();
        Assert.Single(_opened);
    }

    [Fact]
    public void What_a_panel_is_told_of_the_ports_follows_each_look()
    {
        _ports.AddRange([Port("eth0", wired: true), Port("eth1", wired: true, served: false), Port("wlan0", wired: false)]);
        using PortSupervisor supervisor = Start();
        Assert.Equal([("eth0", Role.Listening, true), ("eth1", Role.Off, true)], supervisor.Facts.Select(port => (port.Name, port.Role, port.HasLink)));
        _ports[0] = _ports[0] with { HasLink = false };
        _ports[1] = Port("eth1", wired: true, address: 0x0A000002);
        supervisor.Check();
        Assert.Equal([false, true], supervisor.Facts.Select(port => port.HasLink));
        Assert.Equal([null, true], supervisor.Facts.Select(port => port.Refusal?.Contains("eth0")));
    }

    private PortSupervisor Start(params string[] named)
    {
        var supervisor = new PortSupervisor(named, () => _ports, Open, NullLogger.Instance);
        supervisor.Start();
        return supervisor;
    }

    private FakeServices Open(ServedInterface port)
    {
        var services = new FakeServices(port);
        _opened.Add(services);
        return services;
    }

    private static NetworkPort Port(string name, bool wired, bool served = true, uint address = 0x0A000001) => new(
        name, wired, served ? new ServedInterface(name, 2, new MacAddress(2), new Ipv4Subnet(new Ipv4(address), 24), 1500) : null);

    private sealed class FakeServices(ServedInterface port) : IPortServices
    {
        public ServedInterface Port => port;
        public bool Stopped { get; set; }
        public Role Role => Role.Listening;
        public Neighbour? Neighbour => null;
        public bool Disposed { get; private set; }
        public void Dispose() => Disposed = true;
    }
}
