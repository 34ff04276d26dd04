using PiBootBox.Core.Machines;
using PiBootBox.Wire;

namespace PiBootBox.Core.Leases;

/// <summary>The table across a restart, and for other threads.</summary>
public sealed partial class LeaseTable
{
    private const int SnapshotPiece = 256;

    /// <summary>Who has that address, offered or bound.</summary>
    public MachineId? ByAddress(Ipv4 address)
    {
        lock (_gate)
            return _slots.IndexOf(address) is >= 0 and int slot && _leases[slot].IsHeld ? _leases[slot].Machine : null;
    }

    /// <summary>Takes a record of an earlier run back. Later records of the same address win.</summary>
    /// <returns>False when the address is not one that this machine can have any more: the settings changed.</returns>
    public bool Restore(in LeaseRecord record, TimeSpan now)
    {
        lock (_gate)
        {
            int slot = _slots.IndexOf(record.Address);
            if (slot == Slot.None || _leases[slot].State == LeaseState.Excluded)
                return false;
            if (_leases[slot].IsReserved && _slots.ReservedFor(record.Machine.Mac) != slot)
                return false;
            if (_leases[slot].State == LeaseState.Declined)
                End(slot, now);
            TimeSpan left = record.At + record.Duration - now;
            if (record.Op == LeaseOp.Quarantined)
            {
                if (left > TimeSpan.Zero)
                    Quarantine(slot, record.Machine, now, left);
                return true;
            }
            _index.Remove(slot);
            Give(slot, new LeaseClient(record.Machine, record.ClientKey), LeaseState.Bound, now, left);
            if (record.Op == LeaseOp.Released || left <= TimeSpan.Zero)
                Vacate(slot, now);
            return true;
        }
    }

    /// <summary>
    /// Every live binding and quarantine. The table may change while this is read; each record is right at
    /// the moment in which it is returned.
    /// </summary>
    public IEnumerable<LeaseRecord> Snapshot(TimeSpan now)
    {
        var piece = new LeaseRecord[SnapshotPiece];
        for (int start = 0; start < _leases.Length; start += SnapshotPiece)
        {
            int count = CopyPiece(start, now, piece);
            for (int i = 0; i < count; i++)
                yield return piece[i];
        }
    }

    private int CopyPiece(int start, TimeSpan now, LeaseRecord[] piece)
    {
        lock (_gate)
        {
            int count = 0;
            int end = Math.Min(start + SnapshotPiece, _leases.Length);
            for (int slot = start; slot < end; slot++)
            {
                ref readonly Lease lease = ref _leases[slot];
                if (lease.State is LeaseState.Bound or LeaseState.Declined && lease.Until > now)
                {
                    LeaseOp op = lease.State == LeaseState.Bound ? LeaseOp.Bound : LeaseOp.Quarantined;
                    piece[count++] = Record(op, slot, now, lease.Until - now);
                }
            }
            return count;
        }
    }
}
