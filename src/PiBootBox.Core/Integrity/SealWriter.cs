using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using PiBootBox.Core.Tree;

namespace PiBootBox.Core.Integrity;

/// <summary>Makes a <see cref="Seal"/>, file by file.</summary>
public sealed class SealWriter
{
    private readonly SortedDictionary<string, SealedFile> _files = new(StringComparer.Ordinal);
    private long _bytes = Seal.Header + Seal.Hash;

    public int Count => _files.Count;

    /// <returns>False when the manifest would become too large: nothing was added.</returns>
    /// <exception cref="ArgumentException">The path was added before.</exception>
    public bool TryAdd(SealedFile file)
    {
        long bytes = BytesOf(file.Path, file.Length);
        if (_bytes + bytes > Seal.MostBytes)
            return false;
        _files.Add(file.Path, file);
        _bytes += bytes;
        return true;
    }

    /// <summary>Whether a manifest has room for these files: known before they are read, which takes hours.</summary>
    public static bool HasRoomFor(IEnumerable<FileEntry> files)
    {
        long bytes = Seal.Header + Seal.Hash;
        foreach (FileEntry file in files)
        {
            // The largest files that there can be are holes for the most part, and their sum is no number any more.
            if (file.Length > (long)Seal.MostBytes * SealedFile.ChunkBytes || (bytes += BytesOf(file.PathInRoot, file.Length)) > Seal.MostBytes)
                return false;
        }
        return true;
    }

    private static long BytesOf(string path, long length) => 2 + Encoding.UTF8.GetByteCount(path) + 8 + Seal.Hash + SealedFile.CountOf(length) * Seal.Hash;

    public byte[] Finish()
    {
        var manifest = new byte[_bytes];
        Span<byte> rest = manifest;
        Seal.Magic.CopyTo(rest);
        BinaryPrimitives.WriteUInt32LittleEndian(rest[8..], Seal.Version);
        BinaryPrimitives.WriteUInt32LittleEndian(rest[12..], SealedFile.ChunkBytes);
        BinaryPrimitives.WriteUInt32LittleEndian(rest[16..], (uint)_files.Count);
        rest = rest[Seal.Header..];
        foreach (SealedFile file in _files.Values)
        {
            int path = Encoding.UTF8.GetBytes(file.Path, rest[2..]);
            BinaryPrimitives.WriteUInt16LittleEndian(rest, (ushort)path);
            rest = rest[(2 + path)..];
            BinaryPrimitives.WriteInt64LittleEndian(rest, file.Length);
            file.Whole.Span.CopyTo(rest[8..]);
            file.Chunks.Span.CopyTo(rest[(8 + Seal.Hash)..]);
            rest = rest[(8 + Seal.Hash + file.Chunks.Length)..];
        }
        SHA256.HashData(manifest.AsSpan(..^Seal.Hash), rest);
        return manifest;
    }
}
