namespace PiBootBox.Journal;

/// <summary>Bounds how often one kind of trouble is told: at once, then at most once a minute.</summary>
public sealed class TroubleGate(TimeProvider clock)
{
    private static readonly TimeSpan Quiet = TimeSpan.FromMinutes(1);

    // Kinds are constants of our own code, never text from the wire; the bound is for mistakes.
    private const int MostKinds = 256;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, (long ToldAt, int LeftOut)> _kinds = [];

    /// <param name="leftOut">How many of this kind were kept quiet since the last one that was told.</param>
    public bool MayTell(string kind, out int leftOut)
    {
        long now = clock.GetTimestamp();
        lock (_lock)
        {
            if (_kinds.TryGetValue(kind, out (long ToldAt, int LeftOut) known) && clock.GetElapsedTime(known.ToldAt, now) < Quiet)
            {
                _kinds[kind] = (known.ToldAt, known.LeftOut + 1);
                leftOut = 0;
                return false;
            }
            leftOut = known.LeftOut;
            if (_kinds.Count < MostKinds || _kinds.ContainsKey(kind))
                _kinds[kind] = (now, 0);
            return true;
        }
    }
}
