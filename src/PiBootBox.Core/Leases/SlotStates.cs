namespace PiBootBox.Core.Leases;

/// <summary>
/// Moves slots from state to state, and keeps those of each state that has an order in a list, oldest
/// first. The lists run through the slots themselves: constant time, nothing allocated.
/// </summary>
internal sealed class SlotStates(Lease[] slots)
{
    private readonly Chain[] _chains = NewChains();

    public int First(LeaseState state) => _chains[(int)state].First;

    public int Count(LeaseState state) => _chains[(int)state].Count;

    public void Move(int slot, LeaseState state, TimeSpan now)
    {
        ref Lease lease = ref slots[slot];
        if (IsChained(lease.State))
            Unlink(ref _chains[(int)lease.State], lease);
        lease.State = state;
        lease.Since = now;
        if (IsChained(state))
            Append(ref _chains[(int)state], slot);
    }

    private static bool IsChained(LeaseState state) => state is >= LeaseState.Free and <= LeaseState.Offered;

    private void Append(ref Chain chain, int slot)
    {
        slots[slot].Next = Slot.None;
        slots[slot].Previous = chain.Last;
        if (chain.Last == Slot.None)
            chain.First = slot;
        else
            slots[chain.Last].Next = slot;
        chain.Last = slot;
        chain.Count++;
    }

    private void Unlink(ref Chain chain, in Lease lease)
    {
        if (lease.Previous == Slot.None)
            chain.First = lease.Next;
        else
            slots[lease.Previous].Next = lease.Next;
        if (lease.Next == Slot.None)
            chain.Last = lease.Previous;
        else
            slots[lease.Next].Previous = lease.Previous;
        chain.Count--;
    }

    private static Chain[] NewChains()
    {
        var chains = new Chain[(int)LeaseState.Offered + 1];
        Array.Fill(chains, new Chain { First = Slot.None, Last = Slot.None });
        return chains;
    }

    private struct Chain
    {
        public int First;
        public int Last;
        public int Count;
    }
}
