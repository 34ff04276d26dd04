namespace PiBootBox.Core.Journal;

/// <summary>Who is forgotten next: within the lowest standing that has more than its share, the machine that was quiet longest.</summary>
internal sealed class MachineRanks(int most)
{
    private static readonly int Standings = Enum.GetValues<Standing>().Length;

    private readonly MachineRecord?[] _quietest = new MachineRecord?[Standings];
    private readonly MachineRecord?[] _loudest = new MachineRecord?[Standings];
    private readonly int[] _counts = new int[Standings];

    public int Count => _counts[0] + _counts[1] + _counts[2];

    public void Add(MachineRecord record)
    {
        int rank = (int)record.Standing;
        record.Quieter = _loudest[rank];
        record.Louder = null;
        if (_loudest[rank] is { } before)
            before.Louder = record;
        else
            _quietest[rank] = record;
        _loudest[rank] = record;
        _counts[rank]++;
    }

    /// <summary>Before its standing changes.</summary>
    public void Remove(MachineRecord record)
    {
        int rank = (int)record.Standing;
        if (record.Quieter is { } quieter)
            quieter.Louder = record.Louder;
        else
            _quietest[rank] = record.Louder;
        if (record.Louder is { } louder)
            louder.Quieter = record.Quieter;
        else
            _loudest[rank] = record.Quieter;
        record.Quieter = record.Louder = null;
        _counts[rank]--;
    }

    /// <summary>
    /// An eighth of the places is every standing's own: newcomers need somewhere to stand
    /// when the book is full of machines that came far.
    /// </summary>
    public MachineRecord Next()
    {
        for (int rank = 0; rank < Standings; rank++)
        {
            if (_counts[rank] > most / 8)
                return _quietest[rank]!;
        }
        return _quietest.First(record => record is not null)!;
    }

    public void AddHeardSince(TimeSpan since, List<MachineRecord> found)
    {
        foreach (MachineRecord? loudest in _loudest)
        {
            for (MachineRecord? record = loudest; record is not null && record.LastHeard >= since; record = record.Quieter)
                found.Add(record);
        }
    }

    /// <summary>The machine that was quiet longest among those with more lines than that; the furthest ones last.</summary>
    public MachineRecord? QuietestWithMoreThan(int lines)
    {
        foreach (MachineRecord? quietest in _quietest)
        {
            for (MachineRecord? record = quietest; record is not null; record = record.Louder)
            {
                if (record.Lines.Count > lines)
                    return record;
            }
        }
        return null;
    }
}
