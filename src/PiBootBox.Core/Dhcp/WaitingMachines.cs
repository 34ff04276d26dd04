using PiBootBox.Wire;

namespace PiBootBox.Core.Dhcp;

/// <summary>
/// The last DISCOVER of each machine that asked before the box knew its role. When it is full the
/// newcomer is left out: it asks again by itself.
/// </summary>
internal sealed class WaitingMachines
{
    private const int Most = 128;
    private const int LongestMessage = 1024;

    // Clients repeat themselves after four seconds at the latest (RFC 2131 section 4.1).
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(4);

    private readonly Dictionary<MacAddress, (byte[] Bytes, DhcpArrival Arrival, TimeSpan Since)> _machines = [];

    public void Keep(MacAddress machine, ReadOnlySpan<byte> discover, in DhcpArrival arrival, TimeSpan now)
    {
        if (discover.Length <= LongestMessage && (_machines.Count < Most || _machines.ContainsKey(machine)))
            _machines[machine] = (discover.ToArray(), arrival, now);
    }

    public void Clear() => _machines.Clear();

    /// <summary>Takes one that still listens for its answer.</summary>
    public bool TryTake(TimeSpan now, out byte[] discover, out DhcpArrival arrival)
    {
        foreach ((MacAddress machine, (byte[] bytes, DhcpArrival from, TimeSpan since)) in _machines)
        {
            _machines.Remove(machine);
            if (now - since > Patience)
                continue;
            (discover, arrival) = (bytes, from);
            return true;
        }
        (discover, arrival) = ([], default);
        return false;
    }
}
