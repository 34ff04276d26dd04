using PiBootBox.Core.Leases;
using PiBootBox.Wire;

namespace PiBootBox.Core.Machines;

/// <summary>
/// When each address was last heard on TFTP or HTTP. The lease table asks it before it takes an
/// unconfirmed offer back: some ROMs go from OFFER to TFTP without a REQUEST (Raspberry Pi 3).
/// Bounded: a newcomer takes the place of the one that was quiet longest among those with its hash, so invented addresses
/// push out the quiet and not the active. Callable from any thread, without allocation.
/// </summary>
public sealed class ActivityBoard
{
    private const int Sets = 2048;
    private const int Ways = 4;

    private readonly Lock _gate = new();
    private readonly (Ipv4 Client, TimeSpan Seen)[] _places = new (Ipv4, TimeSpan)[Sets * Ways];
    private long _latest = long.MinValue / 2;

    /// <summary>When anybody was heard last; far back where nobody ever was.</summary>
    public TimeSpan Latest => new(Volatile.Read(ref _latest));

    /// <param name="now">Monotonic time, the one that the leases run on.</param>
    public void Seen(Ipv4 client, TimeSpan now)
    {
        Volatile.Write(ref _latest, now.Ticks);
        Span<(Ipv4 Client, TimeSpan Seen)> set = SetOf(client);
        lock (_gate)
        {
            int quietest = 0;
            for (int i = 0; i < set.Length && set[quietest].Client != client; i++)
            {
                if (set[i].Client == client || set[i].Seen < set[quietest].Seen)
                    quietest = i;
            }
            set[quietest] = (client, now);
        }
    }

    public bool ActiveSince(Ipv4 client, TimeSpan since)
    {
        lock (_gate)
        {
            foreach ((Ipv4 known, TimeSpan seen) in SetOf(client))
            {
                if (known == client)
                    return seen >= since;
            }
            return false;
        }
    }

    private Span<(Ipv4 Client, TimeSpan Seen)> SetOf(Ipv4 client) =>
        _places.AsSpan((int)((uint)SeededHash.Instance.GetHashCode(client) % Sets) * Ways, Ways);
}
