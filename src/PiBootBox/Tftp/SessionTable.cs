using PiBootBox.Wire;

namespace PiBootBox.Tftp;

/// <summary>All transfers of one network port, with the bounds on their number.</summary>
internal sealed class SessionTable(Lane[] lanes, TftpLimits limits)
{
    // Machines remembered after their transfers: for the choice of their next port only.
    private const int MostMachines = 2048;

    private readonly List<Session> _all = [];
    private readonly Dictionary<Ipv4, Machine> _machines = [];

    private sealed class Machine
    {
        public int Transfers;
        public int NextLane;
        public string SizedName = "";
        public TimeSpan SizedAt;
    }

    public int Count => _all.Count;

    public Session this[int place] => _all[place];

    /// <summary>The transfer of this client port, on whichever server port.</summary>
    public Session? Find(Ipv4 client, ushort port)
    {
        foreach (Lane lane in lanes)
        {
            if (lane.Find(client, port) is { } session)
                return session;
        }
        return null;
    }

    /// <summary>The server port that all transfers are on, if there is one.</summary>
    public Lane? OnlyLane
    {
        get
        {
            foreach (Lane lane in lanes)
            {
                if (lane.Count > 0)
                    return lane.Count == Count ? lane : null;
            }
            return null;
        }
    }

    /// <summary>
    /// The server port for this client's next transfer: another one than last time, because old ROMs ask
    /// from the same port each time, and late packets of the old transfer must not meet the new one.
    /// </summary>
    public Lane NextLane(Ipv4 client)
    {
        Machine machine = MachineAt(client);
        machine.NextLane = (machine.NextLane + 1) % lanes.Length;
        return lanes[machine.NextLane];
    }

    /// <summary>
    /// A transfer that has to go before this client may have another one. Transfers that never got an answer
    /// go first: a flood with invented addresses must not keep a machine from booting.
    /// </summary>
    /// <returns>False when there is no room, and none can be made.</returns>
    public bool TryMakeRoom(Ipv4 client, TimeSpan now, out Session? toEnd)
    {
        toEnd = null;
        bool isMachineFull = MachineAt(client).Transfers >= limits.TransfersPerMachine;
        if (!isMachineFull && _all.Count < limits.Transfers)
            return true;
        foreach (Session session in _all)
        {
            bool isCandidate = isMachineFull
                ? session.Client == client && (session.IsHalfOpen || now - session.LastHeard >= TimeSpan.FromSeconds(2))
                : session.IsHalfOpen;
            if (isCandidate && (toEnd is null || session.LastHeard < toEnd.LastHeard))
                toEnd = session;
        }
        return toEnd is not null;
    }

    public void Add(Session session)
    {
        session.Place = _all.Count;
        _all.Add(session);
        session.Lane.Add(session);
        MachineAt(session.Client).Transfers++;
    }

    public void Remove(Session session)
    {
        Session last = _all[^1];
        _all[session.Place] = last;
        last.Place = session.Place;
        _all.RemoveAt(_all.Count - 1);
        session.Lane.Remove(session);
        MachineAt(session.Client).Transfers--;
    }

    /// <summary>The client stopped before the first byte: most likely it only wanted the size.</summary>
    public void NoteSized(Session session, TimeSpan now)
    {
        Machine machine = MachineAt(session.Client);
        (machine.SizedName, machine.SizedAt) = (session.Ask.Name, now);
    }

    /// <summary>Whether this machine asked for the size of the same file a moment ago: then it is one step of its boot, not two.</summary>
    public bool WasSized(Session session, TimeSpan now)
    {
        Machine machine = MachineAt(session.Client);
        return machine.SizedName == session.Ask.Name && now - machine.SizedAt < TimeSpan.FromSeconds(5);
    }

    private Machine MachineAt(Ipv4 client)
    {
        if (_machines.TryGetValue(client, out Machine? machine))
            return machine;
        if (_machines.Count >= MostMachines)
        {
            foreach (Ipv4 idle in _machines.Where(m => m.Value.Transfers == 0).Select(m => m.Key).ToArray())
                _machines.Remove(idle);
        }
        _machines.Add(client, machine = new Machine());
        return machine;
    }
}
