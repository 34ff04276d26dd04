using System.Runtime.InteropServices;
using PiBootBox.Wire;

namespace PiBootBox.Core.Leases;

/// <summary>
/// The journal as it would be if each address had one record, the newest: ready at any moment to be
/// written out as the compacted file, without asking the packet threads and without reading a disk
/// that may just have failed. 84 bytes a lease. Not thread-safe.
/// </summary>
public sealed class LeaseJournalImage
{
    private readonly Dictionary<Ipv4, int> _slots = [];
    private byte[] _bytes = new byte[LeaseJournalFormat.HeaderSize + 64 * LeaseJournalFormat.RecordSize];

    /// <param name="boot">The boot of the box whose monotonic clock all records here are told in.</param>
    public LeaseJournalImage(Guid boot) => LeaseJournalFormat.WriteHeader(_bytes, boot);

    /// <summary>Addresses that have a record.</summary>
    public int Count => _slots.Count;

    /// <summary>When the last of the leases runs out.</summary>
    public TimeSpan LastExpiry { get; private set; } = TimeSpan.MinValue;

    /// <summary>Header and records. Valid until the next <see cref="Apply"/>.</summary>
    public ReadOnlySpan<byte> Bytes =>
        _bytes.AsSpan(0, LeaseJournalFormat.HeaderSize + _slots.Count * LeaseJournalFormat.RecordSize);

    /// <summary>Takes over whole records as they stand in the journal; heartbeats leave no trace.</summary>
    public void Apply(ReadOnlySpan<byte> records)
    {
        for (; records.Length >= LeaseJournalFormat.RecordSize; records = records[LeaseJournalFormat.RecordSize..])
        {
            ReadOnlySpan<byte> bytes = records[..LeaseJournalFormat.RecordSize];
            if (!LeaseJournalFormat.TryRead(bytes, out LeaseRecord record, out bool isLease) || !isLease)
                continue;
            ref int slot = ref CollectionsMarshal.GetValueRefOrAddDefault(_slots, record.Address, out bool known);
            if (!known)
                slot = _slots.Count - 1;
            bytes.CopyTo(Slot(slot));
            if (record.Op == LeaseOp.Bound && record.Expiry > LastExpiry)
                LastExpiry = record.Expiry;
        }
    }

    private Span<byte> Slot(int slot)
    {
        int offset = LeaseJournalFormat.HeaderSize + slot * LeaseJournalFormat.RecordSize;
        if (offset == _bytes.Length)
            Array.Resize(ref _bytes, 2 * _bytes.Length);
        return _bytes.AsSpan(offset, LeaseJournalFormat.RecordSize);
    }
}
