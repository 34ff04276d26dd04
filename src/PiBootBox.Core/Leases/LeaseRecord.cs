using PiBootBox.Core.Machines;
using PiBootBox.Wire;

namespace PiBootBox.Core.Leases;

public enum LeaseOp : byte
{
    /// <summary>An ACK is about to leave: the address belongs to the machine for <see cref="LeaseRecord.Duration"/>.</summary>
    Bound = 1,
    /// <summary>Given back; the binding stays as a preference.</summary>
    Released = 2,
    /// <summary>Somebody else uses the address: keep away from it for <see cref="LeaseRecord.Duration"/>.</summary>
    Quarantined = 3,
}

/// <summary>One change of the lease table that has to outlive a power cut.</summary>
/// <param name="ClientKey">Option 61 condensed to 128 bits; zero when the client sent none.</param>
/// <param name="At">Monotonic time of the change, of this boot of the box.</param>
/// <param name="Duration">How long from <paramref name="At"/>.</param>
public readonly record struct LeaseRecord(
    LeaseOp Op, Ipv4 Address, MachineId Machine, UInt128 ClientKey, TimeSpan At, TimeSpan Duration)
{
    /// <summary>When it runs out, on the clock of <see cref="At"/>; never, for a duration that leaves the clock's range.</summary>
    public TimeSpan Expiry =>
        At > TimeSpan.Zero && Duration > TimeSpan.MaxValue - At ? TimeSpan.MaxValue : At + Duration;
}
