namespace PiBootBox.Core.Leases;

/// <summary>What a journal file told when the box started.</summary>
/// <param name="Header">With <see cref="JournalHeader.OtherVersion"/> nothing was read.</param>
/// <param name="Image">
/// The newest record of each address that checks out, with its time moved to this boot's clock:
/// a record of an earlier boot was made "before zero".
/// </param>
/// <param name="Damaged">Bad records with good ones behind them: the medium lost them, no power cut tore them.</param>
/// <param name="Tail">Bytes behind the last good record: room made ahead, or written when the power went and never acknowledged.</param>
public sealed record LeaseJournalContent(JournalHeader Header, LeaseJournalImage Image, int Damaged, int Tail)
{
    /// <summary>Reads a whole journal file.</summary>
    /// <param name="boot">This boot of the box.</param>
    /// <param name="now">Monotonic time of this boot.</param>
    /// <remarks>
    /// Within one boot the times are exact. Across boots nobody knows how long the box was off (boards
    /// without a clock wake up in the past), so only the time that it is known to have run counts: up
    /// to the newest record, heartbeats included. A lease may then live longer than its client thinks,
    /// never shorter.
    /// </remarks>
    public static LeaseJournalContent Read(ReadOnlySpan<byte> file, Guid boot, TimeSpan now)
    {
        LeaseJournalImage image = new(boot);
        JournalHeader header = LeaseJournalFormat.ReadHeader(file, out Guid written);
        if (header == JournalHeader.OtherVersion || file.Length < LeaseJournalFormat.HeaderSize)
            return new LeaseJournalContent(header, image, 0, 0);

        ReadOnlySpan<byte> records = file[LeaseJournalFormat.HeaderSize..];
        (int good, int damaged, int end) = (0, 0, 0);
        TimeSpan newest = TimeSpan.MinValue;
        for (int at = 0; at + LeaseJournalFormat.RecordSize <= records.Length; at += LeaseJournalFormat.RecordSize)
        {
            if (!LeaseJournalFormat.TryRead(records[at..], out LeaseRecord record, out _))
                continue;
            good++;
            end = at + LeaseJournalFormat.RecordSize;
            damaged = end / LeaseJournalFormat.RecordSize - good;
            newest = record.At > newest ? record.At : newest;
        }

        bool sameBoot = header == JournalHeader.Good && written == boot && newest <= now;
        TimeSpan shift = sameBoot || good == 0 ? TimeSpan.Zero : now - newest;
        Span<byte> moved = stackalloc byte[LeaseJournalFormat.RecordSize];
        for (int at = 0; at < end; at += LeaseJournalFormat.RecordSize)
        {
            if (!LeaseJournalFormat.TryRead(records[at..], out LeaseRecord record, out bool isLease) || !isLease)
                continue;
            LeaseJournalFormat.Write(moved, record with { At = record.At + shift });
            image.Apply(moved);
        }
        return new LeaseJournalContent(header, image, damaged, records.Length - end);
    }
}
