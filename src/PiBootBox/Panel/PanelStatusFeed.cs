using PiBootBox.Core.Diagnoses;
using PiBootBox.Core.Images;
using PiBootBox.Core.Journal;
using PiBootBox.Core.Machines;
using PiBootBox.Core.Panel;
using PiBootBox.Core.Tree;
using PiBootBox.Wire;

namespace PiBootBox.Panel;

/// <summary>What the panel shows, gathered from the running box. Belongs to one thread.</summary>
/// <param name="nameOf">What the settings call a machine; null when nothing.</param>
/// <param name="profile">What was chosen, and what could be.</param>
public sealed class PanelStatusFeed(
    MachineBook book, ToldTroubles told, ContentShelf shelf, Func<IReadOnlyList<PortFacts>> ports, Func<MachineId, string?> nameOf,
    Func<TimeSpan, ProfileStatus> profile)
{
    /// <summary>A machine that was not heard for so long is not on the display any more.</summary>
    private static readonly TimeSpan Shown = TimeSpan.FromMinutes(5);

    /// <summary>A diagnosis looks back further.</summary>
    private static readonly TimeSpan Remembered = TimeSpan.FromMinutes(10);

    /// <summary>With hundreds of machines and images it is the larger part of a look, and a trouble may wait a moment.</summary>
    private static readonly TimeSpan DiagnoseEvery = TimeSpan.FromSeconds(0.9);

    /// <summary>Files that a machine reads at a time, and what it did since it began them.</summary>
    private const int MostLines = 16;

    private readonly TransferRates _rates = new();
    private IReadOnlyList<MachineFacts> _machines = [];
    private IReadOnlyList<Diagnosis> _troubles = [];
    private TimeSpan _nextDiagnosis;
    private long _mark = -1;

    public PanelStatus Look(BoxPhase phase, TimeSpan now)
    {
        BoxContents contents = shelf.Current;
        IReadOnlyList<PortFacts> served = ports();
        ProfileStatus chosen = profile(now);
        Refresh(now);
        if (now >= _nextDiagnosis)
        {
            _nextDiagnosis = now + DiagnoseEvery;
            _troubles = Diagnostician.Look(new BoxFacts(now, served, contents, chosen.Active, _machines, told));
        }
        return new PanelStatus(
            phase,
            Ports(served),
            DriveWords.Of(contents.Drive),
            chosen,
            Machines(now),
            book.Booted,
            _troubles);
    }

    /// <summary>Copies stories only where something happened since the last look.</summary>
    private void Refresh(TimeSpan now)
    {
        long mark = book.Mark;
        if (mark == _mark)
            return;
        _mark = mark;
        List<MachineStory> stories = book.Recent(now - Remembered, MostLines);
        var machines = new MachineFacts[stories.Count];
        for (int i = 0; i < machines.Length; i++)
            machines[i] = new MachineFacts(NameOf(stories[i]), stories[i]);
        _machines = machines;
    }

    private string NameOf(MachineStory story)
    {
        if (nameOf(story.Machine) is { Length: > 0 } name)
            return name;
        return story.Machine.Mac == MacAddress.Zero ? story.Address.ToString() : story.Machine.Mac.ToString()[^"00:00:00".Length..];
    }

    private static PortStatus[] Ports(IReadOnlyList<PortFacts> served)
    {
        var shown = new PortStatus[served.Count];
        for (int i = 0; i < shown.Length; i++)
            shown[i] = new PortStatus(served[i].Name, served[i].HasLink, served[i].Address, served[i].Role);
        return shown;
    }

    private List<MachineStatus> Machines(TimeSpan now)
    {
        var shown = new List<MachineStatus>();
        _rates.Begin();
        foreach (MachineFacts machine in _machines)
        {
            if (now - machine.Story.LastHeard > Shown)
                continue;
            StoryLine? file = BootStage.Reading(machine.Story, now);
            shown.Add(new MachineStatus(
                machine.Name,
                BootStage.Short(machine.Story, now),
                file is { Of: > 0 } known ? (int)Math.Clamp(known.Bytes * 100 / known.Of, 0, 100) : null,
                file is { } read ? _rates.Of(machine.Story.Machine, machine.Story.Address, read) : 0,
                BootStage.IsUp(machine.Story, now)));
        }
        return shown;
    }
}
