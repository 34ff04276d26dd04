using PiBootBox.Core.Journal;
using PiBootBox.Core.Machines;
using PiBootBox.Core.Tftp;
using PiBootBox.Core.Tree;
using PiBootBox.Linux.Udp;
using PiBootBox.Wire.Tftp;

namespace PiBootBox.Tftp;

/// <summary>Turns what a transfer wants sent into datagrams, and tells the journal how far it came.</summary>
internal sealed class SessionSender : IDisposable
{
    private static readonly TimeSpan ReportInterval = TimeSpan.FromSeconds(1);

    private readonly SessionTable _table;
    private readonly TftpLimits _limits;
    private readonly IMachineJournal _journal;
    private readonly ActivityBoard _board;
    private readonly FileCache _cache;
    private readonly int _mtu;
    private int _awaiting;

    public SessionSender(
        SessionTable table, IFileOpener opener, TftpLimits limits, WakeUp wakeUp, IMachineJournal journal, ActivityBoard board, int mtu)
    {
        (_table, _limits, _journal, _board, _mtu) = (table, limits, journal, board, mtu);
        _cache = new FileCache(opener, limits, wakeUp, Resume, FailForFile);
    }

    /// <summary>The time of this round of the packet thread.</summary>
    public TimeSpan Now { get; private set; }

    /// <summary>When <see cref="OnTimers"/> has something to do.</summary>
    public TimeSpan NextTimer { get; private set; } = TimeSpan.MaxValue;

    public bool IsStarved => _cache.IsStarved;

    /// <summary>Some transfer waits for its file.</summary>
    public bool AwaitsDrive => _awaiting > 0;

    public void BeginRound(TimeSpan now)
    {
        Now = now;
        _cache.Round++;
    }

    public void Open(Session session, MemoryEntry entry)
    {
        ReadOnlyMemory<byte> bytes = entry.Bytes;
        if (session.Ask.Mode == TftpMode.Netascii)
            bytes = Netascii.Encode(bytes.Span);
        Start(session, bytes, bytes.Length);
    }

    public void Open(Session session, FileEntry entry)
    {
        bool asText = session.Ask.Mode == TftpMode.Netascii;
        session.File = _cache.Acquire(entry, asText, session);
        if (session.File is null)
            Fail(session, $"Too many files of the {entry.Root.Name} are open; try again in a moment, or check the drive and its plug.");
        else if (session.File.IsOpen)
            Resume(session);
        else
            Await(session);
    }

    /// <summary>A packet of the client; what it is, is not known yet.</summary>
    public void OnPacket(Session session, ReadOnlySpan<byte> packet)
    {
        if (TftpPacket.TryReadAck(packet, out ushort block))
        {
            session.LastHeard = Now;
            if (session.Transfer is not { } transfer)
                return;
            transfer.OnAck(block, Now);
            if (transfer.State == TransferState.Sending)
                Pump(session, transfer);
            else
                Finish(session, transfer);
            if (Now >= session.NextReport)
                Report(session);
        }
        else if (TftpPacket.TryReadError(packet, out TftpErrorCode code, out ReadOnlySpan<byte> message))
        {
            OnError(session, code, message);
        }
    }

    /// <inheritdoc cref="FileCache.DriveGone"/>
    public void DriveGone(FileRoot root) => _cache.DriveGone(root);

    public void TakeFromDrives() => _cache.TakeCompleted(Now);

    public void OnTimers()
    {
        NextTimer = TimeSpan.MaxValue;
        _cache.Sweep(Now);
        WakeAt(_cache.NextSweep);
        for (int place = _table.Count - 1; place >= 0; place--)
        {
            Session session = _table[place];
            if (session.AwaitsDriveSince != TimeSpan.MaxValue && Now - session.AwaitsDriveSince >= _limits.DrivePatience)
                Fail(session, $"{session.Ask.Name}: the drive has not answered for {_limits.DrivePatience.TotalSeconds:0} seconds; check the drive and its plug.");
            else
                OnTimer(session);
        }
    }

    /// <summary>Ends a transfer without a word: the client has begun another one, or never existed.</summary>
    public void Drop(Session session)
    {
        session.IsLive = false;
        StopAwaiting(session);
        _table.Remove(session);
        if (session.File is not null)
            _cache.Release(session.File, session, Now);
        WakeAt(_cache.NextSweep);
    }

    /// <summary>Ends a transfer with an ERROR to the client and a sentence to the journal.</summary>
    public void Fail(Session session, string why)
    {
        SendError(session, TftpErrorCode.Undefined, why);
        Record(session, Step.FileFailed, why);
        Drop(session);
    }

    public void Dispose()
    {
        for (int place = _table.Count - 1; place >= 0; place--)
        {
            SendError(_table[place], TftpErrorCode.Undefined, "The box stops serving this network port.");
            Drop(_table[place]);
        }
        _cache.Dispose();
    }

    private static void SendError(Session session, TftpErrorCode code, string why) =>
        ErrorReply.Add(session.Lane.Out, session.Client, session.Port, code, why);

    /// <summary>The file is open, or the awaited chunk is there.</summary>
    private void Resume(Session session)
    {
        if (!session.IsLive)
            return;
        StopAwaiting(session);
        if (session.Transfer is { } transfer)
            Pump(session, transfer);
        else
            Start(session, session.File!.Text, session.File.Length);
    }

    private void FailForFile(Session session, string why)
    {
        if (session.IsLive)
            Fail(session, why);
    }

    private void Start(Session session, ReadOnlyMemory<byte> memory, long length)
    {
        session.Memory = memory;
        TftpTerms terms = TftpTerms.Agree(session.Ask.Options, session.Ask.Mode, length, _mtu, _limits.Window);
        session.Transfer = new TftpTransfer(terms, length, Now);
        if (!_table.WasSized(session, Now))
            Record(session, Step.FileAsked);
        _board.Seen(session.Client, Now);
        session.NextReport = Now + ReportInterval;
        Pump(session, session.Transfer);
    }

    private void Pump(Session session, TftpTransfer transfer)
    {
        while (transfer.DueCount is var due and > 0)
        {
            int sent = transfer.DueFirst == 0 ? SendAgreement(session) : SendBlocks(session, transfer, due);
            if (sent == 0)
            {
                // The chunk is on its way from the drive, and Resume comes with it.
                Await(session);
                return;
            }
            transfer.Sent(sent, Now);
        }
        WakeAt(transfer.Deadline);
    }

    private int SendAgreement(Session session)
    {
        TftpTerms terms = TftpTerms.Agree(session.Ask.Options, session.Ask.Mode, session.Transfer!.Length, _mtu, _limits.Window);
        Span<byte> packet = stackalloc byte[TftpPacket.OptionAckRoom];
        int length = TftpPacket.WriteOptionAck(packet, terms.Answer);
        SendBatch batch = session.Lane.Out;
        batch.Begin(session.Client, session.Port);
        packet[..length].CopyTo(batch.Append(length));
        batch.End(segmentBytes: 0);
        return 1;
    }

    /// <returns>Blocks that were added to the batch; fewer than due where the drive is awaited.</returns>
    private int SendBlocks(Session session, TftpTransfer transfer, int due)
    {
        int blockBytes = TftpPacket.HeaderLength + transfer.BlockSize;
        int most = Math.Min(due, Math.Min(SendBatch.MaxSegments, SendBatch.MaxMessageBytes / blockBytes));
        SendBatch batch = session.Lane.Out;
        batch.Begin(session.Client, session.Port);
        int added = 0;
        bool copy = most == 1;
        while (added < most && TryAddBlock(session, transfer, batch, transfer.DueFirst + added, copy))
            added++;
        if (added > 0)
            batch.End(added > 1 ? blockBytes : 0);
        return added;
    }

    private bool TryAddBlock(Session session, TftpTransfer transfer, SendBatch batch, long block, bool copy)
    {
        int length = transfer.LengthOf(block);
        long offset = (block - 1) * transfer.BlockSize;
        if (session.File is not { AsText: false } file)
        {
            AddHeader(batch, block);
            session.Memory.Span.Slice((int)offset, length).CopyTo(batch.Append(length));
            return true;
        }
        if (length == 0)
        {
            AddHeader(batch, block);
            return true;
        }
        int index = (int)(offset / _limits.ChunkBytes);
        int at = (int)(offset % _limits.ChunkBytes);
        int inFirst = Math.Min(length, _limits.ChunkBytes - at);
        // A block may lie across two chunks; both must be there before any of it is added.
        if (ChunkAt(session, file, index) is not { } first)
            return false;
        Chunk? second = inFirst < length ? ChunkAt(session, file, index + 1) : first;
        if (second is null)
            return false;
        AddHeader(batch, block);
        AddData(batch, first, at, inFirst, copy);
        if (inFirst < length)
            AddData(batch, second, 0, length - inFirst, copy);
        return true;
    }

    private Chunk? ChunkAt(Session session, OpenFile file, int index)
    {
        if (session.Chunk is { } chunk && chunk.IsOf(file, index) && chunk.IsReady)
        {
            chunk.UsedIn = _cache.Round;
            return chunk;
        }
        return session.Chunk = _cache.Find(file, index, session);
    }

    /// <remarks>For a lone block one piece is cheaper in the kernel than the copy is here; for a window it is not.</remarks>
    private static void AddData(SendBatch batch, Chunk chunk, int offset, int length, bool copy)
    {
        if (copy)
            batch.AppendCopy(chunk.Buffer, offset, length);
        else
            batch.Append(chunk.Buffer, offset, length);
    }

    private static void AddHeader(SendBatch batch, long block) =>
        TftpPacket.WriteDataHeader(batch.Append(TftpPacket.HeaderLength), (ushort)block);

    private void OnTimer(Session session)
    {
        if (session.Transfer is not { } transfer)
        {
            Await(session);
            return;
        }
        transfer.OnTimer(Now);
        if (transfer.State == TransferState.Sending)
            Pump(session, transfer);
        else
            Finish(session, transfer);
    }

    private void Finish(Session session, TftpTransfer transfer)
    {
        switch (transfer.State)
        {
            case TransferState.Done:
                Record(session, Step.FileDone);
                break;
            case TransferState.Unconfirmed:
                Record(session, Step.FileDone, "The machine did not confirm the last block.");
                break;
            case TransferState.GaveUp when transfer.IsHeard:
                Record(session, Step.FileFailed, $"The machine has been silent for {TftpTransfer.Patience.TotalSeconds:0} seconds; it may be switched off or unplugged.");
                break;
            case TransferState.GaveUp:
                Record(session, Step.FileFailed, "The machine asked, but never answered what the box sent: a firewall between them, or two machines with one address.");
                break;
        }
        Drop(session);
    }

    /// <remarks>
    /// UEFI aborts with 8 after it has the size, iPXE with 0; clients that drop an OACK do it too. So an ERROR
    /// before the first data is acknowledged is everyday, and only a later one is a failure.
    /// </remarks>
    private void OnError(Session session, TftpErrorCode code, ReadOnlySpan<byte> message)
    {
        if (session.Transfer is { BytesAcked: > 0 })
            Record(session, Step.FileFailed, $"The machine aborted: {System.Text.Encoding.Latin1.GetString(message)} (error {(int)code}).");
        else
            _table.NoteSized(session, Now);
        Drop(session);
    }

    private void Report(Session session)
    {
        session.NextReport = Now + ReportInterval;
        _board.Seen(session.Client, Now);
        if (session.IsLive)
            Record(session, Step.FileProgress);
    }

    private void Record(Session session, Step step, string why = "") => _journal.Record(new MachineEvent(
        step, null, session.Client, "TFTP", session.Ask.Name, session.Transfer?.BytesAcked ?? 0, session.Transfer?.Length ?? 0, why));

    private void Await(Session session)
    {
        if (session.AwaitsDriveSince == TimeSpan.MaxValue)
        {
            session.AwaitsDriveSince = Now;
            _awaiting++;
        }
        WakeAt(session.AwaitsDriveSince + _limits.DrivePatience);
    }

    private void StopAwaiting(Session session)
    {
        if (session.AwaitsDriveSince != TimeSpan.MaxValue)
            _awaiting--;
        session.AwaitsDriveSince = TimeSpan.MaxValue;
    }

    private void WakeAt(TimeSpan time)
    {
        if (time < NextTimer)
            NextTimer = time;
    }
}
