using PiBootBox.Wire;

namespace PiBootBox.Core.Leases;

/// <summary>
/// The numbering of a table's addresses: the range first, in order, then the reserved addresses beside it.
/// </summary>
internal sealed class LeaseSlots
{
    private readonly Ipv4 _first;
    private readonly Ipv4[] _beside;
    private readonly Dictionary<Ipv4, int> _besideSlots = [];
    private readonly Dictionary<MacAddress, int> _reserved = new(SeededHash.Instance);

    public LeaseSlots(LeaseScope scope)
    {
        _first = scope.First;
        RangeCount = (int)(scope.Last.Value - scope.First.Value) + 1;
        _beside = [.. scope.Reserved.Select(kept => kept.Address).Where(address => !IsInRange(address)).Distinct()];
        for (int i = 0; i < _beside.Length; i++)
            _besideSlots[_beside[i]] = RangeCount + i;
        Leases = new Lease[RangeCount + _beside.Length];
        foreach ((MacAddress mac, Ipv4 address) in scope.Reserved)
        {
            int slot = IndexOf(address);
            Leases[slot].IsReserved = true;
            _reserved[mac] = slot;
        }
        foreach (Ipv4 address in scope.Excluded)
        {
            if (IndexOf(address) is >= 0 and int slot)
                Leases[slot].State = LeaseState.Excluded;
        }
        // Counted without a walk through the range: pages of it that nobody needs stay out of memory.
        Usable = RangeCount - scope.Reserved.Select(kept => kept.Address).Concat(scope.Excluded).Where(IsInRange).Distinct().Count();
    }

    public Lease[] Leases { get; }

    /// <summary>Slots below this number belong to the range.</summary>
    public int RangeCount { get; }

    /// <summary>Addresses of the range that any machine may get.</summary>
    public int Usable { get; }

    public Ipv4 AddressOf(int slot) => slot < RangeCount ? new Ipv4(_first.Value + (uint)slot) : _beside[slot - RangeCount];

    /// <returns><see cref="Slot.None"/> for an address that is none of ours.</returns>
    public int IndexOf(Ipv4 address)
    {
        if (IsInRange(address))
            return (int)(address.Value - _first.Value);
        return _besideSlots.TryGetValue(address, out int slot) ? slot : Slot.None;
    }

    /// <returns><see cref="Slot.None"/> when nothing is kept for it.</returns>
    public int ReservedFor(MacAddress mac) => _reserved.TryGetValue(mac, out int slot) ? slot : Slot.None;

    private bool IsInRange(Ipv4 address) => address.Value - _first.Value < (uint)RangeCount;
}
