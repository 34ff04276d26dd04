using System.Text;
using PiBootBox.Wire;
using PiBootBox.Wire.Tftp;

namespace PiBootBox.Bench;

/// <summary>What every client of one run does.</summary>
internal sealed record TftpPlan(Ipv4 Server, ushort Port, byte[] File, int BlockSize, int Window, bool Gro, long Bytes);

/// <summary>One client that reads one file and throws the data away (RFC 1350, 2348, 7440).</summary>
internal sealed class TftpClient(TftpPlan plan, TftpWire wire, Ipv4 address)
{
    private readonly byte[] _last = new byte[500];
    private int _lastLength;
    private ushort _serverPort;
    private int _blockSize = TftpPacket.DefaultBlockSize;
    private int _sinceAck;
    private long _block;
    private bool _gapTold;

    /// <summary>Blocks that come before it answers.</summary>
    public int Window { get; private set; } = 1;

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
            plan.BlockSize == TftpPacket.DefaultBlockSize ? 0 : plan.BlockSize, WindowSize: plan.Window > 1 ? plan.Window : 0);
        _lastLength = TftpPacket.WriteRequest(_last, TftpOpcode.ReadRequest, plan.File, "octet"u8, asked);
        Repeat();
    }

    /// <param name="segment">Bytes of each packet but the last, where the kernel joined several.</param>
    public void Take(ReadOnlySpan<byte> packets, int segment, ushort serverPort)
    {
        // The answer may come from a port of its own; from then on others are strangers.
        if (_serverPort == 0)
            _serverPort = serverPort;
        if (serverPort != _serverPort)
            return;
        for (; packets.Length > 0 && !IsDone; packets = packets[Math.Min(segment, packets.Length)..])
            OnPacket(packets[..Math.Min(segment, packets.Length)]);
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
            Window = told.WindowSize;
        Acknowledge();
    }

    private void OnData(ushort block, int length)
    {
        if (block != (ushort)(_block + 1))
        {
            OutOfOrder++;
            // At a gap the server is told once where we stand (RFC 7440); in lock-step never.
            if (Window > 1 && !_gapTold && (short)(block - (ushort)_block) > 0)
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
        if (++_sinceAck == Window || isLast)
            Acknowledge();
        if (!isLast)
            return;
        IsDone = true;
        if (plan.Bytes > 0 && Bytes != plan.Bytes)
            Fail($"{Bytes} bytes came instead of {plan.Bytes}");
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
        wire.Queue(_last.AsSpan(0, _lastLength), address, _serverPort == 0 ? plan.Port : _serverPort);
        Deadline = Environment.TickCount64 + 1000;
    }

    private void Fail(string why)
    {
        Failure = why;
        IsDone = true;
    }
}
