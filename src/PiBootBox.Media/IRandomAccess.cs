namespace PiBootBox.Media;

/// <summary>
/// A file, or a slice of one, read at any offset. Never memory-mapped: a pulled stick would end the
/// program with SIGBUS instead of an <see cref="IOException"/>.
/// </summary>
public interface IRandomAccess
{
    /// <summary>Bytes, as last seen: a read may still come back shorter.</summary>
    long Length { get; }

    /// <summary>Reads from <paramref name="offset"/> until <paramref name="target"/> is full or the end is reached.</summary>
    /// <returns>Bytes read: 0 at and behind the end.</returns>
    /// <exception cref="IOException">The drive fails.</exception>
    int Read(long offset, Span<byte> target);
}

public static class RandomAccessExtensions
{
    /// <returns>False, with nothing to rely on in <paramref name="target"/>, where the file is too short.</returns>
    public static bool TryReadExactly(this IRandomAccess source, long offset, Span<byte> target) =>
        offset >= 0 && source.Read(offset, target) == target.Length;
}
