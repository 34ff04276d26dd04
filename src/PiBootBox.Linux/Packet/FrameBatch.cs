using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using PiBootBox.Linux.Network;

namespace PiBootBox.Linux.Packet;

/// <summary>
/// Room for several frames, filled by one system call. Made once and used again and again, on pinned
/// memory, because the kernel keeps no track of what a collector moves. Not thread-safe.
/// </summary>
public sealed unsafe class FrameBatch
{
    /// <summary>The longest Ethernet frame without a jumbo's payload, and the tag that some NICs leave in.</summary>
    private const int FrameSize = 2048;

    private const uint ChecksumNotReady = 1 << 3;

    private readonly MultiMessage[] _messages;
    private readonly IoVector[] _vectors;
    private readonly AuxData[] _aux;
    private readonly byte[] _frames;

    public FrameBatch(int capacity)
    {
        _messages = GC.AllocateArray<MultiMessage>(capacity, pinned: true);
        _vectors = GC.AllocateArray<IoVector>(capacity, pinned: true);
        _aux = GC.AllocateArray<AuxData>(capacity, pinned: true);
        _frames = GC.AllocateArray<byte>(capacity * FrameSize, pinned: true);
        for (int i = 0; i < capacity; i++)
        {
            _vectors[i] = new IoVector { Base = Pointer(_frames) + i * FrameSize, Length = FrameSize };
            _messages[i].Header.Vectors = Pointer(_vectors) + i;
            _messages[i].Header.VectorCount = 1;
            _messages[i].Header.Control = (byte*)(Pointer(_aux) + i);
        }
    }

    /// <summary>Frames of the last receive.</summary>
    public int Count { get; private set; }

    /// <summary>The bytes of frame <paramref name="index"/>, from the Ethernet header on; valid until the next receive.</summary>
    public ReadOnlySpan<byte> this[int index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)Count);
            return _frames.AsSpan(index * FrameSize, (int)_messages[index].Length);
        }
    }

    /// <summary>
    /// False where the kernel has yet to fill in the transport checksum: so it is on veth and tap, where
    /// a frame never meets a NIC. Such a frame must not be refused for its checksum.
    /// </summary>
    public bool IsChecksumReady(int index)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)Count);
        return _messages[index].Header.ControlLength < (nuint)sizeof(AuxData)
            || _aux[index] is not { Level: PacketCalls.LevelPacket, Type: PacketCalls.PacketAuxData }
            || (_aux[index].Status & ChecksumNotReady) == 0;
    }

    /// <summary>Takes what is there, without waiting.</summary>
    /// <returns>The error number; 0 also when nothing is there.</returns>
    internal int Receive(KernelHandle socket)
    {
        for (int i = 0; i < _messages.Length; i++)
            _messages[i].Header.ControlLength = (nuint)sizeof(AuxData);
        int received = PacketCalls.ReceiveMany(socket, Pointer(_messages), (uint)_messages.Length, PacketCalls.DontWait, 0);
        Count = Math.Max(received, 0);
        return received >= 0 || Errno.Last is Errno.EAGAIN or Errno.EINTR ? 0 : Errno.Last;
    }

    private static T* Pointer<T>(T[] pinned) where T : unmanaged =>
        (T*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(pinned));
}
