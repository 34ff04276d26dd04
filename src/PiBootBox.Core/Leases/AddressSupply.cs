namespace PiBootBox.Core.Leases;

/// <summary>
/// The vacant addresses of a table, and the probing that makes them ready to be offered. Probes run
/// ahead of need, so that an OFFER does not wait for one: the more addresses were taken in the last second, the
/// more are kept ready.
/// </summary>
internal sealed class AddressSupply(LeaseSlots slots, SlotStates states, bool probe)
{
    /// <summary>How long each of the two questions waits for its answer. A host on the same switch answers within milliseconds.</summary>
    public static readonly TimeSpan AskTime = TimeSpan.FromMilliseconds(200);

    /// <summary>How long an unanswered probe counts.</summary>
    public static readonly TimeSpan ReadyTime = TimeSpan.FromMinutes(10);

    /// <summary>Addresses kept ready for the first machines of a quiet network: a classroom switched on at once.</summary>
    public const int LeastReady = 64;

    /// <summary>Probes under way at most: ten thousand addresses a second, at the time that one takes.</summary>
    public const int MostUnderWay = 4096;

    /// <summary>Addresses that are probed at once even if nobody asks.</summary>
    public const int AtOnce = 4;

    /// <summary>
    /// Time between two further ones while nobody asks for them. A switch that inspects ARP may shut its port at
    /// 15 packets a second (the default of Cisco's dynamic ARP inspection), and each address takes two.
    /// </summary>
    public static readonly TimeSpan QuietGap = TimeSpan.FromMilliseconds(150);

    private const int MostReady = 16384;
    private const int ReadyPerTaken = 4;

    private readonly Lease[] _leases = slots.Leases;
    private int _nextUnused;
    private int _taken;
    private int _takenBefore;
    private TimeSpan _secondStarted;
    private TimeSpan _lastProbed;

    public bool HasReady => probe ? states.Count(LeaseState.Ready) > 0 : HasCandidate();

    /// <summary>Nothing is ready now, but a probe may change that.</summary>
    public bool MayGetReady => probe && (UnderWay > 0 || HasCandidate());

    private bool HasSurplus => states.Count(LeaseState.Ready) > Target;

    private int UnderWay => states.Count(LeaseState.AskedOnce) + states.Count(LeaseState.AskedTwice);

    private int Demand => ReadyPerTaken * Math.Max(_taken, _takenBefore);

    private int Target => Math.Min(MostReady, LeastReady + Demand);

    private TimeSpan NextProbeAt => states.Count(LeaseState.Ready) + UnderWay < AtOnce + 2 * Demand ? TimeSpan.Zero : _lastProbed + QuietGap;

    private bool WantsProbe =>
        probe && UnderWay < MostUnderWay && states.Count(LeaseState.Ready) + UnderWay < Target && HasCandidate();

    /// <summary>An address that can be offered at once; <see cref="Slot.None"/> when there is none. It stays on its list.</summary>
    public int Next()
    {
        _taken++;
        return probe ? states.First(LeaseState.Ready) : Candidate();
    }

    /// <summary>Whether this vacant address can be offered at once.</summary>
    public bool IsReady(int slot) => !probe || _leases[slot].State == LeaseState.Ready;

    /// <summary>The next question to ask by ARP, if one is due.</summary>
    public bool TryNextProbe(TimeSpan now, out int slot)
    {
        slot = states.First(LeaseState.AskedOnce);
        if (slot != Slot.None && _leases[slot].Since + AskTime <= now)
        {
            states.Move(slot, LeaseState.AskedTwice, now);
            return true;
        }
        slot = WantsProbe && NextProbeAt <= now ? Candidate() : Slot.None;
        if (slot == Slot.None)
            return false;
        _lastProbed = now;
        states.Move(slot, LeaseState.AskedOnce, now);
        return true;
    }

    /// <summary>Somebody spoke from this vacant address.</summary>
    /// <returns>True when that answers a probe.</returns>
    public bool Heard(int slot, TimeSpan now)
    {
        LeaseState state = _leases[slot].State;
        // Unasked-for words are no proof, or one forger could empty the pool: they only bring the next probe forward.
        if (state == LeaseState.Ready)
            states.Move(slot, LeaseState.Stale, now);
        return state is LeaseState.AskedOnce or LeaseState.AskedTwice;
    }

    public void Advance(TimeSpan now)
    {
        if (!probe)
            return;
        CountSeconds(now);
        for (int slot = states.First(LeaseState.AskedTwice);
             slot != Slot.None && _leases[slot].Since + AskTime <= now;
             slot = states.First(LeaseState.AskedTwice))
        {
            states.Move(slot, LeaseState.Ready, now);
        }
        for (int slot = states.First(LeaseState.Ready);
             slot != Slot.None && ReadyUntil(slot) <= now;
             slot = states.First(LeaseState.Ready))
        {
            states.Move(slot, HasSurplus ? LeaseState.Free : LeaseState.Stale, now);
        }
    }

    /// <summary>When <see cref="Advance"/> or <see cref="TryNextProbe"/> has something to do; null: not by itself.</summary>
    public TimeSpan? Deadline
    {
        get
        {
            if (!probe)
                return null;
            TimeSpan? soonest = WantsProbe ? NextProbeAt : null;
            if (states.First(LeaseState.AskedOnce) is >= 0 and int once)
                Consider(_leases[once].Since + AskTime);
            if (states.First(LeaseState.AskedTwice) is >= 0 and int twice)
                Consider(_leases[twice].Since + AskTime);
            if (states.First(LeaseState.Ready) is >= 0 and int ready)
                Consider(ReadyUntil(ready));
            return soonest;

            void Consider(TimeSpan time) => soonest = soonest <= time ? soonest : time;
        }
    }

    /// <summary>The cable was plugged somewhere else: no probe counts any more.</summary>
    public void ForgetProbes(TimeSpan now)
    {
        Span<LeaseState> probed = [LeaseState.AskedOnce, LeaseState.AskedTwice, LeaseState.Ready];
        foreach (LeaseState state in probed)
        {
            while (states.First(state) is >= 0 and int slot)
                states.Move(slot, LeaseState.Stale, now);
        }
    }

    // Addresses that were probed together grow old together: half of them stay while the others are renewed.
    private TimeSpan ReadyUntil(int slot)
    {
        bool waits = !HasSurplus && states.Count(LeaseState.Stale) + UnderWay >= states.Count(LeaseState.Ready);
        return _leases[slot].Since + (waits ? 2 * ReadyTime : ReadyTime);
    }

    private bool HasCandidate() => Candidate() != Slot.None;

    private int Candidate()
    {
        if (states.First(LeaseState.Stale) is >= 0 and int stale)
            return stale;
        while (_nextUnused < slots.RangeCount && (_leases[_nextUnused].State != LeaseState.Unused || _leases[_nextUnused].IsReserved))
            _nextUnused++;
        return _nextUnused < slots.RangeCount ? _nextUnused : states.First(LeaseState.Free);
    }

    private void CountSeconds(TimeSpan now)
    {
        long seconds = (long)(now - _secondStarted).TotalSeconds;
        if (seconds <= 0)
            return;
        _takenBefore = Math.Max(_taken, _takenBefore >> (int)Math.Min(seconds, 31));
        _taken = 0;
        _secondStarted = now;
    }
}
