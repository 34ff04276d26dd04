using System.Buffers.Binary;
using System.Runtime.InteropServices;
using static PiBootBox.Bench.TftpCalls;

namespace PiBootBox.Bench;

/// <summary>Room for what one socket received; shared by all clients, since the data is thrown away.</summary>
internal sealed unsafe class TftpInbox
{
    private const int Messages = 64, Size = 65536, ControlSize = 32;

    private readonly MultiMessage* _messages = Allocate<MultiMessage>(Messages);
    private readonly SocketAddress* _names = Allocate<SocketAddress>(Messages);

    public TftpInbox()
    {
        IoVector* vectors = Allocate<IoVector>(Messages);
        byte* bytes = Allocate<byte>(Messages * Size);
        byte* controls = Allocate<byte>(Messages * ControlSize);
        for (int i = 0; i < Messages; i++)
        {
            vectors[i] = new IoVector { Base = bytes + i * Size, Length = Size };
            _messages[i].Header = new MessageHeader { Name = _names + i, Vectors = vectors + i, VectorCount = 1, Control = controls + i * ControlSize };
        }
    }

    /// <param name="most">Datagrams to take; in lock-step there is never a second one.</param>
    public int Receive(int socket, int most)
    {
        int count = Math.Min(most, Messages);
        for (int i = 0; i < count; i++)
        {
            _messages[i].Header.NameLength = (uint)sizeof(SocketAddress);
            _messages[i].Header.ControlLength = ControlSize;
        }
        return Math.Max(0, ReceiveMany(socket, _messages, (uint)count, MSG_DONTWAIT, 0));
    }

    public ReadOnlySpan<byte> Bytes(int i) => new(_messages[i].Header.Vectors->Base, (int)_messages[i].Length);

    public SocketAddress* From(int i) => _names + i;

    /// <summary>Bytes of each datagram where the kernel joined several (UDP_GRO), else of the only one.</summary>
    public int SegmentBytes(int i)
    {
        byte* control = _messages[i].Header.Control;
        bool isJoined = _messages[i].Header.ControlLength >= (nuint)(sizeof(nuint) + 12)
            && *(int*)(control + sizeof(nuint)) == SOL_UDP && *(int*)(control + sizeof(nuint) + 4) == UDP_GRO;
        return isJoined ? *(int*)(control + sizeof(nuint) + 8) : Math.Max(1, (int)_messages[i].Length);
    }

    internal static ushort Swap(ushort value) => BinaryPrimitives.ReverseEndianness(value);

    internal static uint Swap(uint value) => BinaryPrimitives.ReverseEndianness(value);

    private static T* Allocate<T>(int count) where T : unmanaged => (T*)NativeMemory.AllocZeroed((nuint)count, (nuint)sizeof(T));
}
