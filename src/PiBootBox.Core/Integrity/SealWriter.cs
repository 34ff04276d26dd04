using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

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
        long bytes = 2 + Encoding.UTF8.GetByteCount(file.Path) + 8 + Seal.Hash + file.Chunks.Length;
        if (_bytes + bytes > Seal.MostBytes)
            return false;
        _files.Add(file.Path, file);
        _bytes += bytes;
        return true;
    }

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
