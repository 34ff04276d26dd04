using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using PiBootBox.Core.Tree;

namespace PiBootBox.Core.Integrity;

/// <summary>
/// A drive's own manifest. In order, integers little-endian: the magic, the version (32 bits), the bytes of a chunk (32), how many files
/// (32); for each file, by ascending path, the bytes of its path (16), the path in UTF-8, its length (64), the SHA-256 of the
/// whole and of every chunk; at the end the SHA-256 of all before, which tells a damaged manifest from an altered drive.
/// </summary>
public sealed class Seal
{
    /// <summary>At the root of a drive.</summary>
    public const string FileName = "pibootbox.seal";

    /// <summary>Beside it: an ECDSA signature over the whole manifest, as DER (openssl reads it).</summary>
    public const string SignatureName = "pibootbox.seal.sig";

    /// <summary>A manifest is kept in memory. This one speaks for a drive of 1 TB.</summary>
    public const int MostBytes = 32 * 1024 * 1024;

    internal const int Hash = SHA256.HashSizeInBytes, Header = 20, MostPathBytes = 4 * TreePath.Most;
    internal const uint Version = 1;

    private readonly Dictionary<string, SealedFile> _files;

    private Seal(Dictionary<string, SealedFile> files) => _files = files;

    internal static ReadOnlySpan<byte> Magic => "PBB-SEAL"u8;

    public IReadOnlyCollection<SealedFile> Files => _files.Values;

    /// <param name="path">From the root of the drive, in the drive's spelling.</param>
    public SealedFile? Find(string path) => _files.GetValueOrDefault(path);

    /// <summary>Every byte is untrusted: what it claims costs memory for as many files as a drive may have, and for its own bytes.</summary>
    /// <param name="bytes">Kept, and not to be changed any more.</param>
    /// <param name="flaw">A sentence with the cure.</param>
    public static bool TryRead(ReadOnlyMemory<byte> bytes, [NotNullWhen(true)] out Seal? seal, [NotNullWhen(false)] out string? flaw)
    {
        seal = null;
        ReadOnlySpan<byte> all = bytes.Span;
        if (bytes.Length > MostBytes)
            flaw = $"It is larger than {MostBytes / (1024 * 1024)} MB, so it was not read. Seal fewer or smaller files on this drive.";
        else if (bytes.Length < Header + Hash || !all.StartsWith(Magic))
            flaw = "It is no manifest of PiBootBox, or only a piece of one. Run `pibootbox seal` on the drive again.";
        else if (BinaryPrimitives.ReadUInt32LittleEndian(all[8..]) != Version || BinaryPrimitives.ReadUInt32LittleEndian(all[12..]) != SealedFile.ChunkBytes)
            flaw = "It was written by another version of PiBootBox. Run this version's `pibootbox seal` on the drive.";
        else if (!SHA256.HashData(all[..^Hash]).AsSpan().SequenceEqual(all[^Hash..]))
            flaw = "The manifest itself is damaged. Check the drive, and run `pibootbox seal` again.";
        else if (BinaryPrimitives.ReadUInt32LittleEndian(all[16..]) > FileIndexBuilder.MostFiles)
            flaw = $"It speaks of more than {FileIndexBuilder.MostFiles:N0} files, and no drive may have so many. Run `pibootbox seal` on the drive again.";
        else if (ReadFiles(bytes[Header..^Hash], BinaryPrimitives.ReadUInt32LittleEndian(all[16..])) is not { } files)
            flaw = "What it says of its files makes no sense. Run `pibootbox seal` on the drive again.";
        else
            (seal, flaw) = (new Seal(files), null);
        return seal is not null;
    }

    private static Dictionary<string, SealedFile>? ReadFiles(ReadOnlyMemory<byte> rest, uint count)
    {
        var files = new Dictionary<string, SealedFile>(StringComparer.Ordinal);
        string before = "";
        for (uint i = 0; i < count; i++)
        {
            // The order makes it one manifest for one drive, and no path can be in it twice.
            if (!TryReadFile(ref rest, out SealedFile? file) || string.CompareOrdinal(before, file.Path) >= 0)
                return null;
            files.Add(before = file.Path, file);
        }
        return rest.IsEmpty ? files : null;
    }

    private static bool TryReadFile(ref ReadOnlyMemory<byte> rest, [NotNullWhen(true)] out SealedFile? file)
    {
        file = null;
        if (rest.Length < 2)
            return false;
        int path = BinaryPrimitives.ReadUInt16LittleEndian(rest.Span);
        if (path > MostPathBytes || rest.Length < 2 + path + 8 + Hash)
            return false;
        ReadOnlyMemory<byte> name = rest.Slice(2, path);
        long length = BinaryPrimitives.ReadInt64LittleEndian(rest.Span[(2 + path)..]);
        rest = rest[(2 + path + 8)..];
        if (length < 0 || length > (long)MostBytes * SealedFile.ChunkBytes || !System.Text.Unicode.Utf8.IsValid(name.Span))
            return false;
        long chunks = SealedFile.CountOf(length) * Hash;
        if (rest.Length < Hash + chunks)
            return false;
        file = new SealedFile(Encoding.UTF8.GetString(name.Span), length, rest[..Hash], rest.Slice(Hash, (int)chunks));
        rest = rest[(Hash + (int)chunks)..];
        return true;
    }
}
