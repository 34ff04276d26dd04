namespace PiBootBox.Media;

/// <summary>One file of a medium, read at any offset through the medium.</summary>
public sealed class ExtentReader(IRandomAccess medium, Extent[] extents, long length) : IRandomAccess
{
    public long Length => length;

    public int Read(long offset, Span<byte> target)
    {
        int filled = 0;
        long start = 0;
        foreach (Extent extent in extents)
        {
            if (filled == target.Length)
                break;
            long within = offset + filled - start;
            start += extent.Length;
            if (within < 0 || within >= extent.Length)
                continue;
            int wanted = (int)Math.Min(target.Length - filled, extent.Length - within);
            int read = medium.Read(extent.Offset + within, target.Slice(filled, wanted));
            filled += read;
            if (read < wanted)
                break;
        }
        return filled;
    }
}
