namespace PiBootBox.Media.Udf;

/// <summary>Finds the place of any byte of a file of many extents.</summary>
internal sealed class ExtentMap
{
    private readonly Extent[] _extents;
    private readonly long[] _starts;

    public ExtentMap(Extent[] extents)
    {
        _extents = extents;
        _starts = new long[extents.Length];
        for (int index = 1; index < extents.Length; index++)
            _starts[index] = _starts[index - 1] + extents[index - 1].Length;
    }

    /// <returns>False behind the file's end.</returns>
    public bool TryLocate(long position, out Extent run)
    {
        int found = Array.BinarySearch(_starts, position);
        int index = found < 0 ? ~found - 1 : found;
        run = default;
        if (index < 0)
            return false;
        long within = position - _starts[index];
        Extent extent = _extents[index];
        if (within >= extent.Length)
            return false;
        run = new Extent(extent.Offset + within, extent.Length - within);
        return true;
    }
}
