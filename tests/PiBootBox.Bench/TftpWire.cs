using System.Buffers.Binary;
using System.Runtime.InteropServices;
using PiBootBox.Wire;
using static PiBootBox.Bench.TftpCalls;

namespace PiBootBox.Bench;

/// <summary>
/// One socket for all clients, told apart by the address of their own that each has. So one call takes the
/// blocks of all of them and one sends all ACKs, and the load costs less than any server it measures.
/// </summary>
internal sealed unsafe class TftpWire : IDisposable
{
    private const int Messages = 64, Size = 65536, ControlRoom = 64, AckRoom = 512;

    private readonly int _socket;
    private readonly MultiMessage* _in = Allocate<MultiMessage>(Messages);
    private readonly MultiMessage* _out = Allocate<MultiMessage>(Messages);
    private readonly SocketAddress* _from = Allocate<SocketAddress>(Messages);
    private readonly SocketAddress* _to = Allocate<SocketAddress>(Messages);
    private readonly PacketInfo* _outInfo = Allocate<PacketInfo>(Messages);
    private int _queued;

    public TftpWire(Ipv4 server, bool gro)
    {
        _socket = Socket(AF_INET, SOCK_DGRAM, 0);
        var local = new SocketAddress { Family = AF_INET };
        var wait = new TimeValue { Microseconds = 100_000 };
        int room = 64 * 1024 * 1024, on = 1;
        if (SetOption(_socket, SOL_SOCKET, SO_RCVBUFFORCE, &room, sizeof(int)) < 0)
            _ = SetOption(_socket, SOL_SOCKET, SO_RCVBUF, &room, sizeof(int));
        bool isReady = SetOption(_socket, SOL_IP, IP_PKTINFO, &on, sizeof(int)) == 0
            && SetOption(_socket, SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof(TimeValue)) == 0
            && (!gro || SetOption(_socket, SOL_UDP, UDP_GRO, &on, sizeof(int)) == 0)
            && Bind(_socket, &local, sizeof(SocketAddress)) == 0;
        if (!isReady)
            throw new IOException("cannot make the clients' socket");
        IoVector* vectors = Allocate<IoVector>(2 * Messages);
        byte* bytes = Allocate<byte>(Messages * Size);
        byte* controls = Allocate<byte>(Messages * ControlRoom);
        byte* acks = Allocate<byte>(Messages * AckRoom);
        for (int i = 0; i < Messages; i++)
        {
            vectors[i] = new IoVector { Base = bytes + i * Size, Length = Size };
            _in[i].Header = new MessageHeader { Name = _from + i, Vectors = vectors + i, VectorCount = 1, Control = controls + i * ControlRoom };
            vectors[Messages + i].Base = acks + i * AckRoom;
            _to[i] = new SocketAddress { Family = AF_INET, AddressBigEndian = Swap(server.Value) };
            _outInfo[i].Header = new ControlHeader { Length = (nuint)(sizeof(ControlHeader) + 12), Level = SOL_IP, Type = IP_PKTINFO };
            _out[i].Header = new MessageHeader
            {
                Name = _to + i,
                NameLength = (uint)sizeof(SocketAddress),
                Vectors = vectors + Messages + i,
                VectorCount = 1,
                Control = (byte*)(_outInfo + i),
                ControlLength = (nuint)sizeof(PacketInfo),
            };
        }
    }

    /// <summary>Waits a tenth of a second at most for the first datagram, and takes those that are there.</summary>
    /// <param name="most">Datagrams; where only one can come, a look for a second is saved.</param>
    public int Receive(int most)
    {
        int count = Math.Min(most, Messages);
        for (int i = 0; i < count; i++)
        {
            _in[i].Header.NameLength = (uint)sizeof(SocketAddress);
            _in[i].Header.ControlLength = ControlRoom;
        }
        return Math.Max(0, ReceiveMany(_socket, _in, (uint)count, MSG_WAITFORONE, 0));
    }

    public ReadOnlySpan<byte> Bytes(int i) => new(_in[i].Header.Vectors->Base, (int)_in[i].Length);

    public ushort ServerPort(int i) => Swap(_from[i].PortBigEndian);

    /// <summary>Which client it is for, and the bytes of each datagram where the kernel joined several (UDP_GRO).</summary>
    public (Ipv4 Client, int SegmentBytes) About(int i)
    {
        Ipv4 client = default;
        int segment = Math.Max(1, (int)_in[i].Length);
        byte* control = _in[i].Header.Control;
        byte* end = control + _in[i].Header.ControlLength;
        while (control + sizeof(ControlHeader) < end)
        {
            var header = (ControlHeader*)control;
            if (*header is { Level: SOL_IP, Type: IP_PKTINFO })
                client = new Ipv4(Swap(((PacketInfo*)control)->DestinationBigEndian));
            else if (*header is { Level: SOL_UDP, Type: UDP_GRO })
                segment = *(int*)(header + 1);
            // CMSG_NXTHDR: padded to a word.
            control += (header->Length + (nuint)sizeof(nuint) - 1) & ~((nuint)sizeof(nuint) - 1);
        }
        return (client, segment);
    }

    public void Queue(ReadOnlySpan<byte> packet, Ipv4 client, ushort serverPort)
    {
        if (_queued == Messages)
            Flush();
        packet.CopyTo(new Span<byte>(_out[_queued].Header.Vectors->Base, AckRoom));
        _out[_queued].Header.Vectors->Length = (nuint)packet.Length;
        _to[_queued].PortBigEndian = Swap(serverPort);
        _outInfo[_queued].LocalBigEndian = client.IsAny ? 0 : Swap(client.Value);
        _queued++;
    }

    public void Flush()
    {
        for (int done = 0; done < _queued;)
            done += Math.Max(1, SendMany(_socket, _out + done, (uint)(_queued - done), 0));
        _queued = 0;
    }

    public void Dispose() => _ = Close(_socket);

    private static ushort Swap(ushort value) => BinaryPrimitives.ReverseEndianness(value);

    private static uint Swap(uint value) => BinaryPrimitives.ReverseEndianness(value);

    private static T* Allocate<T>(int count) where T : unmanaged => (T*)NativeMemory.AllocZeroed((nuint)count, (nuint)sizeof(T));
}
