using PiBootBox.Wire;

namespace PiBootBox.Core.Roles;

/// <summary>
/// Somebody else who serves the wire, the last one of a kind that was heard. One that does not answer the box's probes (it
/// serves only machines that it knows) is remembered beside one that does, for silence proves nothing of it.
/// </summary>
internal struct Sighting
{
    private (Ipv4 Server, MacAddress Mac, TimeSpan Seen, bool IsKnown) _quiet;
    private TimeSpan _seen;
    private bool _answersProbes;

    public Ipv4 Server { get; private set; }

    /// <summary>Zero where a client told of it.</summary>
    public MacAddress Mac { get; private set; }

    public bool IsKnown { get; private set; }

    /// <summary>Probes in a row that brought no sign of one that answers them.</summary>
    public int Silent { get; private set; }

    public readonly bool IsFresh => IsKnown && Silent == 0;

    /// <param name="isAnswer">It answered the box itself.</param>
    public void See(Ipv4 server, MacAddress mac, bool isAnswer, TimeSpan now)
    {
        bool isSame = IsKnown && server == Server;
        if (IsKnown && !isSame && !_answersProbes)
            _quiet = (Server, Mac, _seen, true);
        if (IsKnown && !isSame && !isAnswer && _answersProbes)
        {
            _quiet = (server, mac, now, true);
            return;
        }
        _answersProbes = isAnswer || _answersProbes && isSame;
        // A client's word has no hardware address: the one that is known for that server stays.
        if (mac != MacAddress.Zero || !isSame)
            Mac = mac;
        (Server, IsKnown, _seen, Silent) = (server, true, now, 0);
    }

    /// <summary>
    /// It may be a box, so from now on silence counts. A forger may say so of a server as well: it is not simply forgotten.
    /// </summary>
    public void Doubt() => _answersProbes = true;

    /// <summary>The answers to a probe would have come by now.</summary>
    /// <returns>False when it is gone; another one, that does not answer probes, may have come in its place.</returns>
    public bool Judge(TimeSpan probeSent)
    {
        if (!IsKnown)
            return true;
        if (_answersProbes)
            Silent = _seen < probeSent ? Silent + 1 : 0;
        if (_answersProbes ? Silent < RoleTimes.Gone : probeSent - _seen < RoleTimes.GoneUnasked)
            return true;
        (Ipv4 server, MacAddress mac, TimeSpan seen, bool isKnown) = _quiet;
        this = default;
        if (isKnown && probeSent - seen < RoleTimes.GoneUnasked)
            See(server, mac, isAnswer: false, seen);
        return false;
    }

    public override readonly string ToString() => Mac == MacAddress.Zero ? $"{Server}" : $"{Server} ({Mac})";
}
