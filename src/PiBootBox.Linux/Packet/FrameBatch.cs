using System.Runtime.InteropServices;

namespace PiBootBox.Linux.Packet;

/// <summary>
/// Room for several frames, filled by one system call. Made once and used again and again; the kernel
/// writes into it, so the memory stays outside the collected heap. Not thread-safe.
/// </summary>
public sealed unsafe class FrameBatch : IDisposable
{
    /// <summary>The longest Ethernet frame without a jumbo's payload, and the tag that some NICs leave in.</summary>
    private const int FrameSize = 2048;

    private const uint ChecksumNotReady = 1 << 3;

    private readonly int _capacity;
    private readonly MessageSlot* _slots;
    private readonly BufferSlot* _buffers;
    private readonly AuxData* _aux;
    private readonly byte* _frames;

    public FrameBatch(int capacity)
    {
        _capacity = capacity;
        _slots = (MessageSlot*)NativeMemory.AllocZeroed((nuint)capacity, (nuint)sizeof(MessageSlot));
        _buffers = (BufferSlot*)NativeMemory.AllocZeroed((nuint)capacity, (nuint)sizeof(BufferSlot));
        _aux = (AuxData*)NativeMemory.AllocZeroed((nuint)capacity, (nuint)sizeof(AuxData));
        _frames = (byte*)NativeMemory.AllocZeroed((nuint)capacity, FrameSize);
        for (int i = 0; i < capacity; i++)
        {
            _buffers[i] = new BufferSlot { Start = _frames + i * FrameSize, Length = FrameSize };
            _slots[i].Header.Buffers = _buffers + i;
            _slots[i].Header.BufferCount = 1;
            _slots[i].Header.Control = (byte*)(_aux + i);
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
            return new ReadOnlySpan<byte>(_frames + index * FrameSize, (int)_slots[index].Received);
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
        for (int i = 0; i < _capacity; i++)
            _slots[i].Header.ControlLength = (nuint)sizeof(AuxData);
        int received = PacketCalls.ReceiveMany(socket, _slots, (uint)_capacity, PacketCalls.DontWait, 0);
        Count = Math.Max(received, 0);
        return received >= 0 || Errno.Last is Errno.TryAgain or Errno.Interrupted ? 0 : Errno.Last;
    }

    public void Dispose()
    {
        NativeMemory.Free(_slots);
        NativeMemory.Free(_buffers);
        NativeMemory.Free(_aux);
        NativeMemory.Free(_frames);
    }
}
