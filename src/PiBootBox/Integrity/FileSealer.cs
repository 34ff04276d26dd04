using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;
using PiBootBox.Core.Integrity;
using PiBootBox.Core.Tree;

namespace PiBootBox.Integrity;

/// <summary>Reads a file for a manifest.</summary>
internal static class FileSealer
{
    private const int Hash = SHA256.HashSizeInBytes;

    /// <param name="buffer">One chunk long.</param>
    /// <param name="progress">Told of bytes that were read.</param>
    /// <exception cref="IOException">It cannot be read, or changes meanwhile.</exception>
    public static SealedFile Read(FileEntry entry, IFileOpener opener, byte[] buffer, Action<int> progress)
    {
        using SafeFileHandle file = opener.Open(entry, out long length);
        using IncrementalHash whole = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var chunks = new byte[SealedFile.CountOf(length) * Hash];
        for (long index = 0; index * SealedFile.ChunkBytes < length; index++)
        {
            long at = index * SealedFile.ChunkBytes;
            Span<byte> chunk = buffer.AsSpan(0, (int)Math.Min(SealedFile.ChunkBytes, length - at));
            if (opener.Read(file, entry, at, chunk) < chunk.Length)
                throw new EndOfStreamException("It became shorter while it was read.");
            whole.AppendData(chunk);
            SHA256.HashData(chunk, chunks.AsSpan((int)index * Hash));
            progress(chunk.Length);
        }
        if (RandomAccess.GetLength(file) != length)
            throw new IOException("It changed while it was read. Wait until everything is copied.");
        return new SealedFile(entry.PathInRoot, length, whole.GetHashAndReset(), chunks);
    }
}
