using PiBootBox.Core.Machines;
using PiBootBox.Wire;

namespace PiBootBox.Core.Leases;

public enum OfferOutcome
{
    Offered,
    /// <summary>Every address that is left has to be probed first: ask again when <see cref="LeaseTable.NextDeadline"/> has come.</summary>
    WaitsForProbe,
    /// <summary>All addresses are given out.</summary>
    PoolFull,
    /// <summary>So many offers wait for their REQUEST that no more are made.</summary>
    TooManyOffers,
}

public enum BindOutcome
{
    Bound,
    /// <summary>The address is another's, or this client has a different one.</summary>
    Wrong,
    /// <summary>The address is one that the table does not give out.</summary>
    NotOurs,
    /// <summary>The client is not known here, and the caller did not want it adopted.</summary>
    Unknown,
}

public enum DeclineOutcome
{
    /// <summary>The client did not have that address.</summary>
    NotTheirs,
    Quarantined,
    /// <summary>Too much is in quarantine already: the address is vacant again.</summary>
    NotKept,
}

/// <summary>
/// The addresses of one network and who has them. Every operation takes O(log n) at most and allocates
/// nothing while machines come back; one thread changes it, any thread may ask <see cref="ByAddress"/> and
/// <see cref="Snapshot"/>. The lock is never held for longer than one operation on one address.
/// </summary>
public sealed partial class LeaseTable
{
    /// <summary>How long an address is reserved between OFFER and REQUEST.</summary>
    public static readonly TimeSpan OfferTime = TimeSpan.FromSeconds(60);

    /// <summary>An offer this old may be taken back when nothing else is left. PXE ROMs gather offers for seven seconds at most.</summary>
    public static readonly TimeSpan LeastOfferTime = TimeSpan.FromSeconds(10);

    public static readonly TimeSpan QuarantineTime = TimeSpan.FromMinutes(10);

    /// <summary>How long an address is left alone whose probe was answered.</summary>
    public static readonly TimeSpan InUseTime = TimeSpan.FromMinutes(2);

    /// <summary>Addresses that one hardware address can put into quarantine at the same time.</summary>
    public const int MostDeclinedPerMac = 4;

    private readonly Lock _gate = new();
    private readonly LeaseSlots _slots;
    private readonly Lease[] _leases;
    private readonly SlotStates _states;
    private readonly DeadlineHeap _deadlines;
    private readonly LeaseIndex _index;
    private readonly AddressSupply _supply;
    private readonly ActivityBoard _activity;
    private readonly Dictionary<MacAddress, int> _declinedBy = new(SeededHash.Instance);
    private readonly int _mostOffers;
    private readonly int _mostDeclined;
    private int _declined;
    private TimeSpan? _trustedSince;

    public LeaseTable(LeaseScope scope, ActivityBoard activity)
    {
        _slots = new LeaseSlots(scope);
        _leases = _slots.Leases;
        _states = new SlotStates(_leases);
        _deadlines = new DeadlineHeap(_leases);
        _index = new LeaseIndex(_leases);
        _supply = new AddressSupply(_slots, _states, scope.Probe);
        _activity = activity;
        // A flood of DISCOVERs leaves an eighth to the machines that come back with a REQUEST at once.
        _mostOffers = _slots.Usable - _slots.Usable / 8;
        _mostDeclined = Math.Max(1, _slots.Usable / 4);
    }

    /// <summary>Addresses of the range that any machine may get.</summary>
    public int Capacity => _slots.Usable;

    /// <summary>An offer to an unknown machine need not wait for a probe, or waiting would not help.</summary>
    public bool CanOfferNow
    {
        get
        {
            lock (_gate)
                return _supply.HasReady || !_supply.MayGetReady;
        }
    }

    /// <summary>The client with what is known of it: its UUID, when its ROM told one and its operating system does not.</summary>
    public MachineId Identify(in LeaseClient client)
    {
        lock (_gate)
        {
            int slot = _index.Find(client);
            return client.Machine.Uuid == Guid.Empty && slot != Slot.None && _leases[slot].Machine.Mac == client.Machine.Mac
                ? _leases[slot].Machine
                : client.Machine;
        }
    }

    /// <summary>
    /// Reserves an address for the client: the one kept for it, the one it has or had, the one it wishes, or any.
    /// </summary>
    /// <param name="wish">Option 50; 0.0.0.0 without one.</param>
    public OfferOutcome Offer(in LeaseClient client, Ipv4 wish, TimeSpan now, out Ipv4 address)
    {
        lock (_gate)
        {
            OfferOutcome outcome = OfferOutcome.Offered;
            int slot = Own(client, wish);
            if (slot == Slot.None)
                outcome = Fresh(now, out slot);
            address = slot == Slot.None ? default : _slots.AddressOf(slot);
            if (slot == Slot.None || _leases[slot].State == LeaseState.Bound)
                return outcome;
            Give(slot, client, LeaseState.Offered, now, OfferTime);
            return outcome;
        }
    }

    /// <summary>The client takes an address, or keeps it.</summary>
    /// <param name="adopt">Whether a client that is not known here may have a vacant address that it asks for.</param>
    /// <param name="record">To be on stable storage before the client hears of it.</param>
    public BindOutcome Bind(in LeaseClient client, Ipv4 address, TimeSpan duration, bool adopt, TimeSpan now, out LeaseRecord record)
    {
        lock (_gate)
        {
            record = default;
            int slot = _slots.IndexOf(address);
            if (slot == Slot.None)
                return BindOutcome.NotOurs;
            if (!CanHave(client, slot))
                return BindOutcome.Wrong;
            int known = Known(client);
            if (known != slot && known != Slot.None && (_leases[known].IsHeld || _leases[known].IsReserved))
                return BindOutcome.Wrong;
            if (known != slot && !adopt)
                return BindOutcome.Unknown;
            Give(slot, client, LeaseState.Bound, now, duration);
            record = Record(LeaseOp.Bound, slot, now, duration);
            return BindOutcome.Bound;
        }
    }

    /// <summary>The client took the offer of another server.</summary>
    /// <returns>False when no offer was open.</returns>
    public bool Withdraw(in LeaseClient client, TimeSpan now)
    {
        lock (_gate)
        {
            int slot = _index.Find(client);
            if (slot == Slot.None || _leases[slot].State != LeaseState.Offered)
                return false;
            Vacate(slot, now);
            return true;
        }
    }

    /// <summary>The client gives its address back; it gets the same one next time if it is still vacant then.</summary>
    /// <returns>False when the address was not that client's.</returns>
    public bool Release(in LeaseClient client, Ipv4 address, TimeSpan now, out LeaseRecord record)
    {
        lock (_gate)
        {
            record = default;
            int slot = _slots.IndexOf(address);
            if (slot == Slot.None || !_leases[slot].IsHeld || !_index.Owns(client, slot))
                return false;
            record = Record(LeaseOp.Released, slot, now, TimeSpan.Zero);
            Vacate(slot, now);
            return true;
        }
    }

    /// <summary>The client found somebody else on the address that it was given.</summary>
    public DeclineOutcome Decline(in LeaseClient client, Ipv4 address, TimeSpan now, out LeaseRecord record)
    {
        lock (_gate)
        {
            record = default;
            int slot = _slots.IndexOf(address);
            if (slot == Slot.None || !_leases[slot].IsHeld || !_index.Owns(client, slot))
                return DeclineOutcome.NotTheirs;
            MachineId machine = _leases[slot].Machine;
            if (_declined >= _mostDeclined || _declinedBy.GetValueOrDefault(machine.Mac) >= MostDeclinedPerMac)
            {
                record = Record(LeaseOp.Released, slot, now, TimeSpan.Zero);
                Vacate(slot, now);
                return DeclineOutcome.NotKept;
            }
            Quarantine(slot, machine, now, QuarantineTime);
            record = Record(LeaseOp.Quarantined, slot, now, QuarantineTime);
            return DeclineOutcome.Quarantined;
        }
    }

    /// <summary>The address kept for the client, if it can be had, else the one that it has or had.</summary>
    private int Known(in LeaseClient client) =>
        _slots.ReservedFor(client.Machine.Mac) is >= 0 and int reserved && CanHave(client, reserved) ? reserved : _index.Find(client);

    private int Own(in LeaseClient client, Ipv4 wish)
    {
        int known = Known(client);
        if (known != Slot.None && CanHave(client, known) && IsTrusted(known))
            return known;
        int wished = wish.IsAny ? Slot.None : _slots.IndexOf(wish);
        return wished != Slot.None && CanHave(client, wished) && (_leases[wished].IsVacant ? _supply.IsReady(wished) : IsTrusted(wished))
            ? wished
            : Slot.None;
    }

    /// <summary>No other server can have given it to somebody else. What a person reserved is nobody else's anyway.</summary>
    private bool IsTrusted(int slot)
    {
        ref readonly Lease lease = ref _leases[slot];
        return _trustedSince is not { } since || _supply.IsReady(slot) || lease.IsReserved || lease.State switch
        {
            LeaseState.InUse => true,
            LeaseState.Stale or LeaseState.AskedOnce or LeaseState.AskedTwice => false,
            _ => lease.Since > since,
        };
    }

    private bool CanHave(in LeaseClient client, int slot)
    {
        ref readonly Lease lease = ref _leases[slot];
        if (lease.IsReserved && _slots.ReservedFor(client.Machine.Mac) != slot)
            return false;
        return lease.State switch
        {
            LeaseState.Offered or LeaseState.Bound => _index.Owns(client, slot) || _index.Find(client) == slot,
            LeaseState.InUse => lease.Machine.Mac == client.Machine.Mac,
            LeaseState.Declined or LeaseState.Excluded => false,
            _ => true,
        };
    }

    private OfferOutcome Fresh(TimeSpan now, out int slot)
    {
        bool mayOffer = _states.Count(LeaseState.Offered) < _mostOffers;
        slot = mayOffer ? _supply.Next() : Slot.None;
        if (slot != Slot.None)
            return OfferOutcome.Offered;
        if (mayOffer && _supply.MayGetReady)
            return OfferOutcome.WaitsForProbe;
        int oldest = _states.First(LeaseState.Offered);
        if (oldest != Slot.None && !_leases[oldest].IsReserved && _leases[oldest].Since + LeastOfferTime <= now && !IsActive(oldest, now))
        {
            _index.Remove(oldest);
            slot = oldest;
            return OfferOutcome.Offered;
        }
        return mayOffer ? OfferOutcome.PoolFull : OfferOutcome.TooManyOffers;
    }

    private void Give(int slot, in LeaseClient client, LeaseState state, TimeSpan now, TimeSpan duration)
    {
        if (_leases[slot].IsIndexed && _leases[slot].IsVacant && !_index.Owns(client, slot))
            _index.Remove(slot);
        _index.Assign(slot, client);
        _states.Move(slot, state, now);
        _leases[slot].Until = now + duration;
        _deadlines.Set(slot);
    }

    /// <summary>Nobody has it any more; who had it stays written on it.</summary>
    private void Vacate(int slot, TimeSpan now)
    {
        _deadlines.Remove(slot);
        _states.Move(slot, _leases[slot].IsReserved ? LeaseState.Unused : LeaseState.Free, now);
    }

    private void Quarantine(int slot, MachineId machine, TimeSpan now, TimeSpan duration)
    {
        _index.Remove(slot);
        _states.Move(slot, LeaseState.Declined, now);
        _leases[slot].Machine = machine;
        _leases[slot].Until = now + duration;
        _deadlines.Set(slot);
        _declinedBy[machine.Mac] = _declinedBy.GetValueOrDefault(machine.Mac) + 1;
        _declined++;
    }

    private bool IsActive(int slot, TimeSpan now) => _activity.ActiveSince(_slots.AddressOf(slot), now - OfferTime);

    private LeaseRecord Record(LeaseOp op, int slot, TimeSpan now, TimeSpan duration) =>
        new(op, _slots.AddressOf(slot), _leases[slot].Machine, _leases[slot].Key, now, duration);
}
