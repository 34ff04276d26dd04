using PiBootBox.Wire;

namespace PiBootBox.Http;

/// <summary>Counts open connections, in all and by client. Callable from any thread.</summary>
internal sealed class ClientQuota(int most, int mostOfClient)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<Ipv4, int> _open = [];
    private int _total;

    /// <returns>Whether there is room; then <see cref="Leave"/> has to follow once.</returns>
    internal bool TryEnter(Ipv4 client)
    {
        lock (_lock)
        {
            int open = _open.GetValueOrDefault(client);
            if (_total >= most || open >= mostOfClient)
                return false;
            _open[client] = open + 1;
            _total++;
            return true;
        }
    }

    internal void Leave(Ipv4 client)
    {
        lock (_lock)
        {
            _total--;
            if (--_open[client] == 0)
                _open.Remove(client);
        }
    }
}
