using PiBootBox.Core.Panel.Screens;

namespace PiBootBox.Core.Panel;

/// <summary>What the panel shows by itself, a page after the other: troubles, what is armed, machines, the box.</summary>
internal sealed class PanelPages
{
    /// <summary>The gravest ones. More would make the rest wait for minutes.</summary>
    private const int MostTroubles = 5;

    private static readonly TimeSpan LeastTurn = TimeSpan.FromSeconds(6), AfterUp = TimeSpan.FromSeconds(10);

    private readonly List<Page> _pages = [];
    private string _page = "", _lastMachine = "";
    private TimeSpan _turnedAt, _cycle, _machinesUntil;
    private bool _hadMachines, _isBoxHidden;
    private IReadOnlyList<MachineStatus>? _machinesOf;
    private Screen? _machines;

    /// <summary>A new trouble, a first machine, or an armed profile is seen at once.</summary>
    public void On(PanelStatus? before, PanelStatus status, TimeSpan now)
    {
        if (status.AreAllUp)
            _machinesUntil = _machinesUntil == TimeSpan.MaxValue ? now + AfterUp : _machinesUntil;
        else
            _machinesUntil = TimeSpan.MaxValue;
        bool hasMachines = status.Machines.Count > 0 && now < _machinesUntil;
        if (hasMachines && !_hadMachines)
            GoTo("machines", now);
        _hadMachines = hasMachines;
        if (before?.Profile.ArmedFor is null && status.Profile.ArmedFor is not null)
            GoTo("armed", now);
        for (int i = Math.Min(status.Troubles.Count, MostTroubles) - 1; i >= 0; i--)
        {
            if (IsNew(before, status.Troubles[i]))
                GoTo(TroubleId(status.Troubles, i), now);
        }
    }

    /// <summary>Of one kind there are as many as machines that have it: their names are in the problem.</summary>
    public static bool IsNew(PanelStatus? before, Diagnosis trouble)
    {
        for (int i = 0; i < before?.Troubles.Count; i++)
        {
            if (before.Troubles[i].Kind == trouble.Kind && before.Troubles[i].Problem == trouble.Problem)
                return false;
        }
        return true;
    }

    public void GoHome(TimeSpan now) => GoTo("home", now);

    /// <summary>By hand: the box too, although it has no turn of its own while a machine or an armed profile has.</summary>
    public void Advance(TimeSpan now) => GoTo(_pages.Count == 0 ? "home" : _pages[(Current + 1) % _pages.Count].Id, now);

    public Screen At(PanelStatus status, TimeSpan? armed, string hint, TimeSpan now)
    {
        Gather(status, armed, hint, now);
        if (Current < 0)
            GoTo(_pages[0].Id, now);
        if (TurnsAt is { } turn && now >= turn)
            GoTo(_pages[Following].Id, now);
        return _pages[Current].Screen;
    }

    /// <summary>The page was drawn.</summary>
    /// <param name="cycle">How long it takes until all of it was to be seen.</param>
    /// <returns>When another page is due; null when none is.</returns>
    public TimeSpan? Drawn(TimeSpan cycle, TimeSpan now)
    {
        _cycle = cycle;
        var next = new Soonest();
        // What is on the page may have become shorter than the time that it has been there.
        next.Or(TurnsAt is { } turn && turn <= now ? now + TimeSpan.FromTicks(1) : TurnsAt);
        next.Or(_machinesUntil > now && _machinesUntil < TimeSpan.MaxValue ? _machinesUntil : null);
        return next.At;
    }

    private TimeSpan? TurnsAt => Following == Current ? null : _turnedAt + (_cycle > LeastTurn ? _cycle : LeastTurn);

    private int Following
    {
        get
        {
            int next = (Current + 1) % _pages.Count;
            return next == _pages.Count - 1 && _isBoxHidden ? 0 : next;
        }
    }

    private int Current => _pages.FindIndex(p => p.Id == _page);

    private void GoTo(string page, TimeSpan now)
    {
        _page = page;
        _turnedAt = now;
        _cycle = TimeSpan.Zero;
    }

    /// <summary>The box comes last, and always.</summary>
    private void Gather(PanelStatus status, TimeSpan? armed, string hint, TimeSpan now)
    {
        _pages.Clear();
        int troubles = Math.Min(status.Troubles.Count, MostTroubles);
        for (int i = 0; i < troubles; i++)
            _pages.Add(new Page(TroubleId(status.Troubles, i), new TroubleScreen(status.Troubles[i], i, troubles)));
        if (armed is { } left)
            _pages.Add(new Page("armed", new ArmedScreen(status.Profile.Title, left)));
        if (status.Machines.Count > 0 && now < _machinesUntil)
            _pages.Add(new Page("machines", Machines(status)));
        _isBoxHidden = _pages.Count > troubles;
        _pages.Add(new Page("home", new HomeScreen(status, hint)));
    }

    private Screen Machines(PanelStatus status)
    {
        if (_machinesOf != status.Machines || _machines is null)
            (_machinesOf, _machines) = (status.Machines, NewMachines(status));
        return _machines;
    }

    private Screen NewMachines(PanelStatus status)
    {
        var booting = new List<MachineStatus>();
        var up = new List<MachineStatus>();
        foreach (MachineStatus machine in status.Machines)
            (machine.IsUp ? up : booting).Add(machine);
        MachineStatus? one = booting.Count switch
        {
            0 => up.Find(m => m.Name == _lastMachine),
            1 => booting[0],
            _ => null,
        };
        _lastMachine = one?.Name ?? "";
        return one is null ? new MachinesScreen([.. booting, .. up]) : new MachineScreen(one, status.Profile.Title, status.MachinesSeen);
    }

    /// <summary>Two of one kind are two pages.</summary>
    private static string TroubleId(IReadOnlyList<Diagnosis> troubles, int index)
    {
        int same = 0;
        for (int i = 0; i < index; i++)
            same += troubles[i].Kind == troubles[index].Kind ? 1 : 0;
        return $"trouble {same} {troubles[index].Kind}";
    }

    private sealed record Page(string Id, Screen Screen);
}
