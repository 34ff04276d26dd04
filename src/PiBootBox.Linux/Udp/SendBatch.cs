using System.Runtime.InteropServices;
using PiBootBox.Linux.Network;
using PiBootBox.Wire;
using static PiBootBox.Linux.Errno;
using static PiBootBox.Linux.Udp.UdpCalls;

namespace PiBootBox.Linux.Udp;

/// <summary>
/// Datagrams of one socket, gathered and sent by one system call. A message may hold many datagrams of
/// one size for one receiver: the kernel, or the network card, cuts it up (UDP_SEGMENT, Linux 4.18), which
/// saves the way through the stack for all but the first. Where that is refused they go one by one.
/// What the network does not take is lost, as datagrams are. One thread uses it.
/// </summary>
public sealed unsafe class SendBatch : IDisposable
{
    /// <summary>Datagrams that one message may be cut into (UDP_MAX_SEGMENTS of the oldest kernels).</summary>
    public const int MaxSegments = 64;

    /// <summary>Bytes of one message: what fits in an IPv4 packet.</summary>
    public const int MaxMessageBytes = 65_507;

    private const int MaxMessages = 64;
    private const int MaxVectors = 1024;
    // A header and at most two pieces of data.
    private const int PiecesPerSegment = 3;
    private const int VectorsPerMessage = PiecesPerSegment * MaxSegments;
    private const int CopyRoom = 3 * 65_536;

    private readonly UdpSocket _socket;
    private readonly MultiMessage* _messages;
    private readonly SocketAddress* _names;
    private readonly SegmentControl* _controls;
    private readonly IoVector* _vectors;
    private readonly byte* _copies;
    private int _messageCount;
    private int _vectorCount;
    private int _copied;
    private bool _segments = true;
    private bool _isDisposed;

    public SendBatch(UdpSocket socket)
    {
        _socket = socket;
        _messages = Allocate<MultiMessage>(MaxMessages);
        _names = Allocate<SocketAddress>(MaxMessages);
        _controls = Allocate<SegmentControl>(MaxMessages);
        _vectors = Allocate<IoVector>(MaxVectors);
        _copies = Allocate<byte>(CopyRoom);
        for (int i = 0; i < MaxMessages; i++)
        {
            _names[i].Family = AF_INET;
            _controls[i] = new SegmentControl { Length = SegmentControl.UsedLength, Level = SOL_UDP, Type = UDP_SEGMENT };
            _messages[i].Header = new MessageHeader { Name = (byte*)(_names + i), NameLength = (uint)sizeof(SocketAddress) };
        }
    }

    /// <summary>Messages that the kernel did not take, since the start.</summary>
    public long Refused { get; private set; }

    /// <summary>Starts a message. Sends those before it when there is no room for more.</summary>
    public void Begin(Ipv4 to, ushort port)
    {
        if (_messageCount == MaxMessages || _vectorCount + VectorsPerMessage > MaxVectors || _copied + MaxMessageBytes > CopyRoom)
            Flush();
        _names[_messageCount].AddressBigEndian = UdpSocket.BigEndian(to.Value);
        _names[_messageCount].PortBigEndian = UdpSocket.BigEndian(port);
        _messages[_messageCount].Header.Vectors = _vectors + _vectorCount;
    }

    /// <summary>The next bytes of the message, to be written by the caller before anything else is appended.</summary>
    /// <exception cref="ArgumentOutOfRangeException">More than one message may hold.</exception>
    public Span<byte> Append(int length)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, CopyRoom - _copied);
        byte* room = _copies + _copied;
        _copied += length;
        // What follows a copy within the message joins it: for one piece the kernel has a shorter way.
        if (_vectorCount > 0 && _vectors + _vectorCount > _messages[_messageCount].Header.Vectors && IsBefore(room))
            _vectors[_vectorCount - 1].Length += (nuint)length;
        else
            AppendVector(room, length);
        return new Span<byte>(room, length);
    }

    /// <summary>The next bytes of the message, copied.</summary>
    public void AppendCopy(PinnedBuffer buffer, int offset, int length) =>
        buffer.Span.Slice(offset, length).CopyTo(Append(length));

    /// <summary>The next bytes of the message, without a copy: they must stay as they are until <see cref="Flush"/>.</summary>
    public void Append(PinnedBuffer buffer, int offset, int length)
    {
        _ = buffer.Span.Slice(offset, length);
        AppendVector(buffer.Address + offset, length);
    }

    /// <summary>Ends the message.</summary>
    /// <param name="segmentBytes">Bytes of each datagram but the last; 0 when the message is one datagram. A datagram has at most three appended pieces.</param>
    public void End(int segmentBytes)
    {
        ref MessageHeader header = ref _messages[_messageCount].Header;
        header.VectorCount = (nuint)(_vectors + _vectorCount - header.Vectors);
        bool isCut = segmentBytes > 0;
        header.Control = isCut ? (byte*)(_controls + _messageCount) : null;
        header.ControlLength = isCut ? SegmentControl.Space : 0;
        _controls[_messageCount].SegmentBytes = (ushort)segmentBytes;
        _messageCount++;
    }

    /// <summary>Sends all messages.</summary>
    public void Flush()
    {
        int done = _messageCount == 1 && TrySendSingle() ? 1 : 0;
        while (done < _messageCount)
        {
            if (_messages[done].Header.Control != null && !_segments)
            {
                done = SendOneByOne(done) ? done + 1 : GiveUpAll(done + 1);
                continue;
            }
            int sent = SendMany(_socket.Descriptor, _messages + done, (uint)(_messageCount - done), 0);
            if (sent > 0)
                done += sent;
            else if (Marshal.GetLastPInvokeError() is var error && error == EAGAIN)
                done = GiveUpAll(done);
            else if (error != EINTR)
                done = GiveUpOrSplit(done, error) ? done + 1 : GiveUpAll(done + 1);
        }
        (_messageCount, _vectorCount, _copied) = (0, 0, 0);
    }

    public void Dispose()
    {
        if (_isDisposed)
            return;
        _isDisposed = true;
        NativeMemory.Free(_messages);
        NativeMemory.Free(_names);
        NativeMemory.Free(_controls);
        NativeMemory.Free(_vectors);
        NativeMemory.Free(_copies);
    }

    private bool IsBefore(byte* room) => _vectors[_vectorCount - 1].Base + _vectors[_vectorCount - 1].Length == room;

    private void AppendVector(byte* from, int length)
    {
        if (length == 0)
            return;
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(_vectorCount, MaxVectors);
        _vectors[_vectorCount++] = new IoVector { Base = from, Length = (nuint)length };
    }

    /// <remarks>The link is stuck: waiting for room once more for each message would hold up the thread for seconds.</remarks>
    private int GiveUpAll(int from)
    {
        Refused += _messageCount - from;
        return _messageCount;
    }

    /// <remarks>
    /// EIO: the network card cannot checksum, so the kernel will not cut for it. EINVAL and EMSGSIZE: the way
    /// to this one receiver has a smaller MTU.
    /// </remarks>
    /// <returns>False: the link is stuck.</returns>
    private bool GiveUpOrSplit(int message, int error)
    {
        bool isCut = _messages[message].Header.Control != null;
        if (isCut && error is (EIO or EOPNOTSUPP))
            _segments = false;
        if (isCut && error is (EIO or EOPNOTSUPP or EINVAL or EMSGSIZE))
            return SendOneByOne(message);
        Refused++;
        return true;
    }

    /// <remarks>The lock-step of one client: sendto has less to copy in than sendmmsg.</remarks>
    private bool TrySendSingle()
    {
        ref MessageHeader header = ref _messages->Header;
        return header is { Control: null, VectorCount: 1 }
            && SendTo(_socket.Descriptor, header.Vectors->Base, header.Vectors->Length, 0, (SocketAddress*)header.Name, (int)header.NameLength) >= 0;
    }

    /// <returns>False: the link is stuck, and the rest of the message is given up.</returns>
    private bool SendOneByOne(int message)
    {
        MultiMessage one = _messages[message];
        IoVector* source = one.Header.Vectors;
        IoVector* end = source + one.Header.VectorCount;
        IoVector* pieces = stackalloc IoVector[PiecesPerSegment];
        one.Header.Vectors = pieces;
        one.Header.Control = null;
        one.Header.ControlLength = 0;
        nuint offset = 0;
        while (source < end)
        {
            nuint room = _controls[message].SegmentBytes;
            int count = 0;
            while (source < end && room > 0 && count < PiecesPerSegment)
            {
                nuint length = Math.Min(room, source->Length - offset);
                pieces[count++] = new IoVector { Base = source->Base + offset, Length = length };
                room -= length;
                offset += length;
                if (offset == source->Length)
                {
                    source++;
                    offset = 0;
                }
            }
            one.Header.VectorCount = (nuint)count;
            if (SendMany(_socket.Descriptor, &one, 1, 0) >= 0)
                continue;
            Refused++;
            if (Marshal.GetLastPInvokeError() == EAGAIN)
                return false;
        }
        return true;
    }

    private static T* Allocate<T>(int count) where T : unmanaged =>
        (T*)NativeMemory.AllocZeroed((nuint)count, (nuint)sizeof(T));
}
