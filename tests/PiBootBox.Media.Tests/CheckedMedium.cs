namespace PiBootBox.Media.Tests;

/// <summary>A medium that counts the reads, and takes a read that begins outside of it for a reader's fault.</summary>
internal sealed class CheckedMedium(IRandomAccess source) : IRandomAccess
{
    public int Reads { get; private set; }

    public long BytesRead { get; private set; }

    public long Length => source.Length;

    public int Read(long offset, Span<byte> target)
    {
        Assert.InRange(offset, 0, source.Length);
        Assert.InRange(offset + target.Length, 0, source.Length);
        Reads++;
        BytesRead += target.Length;
        return source.Read(offset, target);
    }
}
