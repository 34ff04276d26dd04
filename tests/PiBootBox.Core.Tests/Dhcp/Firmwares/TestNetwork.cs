using PiBootBox.Core.Dhcp;
using PiBootBox.Core.Machines;
using PiBootBox.Core.Roles;
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

    /// <summary>How long the box holds an answer back at most.</summary>
    private static readonly TimeSpan Held = TimeSpan.FromSeconds(1);

    private static readonly MacAddress ForeignMac = new(0x020000000002);

    private readonly bool _isProxy;
    private readonly DhcpDesk _desk;
    private readonly byte[] _reply = new byte[DhcpServer.ReplySize];
    private readonly Dictionary<MacAddress, Ipv4> _foreign = [];

    public TestNetwork(bool isProxy, TestMemory? memory = null)
    {
        _isProxy = isProxy;
        Memory = memory ?? new TestMemory();
        var ladder = new OfferLadder(Memory, Activity, Journal);
        _desk = new DhcpDesk(
            TestServer.Port,
            new DhcpServer(TestServer.Settings, TestServer.Port, BootFiles, Journal, Activity, ladder),
            new ProxyServer(TestServer.Port, BootFiles, Journal, ladder),
            new RoleKeeper(isProxy ? RoleSetting.Proxy : RoleSetting.Server, TestServer.Port, Journal, default));
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
        _desk.OnArp(client, mac, Now);
        if (server == Box)
            Activity.Seen(client, Now);
        return new AskedFile(file, server);
    }

    private Heard? AnswerOfBox(ClientMessage message, in DhcpArrival arrival)
    {
        _reply.AsSpan().Fill(0xA5);
        DhcpAnswer answer = _desk.Handle(message.ToBytes(), arrival, Now, _reply);
        TimeSpan delay = TimeSpan.Zero;
        // What the box asks by itself is nobody's answer.
        while (!answer.Sends && (_desk.TryNextAnswer(Now + delay, _reply, out answer) || delay == TimeSpan.Zero))
        {
            if (!answer.Sends)
                delay = Held;
            else if (answer.Route.FromPort == ReplyRoute.ClientPort)
                answer = DhcpAnswer.Nothing;
        }
        return answer.Sends ? new Heard(Box, answer.Route, delay, _reply[..answer.Length]) : null;
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
