using PiBootBox.Media;

namespace PiBootBox.Core.Tree;

/// <summary>Where the bytes of a file lie that is a part of a disc's image.</summary>
/// <param name="Disc">The image, a file of the same root.</param>
/// <param name="Extents">In the order of the file's bytes, all within the image as it was when it was read.</param>
public sealed record DiscPart(FileEntry Disc, Extent[] Extents)
{
    /// <summary>Where each extent ends in the file. UDF breaks a large file into thousands, and every piece that is sent asks.</summary>
    private readonly long[] _ends = EndsOf(Extents);

    /// <inheritdoc cref="FileEntry.Locate"/>
    public Extent Locate(long offset)
    {
        int low = 0, high = _ends.Length;
        while (low < high)
        {
            int middle = low + (high - low) / 2;
            if (_ends[middle] <= offset)
                low = middle + 1;
            else
                high = middle;
        }
        if (low == _ends.Length)
            throw new ArgumentOutOfRangeException(nameof(offset), "The file ends before it.");
        Extent extent = Extents[low];
        long left = _ends[low] - offset;
        return new Extent(extent.Offset + extent.Length - left, left);
    }

    private static long[] EndsOf(Extent[] extents)
    {
        var ends = new long[extents.Length];
        long end = 0;
        for (int i = 0; i < ends.Length; i++)
            ends[i] = end += extents[i].Length;
        return ends;
    }
}
