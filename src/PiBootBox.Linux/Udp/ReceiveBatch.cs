using System.Runtime.InteropServices;
using PiBootBox.Linux.Network;
using PiBootBox.Wire;
using static PiBootBox.Linux.Udp.UdpCalls;

namespace PiBootBox.Linux.Udp;

/// <summary>Room for many datagrams, filled by one system call. One thread uses it.</summary>
public sealed unsafe class ReceiveBatch : IDisposable
{
    private readonly int _count;
    private readonly int _size;
    private readonly MultiMessage* _messages;
    private readonly SocketAddress* _names;
    private readonly IoVector* _vectors;
    private readonly byte* _bytes;
    private bool _isDisposed;

    /// <param name="count">Datagrams at most in one call.</param>
    /// <param name="size">Bytes kept of each; what is longer is cut.</param>
    public ReceiveBatch(int count, int size)
    {
        (_count, _size) = (count, size);
        _messages = Allocate<MultiMessage>(count);
        _names = Allocate<SocketAddress>(count);
        _vectors = Allocate<IoVector>(count);
        _bytes = Allocate<byte>(count * size);
        for (int i = 0; i < count; i++)
        {
            _vectors[i] = new IoVector { Base = _bytes + i * size, Length = (nuint)size };
            _messages[i].Header = new MessageHeader
            {
                Name = (byte*)(_names + i),
                NameLength = (uint)sizeof(SocketAddress),
                Vectors = _vectors + i,
                VectorCount = 1,
            };
        }
    }

    public int Capacity => _count;

    /// <summary>Takes what has arrived.</summary>
    /// <param name="most">Datagrams; where only one can be there, asking for one saves the kernel a look.</param>
    /// <param name="wait">Whether to wait a few milliseconds for the first one.</param>
    /// <returns>How many; 0 for none. A socket whose network port is gone reports none.</returns>
    public int Receive(UdpSocket socket, int most, bool wait)
    {
        if (most == 1)
            return ReceiveOne(socket, wait);
        int flags = wait ? MSG_WAITFORONE : MSG_DONTWAIT;
        return Math.Max(0, ReceiveMany(socket.Descriptor, _messages, (uint)Math.Min(most, _count), flags, 0));
    }

    private int ReceiveOne(UdpSocket socket, bool wait)
    {
        int nameLength = sizeof(SocketAddress);
        int flags = MSG_TRUNC | (wait ? 0 : MSG_DONTWAIT);
        nint length = ReceiveFrom(socket.Descriptor, _bytes, (nuint)_size, flags, _names, ref nameLength);
        if (length < 0)
            return 0;
        _messages[0].Length = (uint)length;
        _messages[0].Header.Flags = length > _size ? MSG_TRUNC : 0;
        return 1;
    }

    public ReadOnlySpan<byte> Datagram(int i) => new(_bytes + i * _size, (int)Math.Min(_messages[i].Length, (uint)_size));

    /// <summary>The datagram was longer than its room.</summary>
    public bool IsCut(int i) => (_messages[i].Header.Flags & MSG_TRUNC) != 0;

    public Ipv4 Address(int i) => new(UdpSocket.BigEndian(_names[i].AddressBigEndian));

    public ushort Port(int i) => UdpSocket.BigEndian(_names[i].PortBigEndian);

    public void Dispose()
    {
        if (_isDisposed)
            return;
        _isDisposed = true;
        NativeMemory.Free(_messages);
        NativeMemory.Free(_names);
        NativeMemory.Free(_vectors);
        NativeMemory.Free(_bytes);
    }

    private static T* Allocate<T>(int count) where T : unmanaged =>
        (T*)NativeMemory.AllocZeroed((nuint)count, (nuint)sizeof(T));
}
