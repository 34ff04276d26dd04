using PiBootBox.Core.Dhcp;
using PiBootBox.Core.Machines;
using PiBootBox.Core.Network;
using PiBootBox.Wire;
using PiBootBox.Wire.Dhcp;
using PiBootBox.Wire.Tests.Dhcp.Vectors;

namespace PiBootBox.Core.Tests.Dhcp.Firmwares;

/// <summary>
/// The wire that a scripted firmware boots on: the box, as the server or as a proxy beside another server that
/// gives the addresses and knows nothing of booting. Time is the test's.
/// </summary>
internal sealed class TestNetwork
{
    public static readonly Ipv4 Box = TestServer.Box;
    public static readonly Ipv4 Foreign = TestServer.At("10.77.0.2");

    private static readonly MacAddress ForeignMac = new(0x020000000002);

    private readonly bool _isProxy;
    private readonly DhcpServer _server;
    private readonly ProxyServer _proxy;
    private readonly byte[] _reply = new byte[DhcpServer.ReplySize];
    private readonly Dictionary<MacAddress, Ipv4> _foreign = [];

    public TestNetwork(bool isProxy, TestMemory? memory = null)
    {
        _isProxy = isProxy;
        Memory = memory ?? new TestMemory();
        var ladder = new OfferLadder(Memory, Activity, Journal);
        _server = new DhcpServer(TestServer.Settings, TestServer.Port, BootFiles, Journal, Activity, ladder);
        _proxy = new ProxyServer(TestServer.Port, BootFiles, Journal, ladder);
    }

    public TestBootFiles BootFiles { get; } = new();

    public TestJournal Journal { get; } = new();

    public ActivityBoard Activity { get; } = new();

    public TestMemory Memory { get; }

    public TimeSpan Now { get; private set; } = TimeSpan.FromSeconds(100);

    public int Discovers { get; private set; }

    public void Pass(double seconds) => Now += TimeSpan.FromSeconds(seconds);

    /// <summary>Broadcasts to port 67.</summary>
    public List<Heard> Send(ClientMessage message)
    {
        Discovers += message.Type == DhcpMessageType.Discover ? 1 : 0;
        var replies = new List<Heard>();
        if (_isProxy && AnswerOfForeign(message) is { } foreign)
            replies.Add(foreign);
        if (AnswerOfBox(message, new DhcpArrival(message.Mac, default, Ipv4.Broadcast)) is { } own)
            replies.Add(own);
        return replies;
    }

    /// <summary>To port 4011 of one server.</summary>
    public Heard? AskBootService(ClientMessage message, Ipv4 server, Ipv4 from, ushort fromPort) => server == Box
        ? AnswerOfBox(message, new DhcpArrival(message.Mac, from, Box, fromPort, ReplyRoute.BootServicePort))
        : null;

    /// <summary>What TFTP and HTTP tell the board: the end of a firmware's way.</summary>
    public AskedFile Fetch(MacAddress mac, Ipv4 client, Ipv4 server, string file)
    {
        Assert.False(client.IsAny);
        // The client asks by ARP for the server first.
        if (_isProxy)
            _proxy.OnArp(client, mac, Now);
        if (server == Box)
            Activity.Seen(client, Now);
        return new AskedFile(file, server);
    }

    private Heard? AnswerOfBox(ClientMessage message, in DhcpArrival arrival)
    {
        _reply.AsSpan().Fill(0xA5);
        Assert.True(DhcpMessage.TryParse(message.ToBytes(), out DhcpMessage parsed, out DhcpFlaw flaw), flaw.ToString());
        DhcpAnswer answer = _isProxy || arrival.DestinationPort == ReplyRoute.BootServicePort
            ? _proxy.Handle(parsed, arrival, new MachineId(message.Mac), PxeClientReader.Read(parsed), Now, _reply)
            : _server.Handle(parsed, arrival, Now, _reply);
        return answer.Sends ? new Heard(Box, answer.Route, answer.Delay, _reply[..answer.Length]) : null;
    }

    private Heard? AnswerOfForeign(ClientMessage message)
    {
        DhcpMessage.TryParse(message.ToBytes(), out DhcpMessage parsed, out _);
        bool isSelected = message.Type == DhcpMessageType.Request && parsed.ServerId == Foreign;
        if (message.Type != DhcpMessageType.Discover && !isSelected)
            return null;
        if (!_foreign.TryGetValue(message.Mac, out Ipv4 address))
            _foreign[message.Mac] = address = new Ipv4(TestServer.At("10.77.0.50").Value + (uint)_foreign.Count);
        var writer = new DhcpWriter(_reply, parsed, isSelected ? DhcpMessageType.Ack : DhcpMessageType.Offer, 548);
        writer.SetYourAddress(address);
        writer.AddAddress(DhcpCode.ServerId, Foreign);
        writer.AddUInt32(DhcpCode.LeaseTime, 3600);
        writer.AddUInt32(DhcpCode.SubnetMask, 0xFFFFFF00);
        int length = writer.Finish();
        return new Heard(Foreign, ReplyRoute.For(parsed.Type, parsed, new DhcpArrival(ForeignMac, default, Ipv4.Broadcast), address), default, _reply[..length]);
    }
}

/// <summary>How a boot ends: the first file that the firmware asks for.</summary>
internal readonly record struct AskedFile(string File, Ipv4 Server);
