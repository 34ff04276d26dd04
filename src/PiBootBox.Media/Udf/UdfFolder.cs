using System.Buffers.Binary;

namespace PiBootBox.Media.Udf;

/// <param name="Name">As recorded; untrusted.</param>
internal readonly record struct UdfName(string Name, bool IsFolder, LongAllocation Icb);

/// <summary>The file identifiers of a folder, one behind the other (ECMA-167 4/14.4).</summary>
internal ref struct UdfFolder(ReadOnlySpan<byte> records)
{
    private const int HeadBytes = 38;
    private const byte Folder = 2, Deleted = 4, Parent = 8, Stream = 16;

    private ReadOnlySpan<byte> _rest = records;

    /// <summary>What follows cannot be read: a record's sums or lengths are wrong.</summary>
    public bool IsBroken { get; private set; }

    public static bool IsSound(ReadOnlySpan<byte> records)
    {
        var list = new UdfFolder(records);
        while (list.TryNext(out _))
        {
        }
        return !list.IsBroken;
    }

    /// <summary>Passes over what was deleted, the way up, and streams.</summary>
    public bool TryNext(out UdfName name)
    {
        name = default;
        while (!_rest.IsEmpty)
        {
            if (_rest.Length < HeadBytes)
                return Break();
            int named = HeadBytes + BinaryPrimitives.ReadUInt16LittleEndian(_rest[36..]);
            int bytes = named + _rest[19] + 3 & ~3;
            if (bytes > _rest.Length || !UdfTag.TryRead(_rest[..bytes], out UdfTagId id) || id != UdfTagId.FileIdentifier)
                return Break();
            ReadOnlySpan<byte> record = _rest[..bytes];
            _rest = _rest[bytes..];
            byte flags = record[18];
            if ((flags & (Deleted | Parent | Stream)) == 0)
            {
                name = new UdfName(
                    UdfText.Read(record.Slice(named, record[19])),
                    (flags & Folder) != 0,
                    LongAllocation.Read(record[20..]));
                return true;
            }
        }
        return false;
    }

    private bool Break()
    {
        IsBroken = true;
        _rest = [];
        return false;
    }
}
