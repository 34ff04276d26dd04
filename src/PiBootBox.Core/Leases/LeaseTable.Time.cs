using PiBootBox.Wire;

namespace PiBootBox.Core.Leases;

/// <summary>What time and ARP do to the table.</summary>
public sealed partial class LeaseTable
{
    // A thousand leases that end in the same moment must not hold a packet up.
    private const int MostExpiredAtOnce = 256;

    /// <summary>When to call <see cref="Advance"/> and <see cref="TryNextProbe"/> next; null: when something else happened.</summary>
    public TimeSpan? NextDeadline
    {
        get
        {
            lock (_gate)
            {
                TimeSpan? probes = _supply.Deadline;
                if (_deadlines.Soonest == Slot.None)
                    return probes;
                TimeSpan expiry = _leases[_deadlines.Soonest].Until;
                return probes < expiry ? probes : expiry;
            }
        }
    }

    /// <summary>Ends what has come to its end, a bounded number at a time.</summary>
    public void Advance(TimeSpan now)
    {
        lock (_gate)
        {
            _supply.Advance(now);
            for (int i = 0; i < MostExpiredAtOnce; i++)
            {
                int slot = _deadlines.Soonest;
                if (slot == Slot.None || _leases[slot].Until > now)
                    return;
                End(slot, now);
            }
        }
    }

    /// <summary>The next address to ask for by ARP, if one is due.</summary>
    public bool TryNextProbe(TimeSpan now, out Ipv4 address)
    {
        lock (_gate)
        {
            bool asks = _supply.TryNextProbe(now, out int slot);
            address = asks ? _slots.AddressOf(slot) : default;
            return asks;
        }
    }

    /// <summary>Somebody spoke by ARP from that address.</summary>
    /// <returns>True when it was thought vacant, and is now left alone for <see cref="InUseTime"/>.</returns>
    public bool OnArp(Ipv4 sender, MacAddress mac, TimeSpan now)
    {
        lock (_gate)
        {
            int slot = _slots.IndexOf(sender);
            if (slot == Slot.None)
                return false;
            // The machine that had the address before may be the one that still uses it: then it is known here.
            bool isAnother = _leases[slot].Machine.Mac != mac;
            if (isAnother && _leases[slot].IsVacant)
                _index.Remove(slot);
            if (!_supply.Heard(slot, now))
                return false;
            if (isAnother)
                _leases[slot].Machine = new Machines.MachineId(mac);
            _states.Move(slot, LeaseState.InUse, now);
            _leases[slot].Until = now + InUseTime;
            _deadlines.Set(slot);
            return true;
        }
    }

    /// <summary>
    /// The addresses were another server's for a while. What was known before counts only once it is probed: a lease still
    /// binds the box, but its machine is not sent back to that address when it asks for one.
    /// </summary>
    public void Distrust(TimeSpan now)
    {
        lock (_gate)
        {
            _supply.ForgetProbes(now);
            _trustedSince = now;
        }
    }

    /// <summary>The address is that machine's by another server: whoever had it here loses it.</summary>
    public void Lose(Ipv4 address, MacAddress mac, TimeSpan now)
    {
        lock (_gate)
        {
            int slot = _slots.IndexOf(address);
            if (slot == Slot.None || !_leases[slot].IsIndexed || _leases[slot].Machine.Mac == mac)
                return;
            if (_leases[slot].IsHeld)
                Vacate(slot, now);
            _index.Remove(slot);
        }
    }

    /// <summary>The cable may lead to another network now: probes of before count no longer.</summary>
    public void ForgetProbes(TimeSpan now)
    {
        lock (_gate)
            _supply.ForgetProbes(now);
    }

    private void End(int slot, TimeSpan now)
    {
        ref Lease lease = ref _leases[slot];
        if (lease.State == LeaseState.Offered && IsActive(slot, now))
        {
            lease.Until = now + OfferTime;
            _deadlines.Set(slot);
            return;
        }
        if (lease.State == LeaseState.Declined)
            EndQuarantine(lease.Machine.Mac);
        if (!lease.IsIndexed)
            lease.Machine = default;
        Vacate(slot, now);
    }

    private void EndQuarantine(MacAddress mac)
    {
        _declined--;
        if (_declinedBy[mac] == 1)
            _declinedBy.Remove(mac);
        else
            _declinedBy[mac]--;
    }
}
