namespace PiBootBox.Core.Tftp;

public enum TransferState
{
    Sending,
    /// <summary>The last block is acknowledged.</summary>
    Done,
    /// <summary>Everything was sent, but the last ACK never came: ROMs jump into the loader without it.</summary>
    Unconfirmed,
    /// <summary>The client stopped answering.</summary>
    GaveUp,
}

/// <summary>
/// The server's side of one read (RFC 1350, 2347, 7440) without socket, clock or bytes: ACKs and the
/// time go in, the blocks that are due and the next deadline come out. Block 0 stands for the OACK;
/// blocks count on past 65535 here and roll over to 0 on the wire.
/// </summary>
public sealed class TftpTransfer
{
    /// <summary>First wait where nothing is measured yet.</summary>
    public static readonly TimeSpan FirstInterval = TimeSpan.FromSeconds(1);

    /// <summary>Shortest measured wait. A block sent too early does no harm: its second ACK is ignored.</summary>
    public static readonly TimeSpan ShortestInterval = TimeSpan.FromMilliseconds(60);

    /// <summary>Longest wait after back-off, unless the client asked for a longer one.</summary>
    public static readonly TimeSpan LongestInterval = TimeSpan.FromSeconds(4);

    /// <summary>Silence after which a client counts as gone; three intervals where it asked for long ones.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>So many unanswered repetitions of the last blocks are taken for their ACK.</summary>
    public const int LastBlockTries = 6;

    private readonly int _window;
    private readonly TimeSpan _asked;
    private long _acked;
    private long _next;
    private long _sentTo;
    private bool _resent;
    private bool _mayRestart = true;
    private TimeSpan _interval;
    private TimeSpan _roundTrip;
    private TimeSpan _windowStart;
    private TimeSpan _quietSince;
    private int _tries;

    /// <param name="length">Bytes of the file as they go over the wire.</param>
    public TftpTransfer(in TftpTerms terms, long length, TimeSpan now)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfLessThan(terms.BlockSize, 8);
        ArgumentOutOfRangeException.ThrowIfLessThan(terms.Window, 1);
        Length = length;
        BlockSize = terms.BlockSize;
        LastBlock = length / terms.BlockSize + 1;
        _window = terms.Window;
        _asked = terms.Interval;
        _interval = _asked > TimeSpan.Zero ? _asked : FirstInterval;
        _acked = terms.Answer.IsEmpty ? 0 : -1;
        _next = _acked + 1;
        _sentTo = _acked;
        _quietSince = now;
    }

    public TransferState State { get; private set; } = TransferState.Sending;

    public long Length { get; }

    public int BlockSize { get; }

    /// <summary>The block shorter than <see cref="BlockSize"/>, maybe empty, that ends the file.</summary>
    public long LastBlock { get; }

    /// <summary>Bytes that the client has for certain.</summary>
    public long BytesAcked => Math.Min(Math.Max(0, _acked) * BlockSize, Length);

    /// <summary>False while no answer to the OACK, or to the first block, has come: the client may not exist.</summary>
    public bool IsHeard { get; private set; }

    /// <summary>First block that is to be sent now; meaningful while <see cref="DueCount"/> is above zero.</summary>
    public long DueFirst => _next;

    /// <summary>Blocks that are to be sent now, in order.</summary>
    public int DueCount => State == TransferState.Sending ? (int)(WindowEnd - _next + 1) : 0;

    /// <summary>When <see cref="OnTimer"/> is to be called; never while blocks are due, for then the drive is awaited, not the client.</summary>
    public TimeSpan Deadline => State == TransferState.Sending && DueCount == 0
        ? _windowStart + _interval
        : TimeSpan.MaxValue;

    private long WindowEnd => _acked < 0 ? 0 : Math.Min(_acked + _window, LastBlock);

    /// <summary>Bytes of data in a block.</summary>
    public int LengthOf(long block) => (int)Math.Min(BlockSize, Length - (block - 1) * BlockSize);

    /// <summary>The first <paramref name="count"/> of the due blocks are on their way.</summary>
    public void Sent(int count, TimeSpan now)
    {
        _next += count;
        if (_next - 1 > _sentTo)
        {
            _sentTo = _next - 1;
            // Until now the client waited for us (for the drive), not we for it.
            _quietSince = now;
            _tries = 0;
        }
        _windowStart = now;
    }

    public void OnAck(ushort block, TimeSpan now)
    {
        if (State != TransferState.Sending)
            return;
        // The nearest block at or after the acknowledged one that has this number on the wire.
        int ahead = (ushort)(block - (ushort)_acked);
        if (ahead == 0)
            OnRepeatedAck();
        else if (_acked + ahead <= _sentTo)
            OnNewAck(_acked + ahead, now);
        // Anything else is an ACK of long ago, delayed or duplicated on the way.
    }

    private void OnNewAck(long block, TimeSpan now)
    {
        bool wholeWindow = block == _sentTo;
        if (wholeWindow && !_resent)
            Measure(now - _windowStart);
        // After a gap, or a window that was sent twice, more ACKs of this block are on their way that
        // mean nothing: answering them with another window would double every window from here on.
        _mayRestart = wholeWindow && !_resent;
        _resent = !wholeWindow;
        _acked = block;
        _next = block + 1;
        _quietSince = now;
        _tries = 0;
        IsHeard = true;
        if (_acked == LastBlock)
            State = TransferState.Done;
    }

    /// <remarks>
    /// With a window, the client lost the first block of it and says where it stands (RFC 7440 section 4).
    /// In lock-step a repeated ACK means nothing: answering it is the Sorcerer's Apprentice bug (RFC 1123, 4.2.3.1).
    /// </remarks>
    private void OnRepeatedAck()
    {
        if (_window == 1 || !_mayRestart || _next == _acked + 1)
            return;
        _mayRestart = false;
        _resent = true;
        _next = _acked + 1;
    }

    /// <summary>Sends the window again once <see cref="Deadline"/> is reached, or gives up.</summary>
    public void OnTimer(TimeSpan now)
    {
        if (now < Deadline)
            return;
        TimeSpan silence = now - _quietSince;
        bool allSent = IsHeard && _sentTo == LastBlock;
        bool isEnough = silence >= Patience || allSent && _tries == LastBlockTries;
        if (isEnough && silence >= _asked * 3)
        {
            State = allSent ? TransferState.Unconfirmed : TransferState.GaveUp;
            return;
        }
        _tries = Math.Min(_tries + 1, LastBlockTries);
        _interval = Max(_asked, Min(_interval + _interval, LongestInterval));
        _resent = true;
        _mayRestart = false;
        _next = _acked + 1;
    }

    /// <remarks>
    /// Many ROMs wait seconds before they repeat an ACK, so on a lossy switch the box's own timer decides how
    /// long a boot takes. Only windows sent once are measured (Karn's rule).
    /// </remarks>
    private void Measure(TimeSpan roundTrip)
    {
        _roundTrip = _roundTrip == TimeSpan.Zero
            ? roundTrip
            : new TimeSpan((_roundTrip.Ticks * 7 + roundTrip.Ticks) / 8);
        _interval = _asked > TimeSpan.Zero ? _asked : Max(ShortestInterval, Min(new TimeSpan(_roundTrip.Ticks * 4), LongestInterval));
    }

    private static TimeSpan Max(TimeSpan a, TimeSpan b) => a > b ? a : b;

    private static TimeSpan Min(TimeSpan a, TimeSpan b) => a < b ? a : b;
}
