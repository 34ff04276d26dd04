using PiBootBox.Wire;

namespace PiBootBox.Core.Roles;

/// <summary>Somebody else who serves the wire, the last one of a kind that was heard.</summary>
internal struct Sighting
{
    private TimeSpan _seen;
    private bool _answersProbes;

    public Ipv4 Server { get; private set; }

    /// <summary>Zero where a client told of it.</summary>
    public MacAddress Mac { get; private set; }

    public bool IsKnown { get; private set; }

    /// <summary>Probes in a row that brought no sign of it.</summary>
    public int Silent { get; private set; }

    public readonly bool IsFresh => IsKnown && Silent == 0;

    public readonly bool IsGone => Silent >= (_answersProbes ? RoleTimes.Gone : RoleTimes.GoneUnasked);

    /// <param name="isAnswer">It answered the box itself.</param>
    public void See(Ipv4 server, MacAddress mac, bool isAnswer, TimeSpan now)
    {
        _answersProbes = isAnswer || _answersProbes && server == Server;
        // A client's word has no hardware address: the one that is known for that server stays.
        if (mac != MacAddress.Zero || server != Server)
            Mac = mac;
        (Server, IsKnown, _seen, Silent) = (server, true, now, 0);
    }

    /// <summary>The answers to a probe would have come by now.</summary>
    public void Judge(TimeSpan probeSent) => Silent = IsKnown && _seen < probeSent ? Silent + 1 : 0;

    public override readonly string ToString() => Mac == MacAddress.Zero ? $"{Server}" : $"{Server} ({Mac})";
}
