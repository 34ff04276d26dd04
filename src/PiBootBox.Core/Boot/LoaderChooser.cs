using PiBootBox.Core.Journal;
using PiBootBox.Core.Leases;
using PiBootBox.Core.Machines;

namespace PiBootBox.Core.Boot;

/// <summary>Why a machine gets the loader that it gets.</summary>
public enum LoaderReason
{
    /// <summary>The first of those that are there.</summary>
    Usual,
    /// <summary>Found out in an earlier boot.</summary>
    Remembered,
    /// <summary>The settings name it for this machine.</summary>
    Pinned,
    /// <summary>The settings name one for this machine that is not there.</summary>
    PinAbsent,
    /// <summary>shim was fetched and then asked for nothing.</summary>
    ShimSilent,
    /// <summary>shim fetched GRUB, which was then not heard of.</summary>
    GrubSilent,
    /// <summary>iPXE was fetched and then not heard of.</summary>
    IpxeSilent,
    /// <summary>It fetches one loader after the other and nothing starts: the next one again, for its firmware can run nothing else.</summary>
    Loop,
}

public readonly record struct LoaderChoice(LoaderChain Chain, LoaderReason Reason);

/// <summary>
/// Which of a firmware's chains one machine gets: the one that is pinned, or remembered, or the next one after
/// a boot that went silent. Callable from any thread; the state is bounded.
/// </summary>
/// <param name="pin">The chain's name that the settings hold for a machine; null when none.</param>
public sealed class LoaderChooser(IBootHistory history, IMachineMemory memory, Func<MachineId, string?> pin)
{
    /// <summary>A boot that failed longer ago says nothing about this one's: a loop is quick.</summary>
    private static readonly TimeSpan LoopTime = TimeSpan.FromMinutes(5);

    private const int MostFailures = 3;

    /// <summary>Machines that failed lately; a flood of invented ones cannot fetch a loader to get in here.</summary>
    private const int MostMachines = 1024;

    /// <summary>Gives every machine the first chain.</summary>
    public static readonly LoaderChooser WithoutMemory = new(new NoHistory(), new NoMemory(), static _ => null);

    private readonly Lock _gate = new();
    private readonly Dictionary<MachineId, Failure> _failures = new(SeededHash.Instance);

    /// <summary>What a failed boot led to; asked again about the same boot, the answer is the same.</summary>
    private readonly record struct Failure(TimeSpan Began, int InARow, LoaderChoice Choice);

    /// <summary>Whether it came for its loader so often in a row, and nothing but a menu came of it, that nobody seems to look.</summary>
    public bool ComesAgain(MachineId machine) => history.Of(machine).Current is { } current && current.Fetches >= MostFailures;

    /// <param name="chains">At least one: those that are there, in order of preference.</param>
    public LoaderChoice Choose(MachineId machine, LoaderChain[] chains)
    {
        string? name = pin(machine);
        if (name is not null && LoaderChains.Named(chains, name) is { } pinned)
            return new LoaderChoice(pinned, LoaderReason.Pinned);

        MachineMemo memo = memory.Of(machine);
        LoaderChain? remembered = LoaderChains.Numbered(chains, memo.Loader);
        LoaderChoice settled = remembered is null || ReferenceEquals(remembered, chains[0])
            ? new LoaderChoice(chains[0], LoaderReason.Usual)
            : new LoaderChoice(remembered, LoaderReason.Remembered);
        if (name is not null)
            settled = settled with { Reason = LoaderReason.PinAbsent };

        BootAttempts attempts = history.Of(machine);
        if (attempts is not { Current: { } current, Previous: { } last } || current.Has(BootReached.LoaderAsked))
            return settled;
        if (LoaderVerdict.Of(last, chains) is not { } verdict)
        {
            Forget(machine);
            return settled;
        }
        Failure failure = Note(machine, current, last, verdict, chains);
        LoaderChain next = failure.Choice.Chain;
        if (next.Number != memo.Loader)
        {
            byte number = ReferenceEquals(next, chains[0]) ? (byte)0 : next.Number;
            memory.Remember(machine, known => known with { Loader = number });
        }
        return failure.Choice;
    }

    private Failure Note(MachineId machine, BootAttempt current, BootAttempt last, LoaderVerdict verdict, LoaderChain[] chains)
    {
        lock (_gate)
        {
            bool isKnown = _failures.TryGetValue(machine, out Failure before);
            if (isKnown && before.Began == last.Began)
                return before;
            int inARow = isKnown && current.Began - before.Began <= LoopTime * 2 && current.Began - last.Began <= LoopTime ? before.InARow + 1 : 1;
            var choice = new LoaderChoice(verdict.Next(chains), inARow >= MostFailures ? LoaderReason.Loop : verdict.Reason);
            var failure = new Failure(last.Began, inARow >= MostFailures ? 0 : inARow, choice);
            if (_failures.Count >= MostMachines && !isKnown)
                _failures.Clear();
            return _failures[machine] = failure;
        }
    }

    private void Forget(MachineId machine)
    {
        lock (_gate)
            _failures.Remove(machine);
    }

    private sealed class NoHistory : IBootHistory
    {
        public BootAttempts Of(MachineId machine) => default;
    }

    private sealed class NoMemory : IMachineMemory
    {
        public MachineMemo Of(MachineId machine) => default;

        public void Remember(MachineId machine, Func<MachineMemo, MachineMemo> change)
        {
        }
    }
}
