using System.Buffers.Binary;

namespace PiBootBox.Media.Iso9660;

/// <summary>
/// One record of a folder (ECMA-119 9.1). Numbers are there in both byte orders; the little-endian half
/// is the one that every system reads, so it is the one that is right.
/// </summary>
internal readonly ref struct DirectoryRecord(ReadOnlySpan<byte> record)
{
    /// <summary>Bytes of a record whose identifier has one byte.</summary>
    public const int Shortest = 34;

    private const int IdentifierAt = 33;

    private readonly ReadOnlySpan<byte> _record = record;

    /// <summary>Whether <paramref name="record"/>, cut to the length it claims, holds its own identifier.</summary>
    public static bool IsWhole(ReadOnlySpan<byte> record) =>
        record.Length >= Shortest && IdentifierAt + record[32] <= record.Length;

    /// <summary>Blocks before the data, for an extended attribute record.</summary>
    public uint AttributeBlocks => _record[1];

    /// <summary>First logical block, of the extended attribute record where there is one.</summary>
    public uint Block => BinaryPrimitives.ReadUInt32LittleEndian(_record[2..]);

    /// <summary>Bytes of the data.</summary>
    public uint Length => BinaryPrimitives.ReadUInt32LittleEndian(_record[10..]);

    public DateTimeOffset Recorded => IsoTime.ReadShort(_record.Slice(18, IsoTime.ShortLength));

    public bool IsFolder => (_record[25] & 2) != 0;

    /// <summary>The resource fork or the like of the file of the same name.</summary>
    public bool IsAssociated => (_record[25] & 4) != 0;

    /// <summary>The next record goes on with this file.</summary>
    public bool HasMoreExtents => (_record[25] & 0x80) != 0;

    public bool IsInterleaved => _record[26] != 0 || _record[27] != 0;

    public ReadOnlySpan<byte> Identifier => _record.Slice(IdentifierAt, _record[32]);

    /// <summary>The folder itself or the one above it.</summary>
    public bool IsDots => _record[32] == 1 && _record[IdentifierAt] <= 1;

    public ReadOnlySpan<byte> SystemUse
    {
        get
        {
            // A pad byte makes the system use field begin at an even place.
            int at = IdentifierAt + _record[32] + (1 - _record[32] % 2);
            return at < _record.Length ? _record[at..] : default;
        }
    }
}
