using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;
using PiBootBox.Core.Integrity;
using PiBootBox.Core.Tree;

namespace PiBootBox.Integrity;

/// <summary>Reads a file for a manifest.</summary>
internal static class FileSealer
{
    private const int Hash = SHA256.HashSizeInBytes;
    private const string Changed = "It changed meanwhile. Wait until everything is copied.";

    /// <param name="buffer">One chunk long.</param>
    /// <param name="progress">Told of bytes that were read.</param>
    /// <exception cref="IOException">It cannot be read, or has changed since the scan, or changes meanwhile.</exception>
    public static SealedFile Read(FileEntry entry, IFileOpener opener, byte[] buffer, Action<int> progress)
    {
        using SafeFileHandle file = opener.Open(entry, out long length);
        DateTime modified = File.GetLastWriteTimeUtc(file);
        if (length != entry.Length)
            throw new IOException(Changed);
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
        // Whoever copies in place, or continues a download, writes within the length.
        if (RandomAccess.GetLength(file) != length || File.GetLastWriteTimeUtc(file) != modified)
            throw new IOException(Changed);
        return new SealedFile(entry.PathInRoot, length, whole.GetHashAndReset(), chunks);
    }
}
