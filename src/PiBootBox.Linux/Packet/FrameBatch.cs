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

    private readonly MessageSlot[] _slots;
    private readonly BufferSlot[] _buffers;
    private readonly AuxData[] _aux;
    private readonly byte[] _frames;

    public FrameBatch(int capacity)
    {
        _slots = GC.AllocateArray<MessageSlot>(capacity, pinned: true);
        _buffers = GC.AllocateArray<BufferSlot>(capacity, pinned: true);
        _aux = GC.AllocateArray<AuxData>(capacity, pinned: true);
        _frames = GC.AllocateArray<byte>(capacity * FrameSize, pinned: true);
        for (int i = 0; i < capacity; i++)
        {
            _buffers[i] = new BufferSlot { Start = Pointer(_frames) + i * FrameSize, Length = FrameSize };
            _slots[i].Header.Buffers = Pointer(_buffers) + i;
            _slots[i].Header.BufferCount = 1;
            _slots[i].Header.Control = (byte*)(Pointer(_aux) + i);
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
            return _frames.AsSpan(index * FrameSize, (int)_slots[index].Received);
        }
    }

    /// <summary>
    /// False where the kernel has yet to fill in the transport checksum: so it is on veth and tap, where
    /// a frame never meets a NIC. Such a frame must not be refused for its checksum.
    /// </summary>
    public bool IsChecksumReady(int index)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)Count);
        return _slots[index].Header.ControlLength < (nuint)sizeof(AuxData)
            || _aux[index] is not { Level: PacketCalls.LevelPacket, Type: PacketCalls.PacketAuxData }
            || (_aux[index].Status & ChecksumNotReady) == 0;
    }

    /// <summary>Takes what is there, without waiting.</summary>
    /// <returns>The error number; 0 also when nothing is there.</returns>
    internal int Receive(KernelHandle socket)
    {
        for (int i = 0; i < _slots.Length; i++)
            _slots[i].Header.ControlLength = (nuint)sizeof(AuxData);
        int received = PacketCalls.ReceiveMany(socket, Pointer(_slots), (uint)_slots.Length, PacketCalls.DontWait, 0);
        Count = Math.Max(received, 0);
        return received >= 0 || Errno.Last is Errno.TryAgain or Errno.Interrupted ? 0 : Errno.Last;
    }

    private static T* Pointer<T>(T[] pinned) where T : unmanaged =>
        (T*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(pinned));
}
