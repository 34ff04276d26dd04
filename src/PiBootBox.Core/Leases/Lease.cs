using PiBootBox.Core.Machines;

namespace PiBootBox.Core.Leases;

internal enum LeaseState : byte
{
    /// <summary>Never given out in this run.</summary>
    Unused,
    /// <summary>Nobody has it. It may remember who had it last.</summary>
    Free,
    /// <summary>As <see cref="Free"/>, and the next to be probed again.</summary>
    Stale,
    /// <summary>ARP asked once whether somebody has it.</summary>
    AskedOnce,
    AskedTwice,
    /// <summary>Nobody has it, and nobody answered the probe.</summary>
    Ready,
    /// <summary>Reserved from the OFFER on; the REQUEST is still to come.</summary>
    Offered,
    Bound,
    /// <summary>Its client found somebody else there (DHCPDECLINE).</summary>
    Declined,
    /// <summary>The probe was answered: a station has it without asking us.</summary>
    InUse,
    /// <summary>Never given out: the box's own address, or that of a router.</summary>
    Excluded,
}

internal static class Slot
{
    /// <summary>The number of no slot.</summary>
    public const int None = -1;
}

/// <summary>One address of a table. Slots link each other by number, so that nothing is allocated while they change hands.</summary>
internal struct Lease
{
    public MachineId Machine;
    public UInt128 Key;
    /// <summary>When the state began or was last confirmed.</summary>
    public TimeSpan Since;
    /// <summary>When it ends, for the states in <see cref="DeadlineHeap"/>.</summary>
    public TimeSpan Until;
    public int Next;
    public int Previous;
    public LeaseState State;
    /// <summary>Kept for one hardware address by the settings.</summary>
    public bool IsReserved;
    /// <summary><see cref="LeaseIndex"/> finds it by its machine.</summary>
    public bool IsIndexed;

    public readonly bool IsHeld => State is LeaseState.Offered or LeaseState.Bound;

    /// <summary>Given to nobody at the moment.</summary>
    public readonly bool IsVacant => State <= LeaseState.Ready;
}
