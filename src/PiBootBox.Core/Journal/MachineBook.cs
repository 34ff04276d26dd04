using PiBootBox.Core.Leases;
using PiBootBox.Core.Machines;
using PiBootBox.Wire;

namespace PiBootBox.Core.Journal;

/// <summary>
/// What every machine did and how far it came, in memory, bounded in machines, lines and text. Written by the
/// packet threads themselves, so that a decision behind a record sees it; a flood of invented machines
/// costs no allocation. The lock is held for a look at each machine's last change, or for the lines of one machine.
/// </summary>
/// <param name="mostMachines">At least 8.</param>
/// <param name="mostLines">Of one machine.</param>
/// <param name="mostLinesInAll">Of all machines together: 500 machines with an ordinary boot, at 20 to 40 lines each.</param>
public sealed class MachineBook(int mostMachines = 1024, int mostLines = 200, int mostLinesInAll = 20_000) : IBootHistory, IMachineDirectory
{
    private const int MostBoxLines = 100;
    private const int MostSentence = 400;

    private readonly Lock _gate = new();
    private readonly Dictionary<MachineId, MachineRecord> _byMachine = new(SeededHash.Instance);
    private readonly Dictionary<MacAddress, MachineRecord> _byMac = new(SeededHash.Instance);
    private readonly Dictionary<Ipv4, MachineRecord> _byAddress = [];

    /// <summary>Addresses that asked for files, and no machine is known to have.</summary>
    private readonly Dictionary<Ipv4, MachineRecord> _nobodys = [];

    private readonly MachineRanks _ranks = new(mostMachines);
    private readonly Queue<BoxLine> _box = new();
    private MachineRecord? _spare;
    private int _lines, _booted;
    private long _change;

    /// <summary>Grows with every record; the mark of <see cref="Read"/>.</summary>
    public long Mark => Volatile.Read(ref _change);

    /// <summary>How many machines began to boot, since the box started. One that was forgotten, and comes again, is another one.</summary>
    public int Booted => Volatile.Read(ref _booted);

    /// <summary>Takes an event in. Callable from any thread.</summary>
    /// <param name="now">Monotonic time since the box's boot.</param>
    /// <param name="leased">Whose the event's address is by the box's leases, when the event does not say it; null when nobody knows.</param>
    public void Record(in MachineEvent happened, TimeSpan now, MachineId? leased = null)
    {
        if (happened.Machine is null && happened.Address.IsAny)
            return;
        lock (_gate)
        {
            MachineRecord record = Of(happened, leased);
            _ranks.Remove(record);
            bool isNew = record.Attempts.Attempts.Current is null;
            _lines += record.Apply(happened, now, ++_change);
            if (isNew && record.Attempts.Attempts.Current is not null)
                _booted++;
            _ranks.Add(record);
            if (_lines > mostLinesInAll && _ranks.QuietestWithMoreThan(mostLinesInAll / mostMachines) is { } quietest)
                _lines -= quietest.Lines.Halve();
        }
    }

    /// <summary>Something that belongs to no machine.</summary>
    public void RecordOfBox(string sentence, TimeSpan now)
    {
        lock (_gate)
        {
            if (_box.Count == MostBoxLines)
                _box.Dequeue();
            _box.Enqueue(new BoxLine(++_change, now, sentence.Length <= MostSentence ? sentence : sentence[..MostSentence]));
        }
    }

    /// <summary>Whose address that is, by what was recorded.</summary>
    public MachineId? MachineAt(Ipv4 address)
    {
        lock (_gate)
            return _byAddress.TryGetValue(address, out MachineRecord? record) ? record.Machine : null;
    }

    public BootAttempts Of(MachineId machine)
    {
        lock (_gate)
            return Known(machine)?.Attempts.Attempts ?? default;
    }

    /// <summary>Every machine; the one that was heard last comes last.</summary>
    /// <param name="newerThan">A mark of before: only what changed since. Below zero: everything.</param>
    /// <param name="mark">To ask with next time.</param>
    public (IReadOnlyList<MachineStory> Machines, IReadOnlyList<BoxLine> Box) Read(long newerThan, out long mark)
    {
        MachineRecord[] changed;
        var box = new List<BoxLine>();
        lock (_gate)
        {
            mark = _change;
            changed = [.. _byMachine.Values.Concat(_nobodys.Values).Where(record => record.LastChange > newerThan)];
            foreach (BoxLine line in _box)
            {
                if (line.Change > newerThan)
                    box.Add(line);
            }
        }
        var stories = new List<MachineStory>(changed.Length);
        foreach (MachineRecord record in changed)
        {
            lock (_gate)
            {
                // It may have been forgotten since.
                if (record.LastChange > newerThan)
                    stories.Add(record.Snapshot(newerThan));
            }
        }
        stories.Sort((a, b) => a.LastHeard.CompareTo(b.LastHeard));
        return (stories, box);
    }

    /// <summary>The machines that began to boot and were heard lately, the latest first, each with its last lines.</summary>
    /// <param name="since">Monotonic time since the box's boot.</param>
    /// <param name="mostLines">Of each machine.</param>
    public List<MachineStory> Recent(TimeSpan since, int mostLines)
    {
        var recent = new List<MachineRecord>();
        lock (_gate)
            _ranks.AddHeardSince(since, recent);
        var stories = new List<MachineStory>(recent.Count);
        foreach (MachineRecord record in recent)
        {
            lock (_gate)
            {
                // It may have been forgotten since.
                if (record.LastChange >= 0 && record.Attempts.Attempts.Current is not null)
                    stories.Add(record.LastOf(mostLines));
            }
        }
        stories.Sort((a, b) => b.LastHeard.CompareTo(a.LastHeard));
        return stories;
    }

    private MachineRecord Of(in MachineEvent happened, MachineId? leased)
    {
        // Who has an address now goes before who had it when it was last heard.
        if ((happened.Machine ?? leased) is not { } machine)
        {
            if (_byAddress.TryGetValue(happened.Address, out MachineRecord? known))
                return known;
            return _nobodys.TryGetValue(happened.Address, out MachineRecord? nobody) ? nobody : NewNobody(happened.Address);
        }
        MachineRecord record = KnownOrNew(machine);
        // An INFORM names any address that its sender likes.
        if (!happened.Address.IsAny && (happened.Machine is null || happened.Step is Step.AddressOffered or Step.AddressGiven or Step.BootGiven))
            SetAddress(record, happened.Address);
        return record;
    }

    private MachineRecord KnownOrNew(MachineId machine)
    {
        if (Known(machine) is not { } record)
        {
            record = New();
            record.Machine = machine;
            _byMachine[machine] = record;
        }
        else if (record.Machine != machine && machine.Uuid != Guid.Empty)
        {
            // Its operating system did not tell the UUID that its firmware tells.
            _byMachine.Remove(record.Machine);
            record.Machine = machine;
            _byMachine[machine] = record;
        }
        _byMac[machine.Mac] = record;
        return record;
    }

    /// <summary>A shared network dongle is as many machines as it comes with UUIDs; without one it is the last of them.</summary>
    private MachineRecord? Known(MachineId machine)
    {
        if (machine.Uuid != Guid.Empty && _byMachine.TryGetValue(machine, out MachineRecord? record))
            return record;
        return _byMac.TryGetValue(machine.Mac, out record) && (machine.Uuid == Guid.Empty || record.Machine.Uuid == Guid.Empty) ? record : null;
    }

    private MachineRecord NewNobody(Ipv4 address)
    {
        MachineRecord record = New();
        record.Address = address;
        _nobodys[address] = record;
        return record;
    }

    private void SetAddress(MachineRecord record, Ipv4 address)
    {
        if (record.Address != address)
            DropAddress(record);
        record.Address = address;
        _byAddress[address] = record;
    }

    private void DropAddress(MachineRecord record)
    {
        if (_byAddress.TryGetValue(record.Address, out MachineRecord? holder) && ReferenceEquals(holder, record))
            _byAddress.Remove(record.Address);
    }

    private MachineRecord New()
    {
        if (_ranks.Count >= mostMachines)
            Forget(_ranks.Next());
        MachineRecord record = _spare ?? new MachineRecord(mostLines);
        _spare = null;
        _ranks.Add(record);
        return record;
    }

    private void Forget(MachineRecord record)
    {
        _ranks.Remove(record);
        _lines -= record.Lines.Count;
        DropAddress(record);
        if (record.Machine == default)
            _nobodys.Remove(record.Address);
        else
            _byMachine.Remove(record.Machine);
        if (_byMac.TryGetValue(record.Machine.Mac, out MachineRecord? latest) && ReferenceEquals(latest, record))
            _byMac.Remove(record.Machine.Mac);
        record.Clear();
        _spare = record;
    }
}
