using PiBootBox.Core.Dhcp;
using PiBootBox.Core.Leases;
using PiBootBox.Core.Machines;
using PiBootBox.Core.Network;
using PiBootBox.Core.Roles;
using PiBootBox.Core.Tests.Dhcp;
using PiBootBox.Wire;
using PiBootBox.Wire.Dhcp;

namespace PiBootBox.Core.Tests.Roles;

/// <summary>A whole box on the scripted wire; whatever it sends is looked at.</summary>
internal sealed class TestBox : Station
{
    private readonly ServedInterface _port;
    private readonly RoleSetting _setting;
    private readonly byte[] _reply = new byte[DhcpServer.ReplySize];
    private DhcpDesk _desk;
    private TimeSpan? _foreignWord;

    /// <param name="number">The last number of its address; of two boxes the lower one has the lower hardware address.</param>
    public TestBox(int number, Hub hub, RoleSetting setting = RoleSetting.Auto) : base(new MacAddress(0x020000000000u + (ulong)number))
    {
        _port = new ServedInterface("eth0", 2, Mac, new Ipv4Subnet(new Ipv4(0x0A4D_0000u + (uint)number), 24), 1500);
        _setting = setting;
        _desk = NewDesk(hub.Now);
    }

    public Role Role => _desk.Role;

    public Neighbour? Neighbour => _desk.Neighbour;

    public Ipv4 Address => _port.Address.Address;

    public bool Serves => IsOn && Role is Role.Server or Role.Proxy;

    public TestJournal Journal { get; } = new();

    /// <summary>Every change of its role since the start, that it listens at first included.</summary>
    public IEnumerable<Role> Roles => Journal.Roles.Select(change => change.Role);

    public string LastReason => Journal.Roles[^1].Sentence;

    /// <summary>When it asked who else is there.</summary>
    public List<TimeSpan> Probes { get; } = [];

    public override TimeSpan? NextDeadline => _desk.NextDeadline;

    public MachineId? MachineAt(string address) => _desk.MachineAt(TestServer.At(address));

    public void Unplug(Hub hub)
    {
        IsOn = false;
        _desk.OnLink(isUp: false, hub.Now);
    }

    public void PlugIn(Hub hub)
    {
        (IsOn, _foreignWord) = (true, null);
        _desk.OnLink(isUp: true, hub.Now);
    }

    /// <summary>Switched off without a word, and on again.</summary>
    public void Restart(Hub hub)
    {
        (IsOn, _foreignWord) = (true, null);
        _desk = NewDesk(hub.Now);
    }

    /// <summary>A frame that is no DHCP, of somebody on the wire.</summary>
    public void HearArp(Hub hub) => _desk.OnArp(new Ipv4(0x0A4D_0063), new MacAddress(0x525400000063), hub.Now);

    public override void OnTime(Hub hub)
    {
        while (_desk.TryNextAnswer(hub.Now, _reply, out DhcpAnswer answer))
            Send(hub, answer);
        Assert.False(_desk.TryNextArpProbe(hub.Now, out _));
        Assert.True(_desk.NextDeadline is not { } deadline || deadline > hub.Now, "A deadline that has passed is still there: the thread would spin.");
    }

    public override void Hear(Hub hub, byte[] payload, in DhcpArrival arrival)
    {
        MacAddress speaker = arrival.FrameSource;
        if (arrival.SourcePort == ReplyRoute.ServerPort && hub.Stations.OfType<ForeignServer>().Any(server => server.Mac == speaker && !server.IsProxy))
            _foreignWord = hub.Now;
        DhcpAnswer answer = _desk.Handle(payload, arrival, hub.Now, _reply);
        if (answer.Sends && _foreignWord is not null)
            RefusesNothingOfOthers(payload, answer.Length);
        Send(hub, answer);
    }

    /// <summary>Since another server spoke, an address that the box did not offer may be that one's to give.</summary>
    private void RefusesNothingOfOthers(byte[] asked, int length)
    {
        Assert.True(DhcpMessage.TryParse(_reply.AsSpan(0, length), out DhcpMessage reply, out _));
        Assert.True(DhcpMessage.TryParse(asked, out DhcpMessage message, out _));
        Assert.False(reply.Type == DhcpMessageType.Nak && message.ServerId.IsAny, "It refuses an address that another server may have given.");
    }

    private void Send(Hub hub, in DhcpAnswer answer)
    {
        // What is written down is promised, whether a reply leaves or not.
        if (answer.Store is { Op: LeaseOp.Bound } lease)
        {
            MayGiveAddresses(hub);
            Assert.True(_desk.MayGive(lease.Address));
        }
        if (!answer.Sends)
            return;
        Assert.True(DhcpMessage.TryParse(_reply.AsSpan(0, answer.Length), out DhcpMessage message, out DhcpFlaw flaw), flaw.ToString());
        if (!message.YourAddress.IsAny || message.Type == DhcpMessageType.Nak)
            MayGiveAddresses(hub);
        if (!message.IsReply)
            Probes.Add(hub.Now);
        ReplyRoute route = answer.Route;
        Ipv4 source = message.IsReply ? _port.Address.Address : default;
        hub.Send(this, _reply.AsSpan(0, answer.Length), new DhcpArrival(Mac, source, route.Address, route.FromPort, route.Port), route.Mac);
    }

    private void MayGiveAddresses(Hub hub)
    {
        Assert.Equal(Role.Server, Role);
        Assert.NotEqual(RoleSetting.Proxy, _setting);
        if (_setting == RoleSetting.Auto && _foreignWord is { } word)
            Assert.True(hub.Now - word > TimeSpan.FromSeconds(30), $"It gives addresses {hub.Now - word} after another server spoke.");
    }

    private DhcpDesk NewDesk(TimeSpan now)
    {
        var boot = new TestBootFiles();
        var activity = new ActivityBoard();
        var ladder = new OfferLadder(new TestMemory(), activity, Journal);
        return new DhcpDesk(
            _port,
            new DhcpServer(TestServer.Settings, _port, boot, Journal, activity, ladder),
            new ProxyServer(_port, boot, Journal, ladder),
            new RoleKeeper(_setting, _port, Journal, now));
    }
}
