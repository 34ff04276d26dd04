using System.Buffers.Binary;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using PiBootBox.Wire;
using PiBootBox.Wire.Dhcp;
using PiBootBox.Wire.Frames;

namespace PiBootBox.Bench;

/// <summary>
/// <c>dhcp</c>: machines on the server's own wire, each new and with a hardware address of its own, that go through
/// DISCOVER, OFFER, REQUEST and ACK at a given rate. perfdhcp only plays a relay, to which no server probes.
/// </summary>
internal static class DhcpLoad
{
    private const string Options = "dhcp --interface-index N --rate EXCHANGES_A_SECOND --seconds N";
    private static readonly TimeSpan LastAnswers = TimeSpan.FromSeconds(1);

    public static int Run(string[] args)
    {
        if (args is not ["--interface-index", var index, "--rate", var asked, "--seconds", var time]
            || !int.TryParse(index, out int port) || !int.TryParse(asked, out int rate) || !int.TryParse(time, out int seconds))
        {
            return Usage.Print(Options);
        }

        using var socket = new Socket(AddressFamily.Packet, SocketType.Raw, (ProtocolType)BinaryPrimitives.ReverseEndianness((ushort)0x0800)) { Blocking = false, ReceiveBufferSize = 4 << 20 };
        var wire = new LinkEndPoint(port);
        socket.Bind(wire);
        SocketAddress address = wire.Serialize();

        int machines = rate * seconds, sent = 0, offers = 0, acks = 0;
        var answered = new bool[machines];
        double latency = 0;
        var asks = new long[machines];
        byte[] frame = new byte[1514];
        long start = Stopwatch.GetTimestamp();
        TimeSpan end = TimeSpan.FromSeconds(seconds) + LastAnswers;
        for (TimeSpan now = default; now < end && acks < machines; now = Stopwatch.GetElapsedTime(start))
        {
            for (; sent < machines && sent < now.TotalSeconds * rate; sent++)
            {
                asks[sent] = Stopwatch.GetTimestamp();
                Send(sent, DhcpMessageType.Discover, default, default);
            }
            int length = socket.Receive(frame, SocketFlags.None, out SocketError error);
            if (error == SocketError.WouldBlock)
            {
                socket.Poll(200, SelectMode.SelectRead);
                continue;
            }
            if (!UdpFrame.TryParse(frame.AsSpan(0, length), checksumReady: false, out UdpFrame datagram, out _)
                || datagram.Path.DestinationPort != 68
                || !DhcpMessage.TryParse(datagram.Payload, out DhcpMessage reply, out _)
                || reply.TransactionId >= (uint)machines || answered[reply.TransactionId])
            {
                continue;
            }
            int machine = (int)reply.TransactionId;
            if (reply.Type == DhcpMessageType.Offer && reply.TryGet(DhcpCode.ServerId, out ReadOnlySpan<byte> server))
            {
                offers++;
                latency += Stopwatch.GetElapsedTime(asks[machine]).TotalMilliseconds;
                Send(machine, DhcpMessageType.Request, reply.YourAddress, Ipv4.Read(server));
            }
            else if (reply.Type == DhcpMessageType.Ack)
            {
                acks++;
                answered[machine] = true;
            }
        }
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"dhcp rate={acks / (double)seconds:0} dropped_percent={100.0 * (sent - acks) / sent:0.00} offer_ms={(offers > 0 ? latency / offers : double.NaN):0.00}"));
        return 0;

        void Send(int machine, DhcpMessageType type, Ipv4 wish, Ipv4 server)
        {
            Span<byte> bytes = stackalloc byte[UdpFrame.HeaderLength + 300];
            bytes.Clear();
            var mac = new MacAddress(0x0200_0000_0000 + (ulong)machine);
            Span<byte> message = bytes[UdpFrame.HeaderLength..];
            (message[0], message[1], message[2]) = (1, 1, 6);
            BinaryPrimitives.WriteInt32BigEndian(message[4..], machine);
            mac.Write(message[28..]);
            BinaryPrimitives.WriteUInt32BigEndian(message[236..], 0x63825363);
            Span<byte> options = message[240..];
            ReadOnlySpan<byte> kind = [53, 1, (byte)type, 55, 2, 1, 51];
            kind.CopyTo(options);
            options = options[kind.Length..];
            if (type == DhcpMessageType.Request)
            {
                (options[0], options[1]) = (50, 4);
                wish.Write(options[2..]);
                (options[6], options[7]) = (54, 4);
                server.Write(options[8..]);
                options = options[12..];
            }
            options[0] = 255;
            UdpFrame.WriteHeaders(bytes, new UdpPath(mac, MacAddress.Broadcast, Ipv4.Any, Ipv4.Broadcast, 68, 67), message.Length);
            socket.SendTo(bytes, SocketFlags.None, address);
        }
    }

    /// <summary>struct sockaddr_ll of packet(7).</summary>
    private sealed class LinkEndPoint(int index) : EndPoint
    {
        public override AddressFamily AddressFamily => AddressFamily.Packet;

        public override SocketAddress Serialize()
        {
            var address = new SocketAddress(AddressFamily.Packet, 20);
            BinaryPrimitives.WriteUInt16BigEndian(address.Buffer.Span[2..], 0x0800);
            BinaryPrimitives.WriteInt32LittleEndian(address.Buffer.Span[4..], index);
            return address;
        }
    }
}
