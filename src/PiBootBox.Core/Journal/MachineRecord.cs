using PiBootBox.Core.Machines;
using PiBootBox.Wire;

namespace PiBootBox.Core.Journal;

/// <summary>A machine's page of the book, used again for another machine when it is forgotten. Belongs to the lock of the book.</summary>
internal sealed class MachineRecord(int mostLines)
{
    public MachineId Machine { get; set; }

    public Ipv4 Address { get; set; }

    public StoryLines Lines { get; } = new(mostLines);

    public AttemptTracker Attempts { get; } = new();

    public TimeSpan LastHeard { get; private set; }

    public long LastChange { get; private set; }

    /// <summary>Where it stands in the order of who is forgotten first.</summary>
    public Standing Standing { get; private set; }

    public MachineRecord? Quieter { get; set; }

    public MachineRecord? Louder { get; set; }

    /// <returns>How many lines more there are now.</returns>
    public int Apply(in MachineEvent happened, TimeSpan now, long change)
    {
        Attempts.On(happened, now);
        (LastHeard, LastChange) = (now, change);
        Standing earned = happened.Step switch
        {
            Step.FileDone => Standing.Fetched,
            Step.AddressGiven or Step.BootGiven or Step.FileAsked or Step.FileProgress => Standing.Earnest,
            _ => Standing.Asked,
        };
        Standing = earned > Standing ? earned : Standing;
        return Lines.Add(StoryLine.From(happened, now, change));
    }

    public MachineStory Snapshot(long newerThan)
    {
        var lines = new List<StoryLine>(newerThan < 0 ? Lines.Count : 4);
        Lines.CopyTo(lines, newerThan);
        return new MachineStory(Machine, Address, lines, Attempts.Attempts, LastHeard);
    }

    public MachineStory LastOf(int mostLines)
    {
        var lines = new List<StoryLine>(Math.Min(Lines.Count, mostLines));
        Lines.CopyLast(lines, mostLines);
        return new MachineStory(Machine, Address, lines, Attempts.Attempts, LastHeard);
    }

    public void Clear()
    {
        Machine = default;
        Address = default;
        Standing = Standing.Asked;
        LastChange = -1;
        Lines.Clear();
        Attempts.Clear();
    }
}

/// <summary>The lower are forgotten first: a flood of invented machines must not push a real one's story out.</summary>
internal enum Standing
{
    /// <summary>Asked for an address, which costs an inventor of machines nothing.</summary>
    Asked,
    /// <summary>Has an address, or asked for a file.</summary>
    Earnest,
    /// <summary>Has all of a file.</summary>
    Fetched,
}
