using PiBootBox.Core.Tftp;

namespace PiBootBox.Core.Tests.Tftp;

/// <summary>How badly a network treats packets, in each direction: shares that are lost, doubled, and held back.</summary>
public sealed record Weather(int Seed, double Loss, double Duplication, double Delay, int DelayMs);

/// <summary>
/// One transfer against a client as RFC 1350 and 7440 describe it, in virtual time, over a network
/// that loses, doubles and reorders. The client has no timer of its own: the box alone keeps things going.
/// </summary>
public sealed class LossyNetwork(Weather weather)
{
    private readonly Random _random = new(weather.Seed);
    private readonly PriorityQueue<Action, (TimeSpan, int)> _events = new();
    private TimeSpan _now;
    private int _order;

    public long PacketsToClient { get; private set; }

    /// <returns>What the client has when nothing moves any more.</returns>
    public byte[] Fetch(TftpTransfer transfer, byte[] file, int window, bool hasAgreement)
    {
        var client = new LossyClient(transfer.BlockSize, window, hasAgreement);
        Pump();
        while (transfer.State == TransferState.Sending)
        {
            Assert.True(_now < TimeSpan.FromHours(1), "an hour of virtual time is over");
            if (_events.TryPeek(out _, out (TimeSpan At, int) next) && next.At <= transfer.Deadline)
            {
                Action happen = _events.Dequeue();
                _now = next.At;
                happen();
            }
            else
            {
                _now = transfer.Deadline;
                transfer.OnTimer(_now);
            }
            Pump();
        }
        while (_events.TryDequeue(out Action? late, out _))
            late();
        return client.Received.ToArray();

        void Pump()
        {
            while (transfer.DueCount > 0)
            {
                long block = transfer.DueFirst;
                transfer.Sent(1, _now);
                byte[] data = block == 0
                    ? []
                    : file.AsSpan((int)((block - 1) * transfer.BlockSize), transfer.LengthOf(block)).ToArray();
                PacketsToClient++;
                Deliver(() =>
                {
                    if (client.OnPacket((ushort)block, data) is { } ack)
                        Deliver(() => transfer.OnAck(ack, _now));
                });
            }
        }
    }

    private void Deliver(Action arrival)
    {
        int copies = _random.NextDouble() < weather.Loss ? 0 : _random.NextDouble() < weather.Duplication ? 2 : 1;
        for (int i = 0; i < copies; i++)
        {
            int held = _random.NextDouble() < weather.Delay ? _random.Next(weather.DelayMs + 1) : 0;
            TimeSpan at = _now + TimeSpan.FromMilliseconds(1 + held);
            _events.Enqueue(arrival, (at, _order++));
        }
    }
}

/// <summary>A client that answers packets and nothing else. Block 0 is the OACK where there is one.</summary>
public sealed class LossyClient(int blockSize, int window, bool hasAgreement)
{
    private long _have = hasAgreement ? -1 : 0;
    private int _sinceAck;

    public List<byte> Received { get; } = [];

    /// <returns>The block to acknowledge, or null.</returns>
    public ushort? OnPacket(ushort block, byte[] data)
    {
        if (block != (ushort)(_have + 1))
        {
            // RFC 7440: at a gap, tell where we stand. A block that we acknowledged comes again where that ACK was lost.
            int ahead = (short)(block - (ushort)_have);
            if (_have < 0 || ahead <= 0 && ahead > -_sinceAck)
                return null;
            _sinceAck = 0;
            return (ushort)_have;
        }
        _have++;
        Received.AddRange(data);
        bool last = _have > 0 && data.Length < blockSize;
        if (_have > 0 && ++_sinceAck < window && !last)
            return null;
        _sinceAck = 0;
        return (ushort)_have;
    }
}
