using System.Buffers.Binary;
using System.Security.Cryptography;

namespace PiBootBox.Core.Integrity;

/// <summary>A file as it was when its drive was sealed. Immutable.</summary>
/// <param name="Path">From the root of its drive, with <c>/</c>.</param>
/// <param name="Length">Bytes.</param>
/// <param name="Whole">SHA-256 of the whole file.</param>
/// <param name="Chunks">SHA-256 of each chunk of <see cref="ChunkBytes"/>, one behind the other; the last chunk may be shorter.</param>
public sealed record SealedFile(string Path, long Length, ReadOnlyMemory<byte> Whole, ReadOnlyMemory<byte> Chunks)
{
    /// <summary>Large enough that a manifest is a 32,768th of its drive, small enough that thirty of them fit into memory.</summary>
    public const int ChunkBytes = 1024 * 1024;

    /// <summary>
    /// Half of the hash of all <see cref="Chunks"/>: the same as long as the drive is sealed with these very bytes in the file. Not
    /// <see cref="Whole"/>, by which nothing is checked that is read piece by piece. A large disc has a hundred KB of hashes.
    /// </summary>
    public UInt128 HashOfChunks()
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Chunks.Span, hash);
        return BinaryPrimitives.ReadUInt128LittleEndian(hash);
    }

    /// <returns>How many chunks a file of that length has; none for an empty one.</returns>
    public static long CountOf(long length) => (length + ChunkBytes - 1) / ChunkBytes;

    /// <param name="index">From 0.</param>
    /// <returns>Bytes of that chunk.</returns>
    public int LengthOf(long index) => (int)Math.Min(ChunkBytes, Length - index * ChunkBytes);

    /// <summary>Whether these are the bytes that were sealed.</summary>
    /// <param name="content">Of the whole chunk.</param>
    public bool Matches(long index, ReadOnlySpan<byte> content)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(content, hash);
        return content.Length == LengthOf(index)
            && hash.SequenceEqual(Chunks.Span.Slice((int)index * SHA256.HashSizeInBytes, SHA256.HashSizeInBytes));
    }
}
