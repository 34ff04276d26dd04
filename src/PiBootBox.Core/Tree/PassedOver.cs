namespace PiBootBox.Core.Tree;

/// <summary>Something on a drive that is not served or not listed, and the sentence that says why.</summary>
/// <param name="Path">Relative to the drive; empty for a remark about the list itself.</param>
public sealed record PassedOver(string Path, string Reason);

/// <summary>Gathers what was passed over, up to a bound: a drive full of nonsense must not fill the memory.</summary>
public sealed class PassedOverList
{
    private const int Most = 500;

    private readonly List<PassedOver> _list = [];
    private int _untold;

    public void Add(string path, string reason)
    {
        if (_list.Count < Most)
            _list.Add(new PassedOver(path, reason));
        else
            _untold++;
    }

    /// <summary>Sorted by path; at the end how many are not listed.</summary>
    public IReadOnlyList<PassedOver> Sorted()
    {
        List<PassedOver> sorted = [.. _list.OrderBy(p => p.Path, StringComparer.Ordinal)];
        if (_untold > 0)
            sorted.Add(new PassedOver("", $"{_untold:N0} more were passed over; only {Most} are listed."));
        return sorted;
    }
}
