using System.Text;
using PiBootBox.Wire;
using PiBootBox.Wire.Tftp;
using static PiBootBox.Bench.TftpCalls;

namespace PiBootBox.Bench;

/// <summary>What every client of one run does.</summary>
internal sealed record TftpPlan(Ipv4 Server, ushort Port, byte[] File, int BlockSize, int Window, bool Gro, long Bytes);

/// <summary>One client that reads one file and throws the data away (RFC 1350, 2348, 7440).</summary>
internal sealed unsafe class TftpClient
{
    private readonly TftpPlan _plan;
    private readonly byte[] _last = new byte[600];
    private int _lastLength;
    private bool _isConnected;
    private int _blockSize = TftpPacket.DefaultBlockSize;
    private int _window = 1;
    private int _sinceAck;
    private long _block;
    private bool _gapTold;

    public TftpClient(TftpPlan plan, Ipv4 from)
    {
        _plan = plan;
        Socket = TftpCalls.Socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK, 0);
        var local = new SocketAddress { Family = AF_INET, AddressBigEndian = TftpInbox.Swap(from.Value) };
        if (Bind(Socket, &local, sizeof(SocketAddress)) < 0)
            throw new IOException($"cannot bind a client to {from}");
        int room = 4 * 1024 * 1024, on = 1;
        if (SetOption(Socket, SOL_SOCKET, SO_RCVBUFFORCE, &room, sizeof(int)) < 0)
            _ = SetOption(Socket, SOL_SOCKET, SO_RCVBUF, &room, sizeof(int));
        if (plan.Gro)
            _ = SetOption(Socket, SOL_UDP, UDP_GRO, &on, sizeof(int));
    }

    public int Socket { get; }

    public long Bytes { get; private set; }

    public bool IsDone { get; private set; }

    public string? Failure { get; private set; }

    /// <summary>Datagrams that were not the next block: lost before, or sent twice.</summary>
    public long OutOfOrder { get; private set; }

    public long Timeouts { get; private set; }

    /// <summary>When it repeats itself, in milliseconds of <see cref="Environment.TickCount64"/>.</summary>
    public long Deadline { get; private set; }

    public void Ask()
    {
        var asked = new TftpOptions(
            _plan.BlockSize == TftpPacket.DefaultBlockSize ? 0 : _plan.BlockSize, WindowSize: _plan.Window > 1 ? _plan.Window : 0);
        _lastLength = TftpPacket.WriteRequest(_last, TftpOpcode.ReadRequest, _plan.File, "octet"u8, asked);
        Repeat();
    }

    public void Take(TftpInbox inbox)
    {
        // One look more than a window fills could only find nothing.
        int count = inbox.Receive(Socket, _window);
        for (int i = 0; i < count && !IsDone; i++)
        {
            if (!_isConnected)
                Connect(inbox.From(i));
            ReadOnlySpan<byte> rest = inbox.Bytes(i);
            int segment = inbox.SegmentBytes(i);
            for (; rest.Length > 0 && !IsDone; rest = rest[Math.Min(segment, rest.Length)..])
                OnPacket(rest[..Math.Min(segment, rest.Length)]);
        }
        Deadline = Environment.TickCount64 + 1000;
    }

    public void OnTimeout()
    {
        if (++Timeouts > 30)
            Fail("no answer");
        else
            Repeat();
    }

    public void Close()
    {
        if (!IsDone)
            Fail("not finished in time");
        _ = TftpCalls.Close(Socket);
    }

    /// <remarks>The answer may come from a port of its own: from here on the kernel sorts out strangers.</remarks>
    private void Connect(SocketAddress* server)
    {
        _isConnected = TftpCalls.Connect(Socket, server, sizeof(SocketAddress)) == 0;
    }

    private void OnPacket(ReadOnlySpan<byte> packet)
    {
        if (TftpPacket.TryReadData(packet, out ushort block))
            OnData(block, packet.Length - TftpPacket.HeaderLength);
        else if (TftpPacket.TryReadOptionAck(packet, out TftpOptions told) && _block == 0)
            OnAgreement(told);
        else if (TftpPacket.TryReadError(packet, out TftpErrorCode code, out ReadOnlySpan<byte> message))
            Fail($"error {(int)code} {Encoding.Latin1.GetString(message)}");
    }

    private void OnAgreement(in TftpOptions told)
    {
        if (told.BlockSize > 0)
            _blockSize = told.BlockSize;
        if (told.WindowSize > 0)
            _window = told.WindowSize;
        Acknowledge();
    }

    private void OnData(ushort block, int length)
    {
        if (block != (ushort)(_block + 1))
        {
            OutOfOrder++;
            // At a gap the server is told once where we stand (RFC 7440); in lock-step never.
            if (_window > 1 && !_gapTold && (short)(block - (ushort)_block) > 0)
            {
                _gapTold = true;
                Acknowledge();
            }
            return;
        }
        _block++;
        _gapTold = false;
        Bytes += length;
        bool isLast = length < _blockSize;
        if (++_sinceAck == _window || isLast)
            Acknowledge();
        if (!isLast)
            return;
        IsDone = true;
        if (_plan.Bytes > 0 && Bytes != _plan.Bytes)
            Fail($"{Bytes} bytes came instead of {_plan.Bytes}");
    }

    private void Acknowledge()
    {
        _sinceAck = 0;
        _lastLength = TftpPacket.HeaderLength;
        TftpPacket.WriteAck(_last, (ushort)_block);
        Repeat();
    }

    private void Repeat()
    {
        var to = new SocketAddress
        {
            Family = AF_INET,
            AddressBigEndian = TftpInbox.Swap(_plan.Server.Value),
            PortBigEndian = TftpInbox.Swap(_plan.Port),
        };
        fixed (byte* bytes = _last)
            _ = SendTo(Socket, bytes, (nuint)_lastLength, 0, _isConnected ? null : &to, _isConnected ? 0 : sizeof(SocketAddress));
        Deadline = Environment.TickCount64 + 1000;
    }

    private void Fail(string why)
    {
        Failure = why;
        IsDone = true;
    }
}
