using System.Net;
using System.Net.Sockets;
using PiBootBox.Core;
using PiBootBox.Linux.Packet;
using PiBootBox.Wire;
using PiBootBox.Wire.Frames;

namespace PiBootBox.Linux.Tests.Packet;

[Collection(CableTests.Name)]
public sealed class DhcpPortTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly Ipv4 ClientAddress = new(0x0A4D_0102);
    private readonly VethPair _cable = new();

    [Fact]
    public void Only_whole_datagrams_to_the_dhcp_ports_that_are_meant_for_the_box_pass_the_filter()
    {
        using DhcpPort port = Open();
        using Socket client = _cable.ClientFrames();
        byte[] fragment = VethPair.Frame([4]);
        fragment[20] |= 0x20;
        byte[] tail = VethPair.Frame([5]);
        tail[21] = 9;
        byte[] tcp = VethPair.Frame([6]);
        tcp[23] = 6;
        foreach (byte[] frame in (byte[][])
            [
                VethPair.Frame([1]),
                VethPair.Frame([2], port: 69),
                VethPair.Frame([3], toMac: new MacAddress(0x0200_0000_0099), to: VethPair.BoxAddress.Address),
                fragment, tail, tcp,
                VethPair.Frame([7], to: new Ipv4(0x0A4D_0909), toMac: VethPair.BoxMac),
                VethPair.Frame([8], to: VethPair.BoxAddress.Address, toMac: VethPair.BoxMac),
                VethPair.Frame([9], to: VethPair.BoxAddress.Last),
                Tagged(VethPair.Frame([10]), vlan: 5),
                Tagged(VethPair.Frame([11]), vlan: 0),
                [.. VethPair.Frame([12]).AsSpan(0, 30)],
                VethPair.Frame([13], port: 68),
                VethPair.Frame([14], port: 68, to: new Ipv4(0x0A4D_0909), toMac: VethPair.BoxMac),
                VethPair.Frame([15], port: 68, to: new Ipv4(0x0A4D_0909), toMac: new MacAddress(0x0200_0000_0099)),
                VethPair.Frame([16], port: 4011, to: VethPair.BoxAddress.Address, toMac: VethPair.BoxMac),
                VethPair.Frame([17], port: 4011, to: new Ipv4(0x0A4D_0909), toMac: VethPair.BoxMac),
                VethPair.Frame([18]),
            ])
        {
            client.Send(frame);
        }

        Assert.Equal([1, 8, 9, 11, 13, 14, 16, 18], Payloads(port, last: 18));
    }

    [Fact]
    public void Options_in_the_ip_header_do_not_mislead_the_filter()
    {
        using DhcpPort port = Open();
        using Socket client = _cable.ClientFrames();
        byte[] plain = VethPair.Frame([21]);
        byte[] frame = [.. plain.AsSpan(0, 34), 1, 1, 1, 0, .. plain.AsSpan(34)];
        frame[14] = 0x46;
        frame[17] += 4;
        frame.AsSpan(24, 2).Clear();
        ushort checksum = InternetChecksum.Of(frame.AsSpan(14, 24));
        (frame[24], frame[25]) = ((byte)(checksum >> 8), (byte)checksum);

        client.Send(frame);

        Assert.Equal([21], Payloads(port, last: 21));
    }

    [Fact]
    public void The_box_does_not_hear_itself()
    {
        using DhcpPort port = Open();
        using Socket client = _cable.ClientFrames();
        byte[] own = VethPair.Frame([1]);
        Assert.True(port.Send(own));
        byte[] heard = new byte[100];
        Assert.Equal(own, heard[..client.Receive(heard)]);

        client.Send(VethPair.Frame([2]));

        Assert.Equal([2], Payloads(port, last: 2));
    }

    [Fact]
    public void A_checksum_that_the_kernel_has_yet_to_fill_in_is_known_as_such()
    {
        using DhcpPort port = Open();
        GiveClientAddress();
        using Socket client = ClientUdp();
        client.EnableBroadcast = true;
        client.SendTo([1], new IPEndPoint(IPAddress.Broadcast, 67));
        FrameBatch batch = new(4);

        Receive(port, batch);

        Assert.False(batch.IsChecksumReady(0));
        Assert.True(UdpFrame.TryParse(batch[0], batch.IsChecksumReady(0), out _, out _));
        Assert.False(UdpFrame.TryParse(batch[0], checksumReady: true, out _, out FrameFlaw flaw));
        Assert.Equal(FrameFlaw.UdpChecksum, flaw);
    }

    [Fact]
    public void Arp_requests_and_replies_are_heard()
    {
        using DhcpPort port = Open();
        using Socket client = _cable.ClientFrames(0x0806);
        byte[] frame = new byte[ArpPacket.FrameLength];
        ArpPacket reply = new(ArpOperation.Reply, VethPair.ClientMac, ClientAddress, VethPair.BoxMac, VethPair.BoxAddress.Address);
        reply.WriteFrame(frame);
        client.Send(frame);
        FrameBatch batch = new(4);

        Assert.Equal(PortEvents.Arp, port.Wait(Patience));
        Assert.True(port.ReceiveArp(batch));

        Assert.True(ArpPacket.TryParse(batch[0], out ArpPacket heard));
        Assert.Equal(reply, heard);
    }

    /// <summary>The same datagram, without the box and with it: the first half shows that the second can fail.</summary>
    [Fact]
    public void A_unicast_to_a_server_port_is_not_answered_with_port_unreachable()
    {
        GiveClientAddress();
        Assert.Equal(SocketError.ConnectionRefused, AnswerOf(67));
        Assert.Equal(SocketError.ConnectionRefused, AnswerOf(4011));
        using DhcpPort port = Open();
        Assert.Equal(SocketError.TimedOut, AnswerOf(67));
        Assert.Equal(SocketError.TimedOut, AnswerOf(4011));
        Assert.Equal(SocketError.ConnectionRefused, AnswerOf(68));
    }

    [Fact]
    public void A_second_server_on_port_67_is_named()
    {
        using Socket other = VethPair.In(_cable.BoxSide, () =>
        {
            Socket socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
            socket.Bind(new IPEndPoint(IPAddress.Any, 67));
            return socket;
        });

        CannotServeException refused = Assert.Throws<CannotServeException>(Open);

        string name = File.ReadAllText("/proc/self/comm").Trim();
        Assert.StartsWith(
            $"UDP port 67 on eth0 is taken by {name} (process {Environment.ProcessId}): stop that program", refused.Message);
    }

    [Fact]
    public void A_server_on_another_port_of_the_host_is_no_hindrance()
    {
        using Socket other = VethPair.In(_cable.BoxSide, () =>
        {
            Socket socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
            socket.SetRawSocketOption(1, 25, "lo\0"u8);
            socket.Bind(new IPEndPoint(IPAddress.Any, 67));
            return socket;
        });

        using DhcpPort port = Open();
    }

    [Fact]
    public void The_port_is_free_again_after_the_end()
    {
        Open().Dispose();
        Open().Dispose();
    }

    [Fact]
    public void An_interface_that_is_not_there_is_refused_by_name()
    {
        CannotServeException refused = Assert.Throws<CannotServeException>(
            () => VethPair.In(_cable.BoxSide, () => DhcpPort.Open(_cable.Box with { Name = "eth7", Index = 77 })));

        Assert.StartsWith("There is no network port eth7", refused.Message);
    }

    [Theory]
    [InlineData("set", "eth0", "down")]
    [InlineData("delete", "eth0")]
    public void An_interface_that_goes_away_ends_the_reception(params string[] change)
    {
        using DhcpPort port = Open();
        FrameBatch batch = new(4);
        Tool.Run("ip", ["-n", _cable.BoxSide, "link", .. change]);

        PortEvents events;
        do
        {
            events = port.Wait(Patience);
            Assert.NotEqual(PortEvents.None, events);
            port.CableMoved();
        }
        while (events == PortEvents.Cable);

        Assert.False(events.HasFlag(PortEvents.Dhcp) ? port.ReceiveDhcp(batch) : port.ReceiveArp(batch));
        Assert.False(port.Send(VethPair.Frame([1])));
    }

    [Fact]
    public void A_cable_that_goes_out_and_comes_back_is_noticed()
    {
        using DhcpPort port = Open();
        Assert.True(port.CableIsIn);

        Tool.Run("ip", "-n", _cable.ClientSide, "link", "set", "eth0", "down");
        WaitForCable(port, isIn: false);
        Tool.Run("ip", "-n", _cable.ClientSide, "link", "set", "eth0", "up");
        WaitForCable(port, isIn: true);
    }

    [Fact]
    public void A_cable_that_is_not_in_at_the_start_is_known()
    {
        Tool.Run("ip", "-n", _cable.ClientSide, "link", "set", "eth0", "down");
        using DhcpPort port = Open();
        Assert.False(port.CableIsIn);

        Tool.Run("ip", "-n", _cable.ClientSide, "link", "set", "eth0", "up");
        WaitForCable(port, isIn: true);
    }

    [Fact]
    public void A_stop_ends_the_wait_and_a_late_answer_is_dropped()
    {
        DhcpPort port = Open();
        port.Stop();
        Assert.Equal(PortEvents.Stopped, port.Wait(null));
        port.Dispose();

        Assert.False(port.Send(VethPair.Frame([1])));
    }

    public void Dispose() => _cable.Dispose();

    private DhcpPort Open() => VethPair.In(_cable.BoxSide, () => DhcpPort.Open(_cable.Box));

    private void GiveClientAddress() => Tool.Run(
        "ip", "-n", _cable.ClientSide, "address", "add", $"{ClientAddress}/16", "dev", "eth0");

    private Socket ClientUdp() => VethPair.In(_cable.ClientSide, () =>
    {
        Socket socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.Bind(new IPEndPoint(ClientAddress.ToIPAddress(), 0));
        socket.ReceiveTimeout = 300;
        return socket;
    });

    private SocketError AnswerOf(int port)
    {
        using Socket client = ClientUdp();
        client.Connect(VethPair.BoxAddress.Address.ToIPAddress(), port);
        client.Send([1]);
        return Assert.Throws<SocketException>(() => client.Receive(new byte[10])).SocketErrorCode switch
        {
            SocketError.WouldBlock => SocketError.TimedOut,
            SocketError other => other,
        };
    }

    private static void WaitForCable(DhcpPort port, bool isIn)
    {
        do
            Assert.Equal(PortEvents.Cable, port.Wait(Patience));
        while (!port.CableMoved() || port.CableIsIn != isIn);
    }

    private static void Receive(DhcpPort port, FrameBatch batch)
    {
        Assert.Equal(PortEvents.Dhcp, port.Wait(Patience));
        Assert.True(port.ReceiveDhcp(batch));
        Assert.NotEqual(0, batch.Count);
    }

    /// <summary>The one-byte payloads in the order of arrival, up to <paramref name="last"/>.</summary>
    private static List<int> Payloads(DhcpPort port, int last)
    {
        List<int> payloads = [];
        FrameBatch batch = new(4);
        while (payloads.LastOrDefault() != last)
        {
            Receive(port, batch);
            for (int i = 0; i < batch.Count; i++)
            {
                Assert.True(UdpFrame.TryParse(batch[i], batch.IsChecksumReady(i), out UdpFrame datagram, out FrameFlaw flaw), $"{flaw}");
                payloads.Add(datagram.Payload[0]);
            }
        }
        return payloads;
    }

    private static byte[] Tagged(byte[] frame, byte vlan) => [.. frame.AsSpan(0, 12), 0x81, 0, 0, vlan, .. frame.AsSpan(12)];
}
