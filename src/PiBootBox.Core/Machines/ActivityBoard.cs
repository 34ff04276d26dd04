using System.Collections.Concurrent;
using PiBootBox.Wire;

namespace PiBootBox.Core.Machines;

/// <summary>
/// When each address was last heard on TFTP or HTTP. The lease table asks it before it takes an
/// unconfirmed offer back: some ROMs go from OFFER to TFTP without a REQUEST (Raspberry Pi 3).
/// Callable from any thread.
/// </summary>
public sealed class ActivityBoard
{
    private const int Most = 8192;
    private readonly ConcurrentDictionary<Ipv4, long> _seen = new();

    /// <param name="now">Monotonic time, the one that the leases run on.</param>
    public void Seen(Ipv4 client, TimeSpan now)
    {
        if (_seen.Count < Most || _seen.ContainsKey(client))
            _seen[client] = now.Ticks;
        else
            Forget(now - TimeSpan.FromMinutes(5));
    }

    public bool ActiveSince(Ipv4 client, TimeSpan since) =>
        _seen.TryGetValue(client, out long ticks) && ticks >= since.Ticks;

    private void Forget(TimeSpan before)
    {
        foreach ((Ipv4 client, long ticks) in _seen)
        {
            if (ticks < before.Ticks)
                _seen.TryRemove(client, out _);
        }
    }
}
