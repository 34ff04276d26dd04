namespace PiBootBox.Media;

/// <summary>Bytes in memory as a medium: the head of a file that was read before.</summary>
public sealed class MemoryMedia(ReadOnlyMemory<byte> bytes) : IRandomAccess
{
    public long Length => bytes.Length;

    public int Read(long offset, Span<byte> target)
    {
        if (offset < 0 || offset >= bytes.Length)
            return 0;
        ReadOnlySpan<byte> rest = bytes.Span[(int)offset..];
        if (rest.Length > target.Length)
            rest = rest[..target.Length];
        rest.CopyTo(target);
        return rest.Length;
    }
}
