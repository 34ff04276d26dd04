using System.Buffers.Binary;

namespace PiBootBox.Media.Udf;

/// <param name="Type">4 folder, 5 file, 248 virtual allocation table… (ECMA-167 4/14.6.6).</param>
/// <param name="Length">Bytes: the sum of the extents' lengths.</param>
internal sealed record UdfFile(byte Type, long Length, DateTimeOffset Modified, Extent[] Extents)
{
    public bool IsFolder => Type == 4;

    public bool IsLink => Type == 12;

    /// <summary>Real-time files (249) differ only in how they were to be written; 0 says nothing, and discs of old say that.</summary>
    public bool IsRegular => Type is 0 or 5 or 249;
}

/// <summary>Reads information control blocks: what a file is, and where its bytes lie (ECMA-167 4/8.10).</summary>
internal sealed class UdfIcb(IRandomAccess medium, UdfPartition?[] partitions, int blockSize, MediumListing listing)
{
    private const int MostIndirections = 8;
    private const ushort Strategy4 = 4;

    private readonly byte[] _block = new byte[blockSize];
    private readonly UdfPieces _pieces = new(medium, partitions, blockSize, listing);

    /// <summary>Takes the first sound copy from <paramref name="firstCopy"/> on.</summary>
    /// <returns>Null, or why there is no such file.</returns>
    /// <exception cref="IOException">The drive fails.</exception>
    public string? Read(UdfPartition home, uint block, int firstCopy, out UdfFile? file)
    {
        string? flaw = null;
        file = null;
        for (int copy = firstCopy; copy < home.Copies; copy++)
        {
            string? found = ReadCopy(home, block, copy, out file);
            if (found is null)
                return null;
            flaw ??= found;
        }
        return flaw ?? UdfFlaw.BadRecord;
    }

    private string? ReadCopy(UdfPartition home, uint block, int copy, out UdfFile? file)
    {
        file = null;
        for (int hop = 0; hop < MostIndirections; hop++)
        {
            if (!home.TryLocate(block, copy, out Extent run))
                return UdfFlaw.BadRecord;
            if (!medium.TryReadExactly(run.Offset, _block))
                return UdfFlaw.CutShort;
            if (!UdfTag.TryRead(_block, out UdfTagId id))
                return UdfFlaw.BadRecord;
            if (BinaryPrimitives.ReadUInt16LittleEndian(_block.AsSpan(20)) != Strategy4)
                return UdfFlaw.Strategy;
            switch (id)
            {
                case UdfTagId.FileEntry:
                    return ReadEntry(home, copy, run.Offset, new EntryLayout(84, 168, 176), out file);
                case UdfTagId.ExtendedFileEntry:
                    return ReadEntry(home, copy, run.Offset, new EntryLayout(92, 208, 216), out file);
                case UdfTagId.IndirectEntry:
                    var next = LongAllocation.Read(_block.AsSpan(36));
                    if (next.Length == 0 || next.Partition >= partitions.Length || partitions[next.Partition] is not { } there)
                        return UdfFlaw.UnknownPartition;
                    (home, block, copy) = (there, next.Block, Math.Min(copy, there.Copies - 1));
                    break;
                default:
                    return UdfFlaw.BadRecord;
            }
        }
        return UdfFlaw.BadRecord;
    }

    private string? ReadEntry(UdfPartition home, int copy, long offset, EntryLayout at, out UdfFile? file)
    {
        file = null;
        ReadOnlySpan<byte> entry = _block;
        ulong length = BinaryPrimitives.ReadUInt64LittleEndian(entry[56..]);
        long attributes = BinaryPrimitives.ReadUInt32LittleEndian(entry[at.Lengths..]);
        long descriptors = BinaryPrimitives.ReadUInt32LittleEndian(entry[(at.Lengths + 4)..]);
        long from = at.Body + attributes;
        if (length > long.MaxValue / 2 || from + descriptors > entry.Length)
            return UdfFlaw.BadRecord;
        if (!listing.TrySpend(from + descriptors))
            return UdfFlaw.TooCostly;

        int form = BinaryPrimitives.ReadUInt16LittleEndian(entry[34..]) & 7;
        string? flaw;
        Extent[] extents = [];
        if (form == UdfPieces.Embedded)
        {
            flaw = (long)length <= descriptors ? null : UdfFlaw.BadRecord;
            if (flaw is null && length > 0)
                extents = [new Extent(offset + from, (long)length)];
        }
        else
        {
            flaw = _pieces.Read(entry.Slice((int)from, (int)descriptors), form, home, copy, (long)length, out extents);
        }
        if (flaw is null)
            file = new UdfFile(entry[27], (long)length, UdfTime.Read(entry[at.Modified..]), extents);
        return flaw;
    }

    /// <summary>Where a file entry and an extended one differ, in bytes from the tag.</summary>
    private readonly record struct EntryLayout(int Modified, int Lengths, int Body);
}
