using System.Buffers.Binary;

namespace PiBootBox.Media.Udf;

/// <summary>Turns a file's allocation descriptors into extents of the medium (ECMA-167 4/12 and 4/14.14).</summary>
internal sealed class UdfPieces(IRandomAccess medium, UdfPartition?[] partitions, int blockSize, MediumListing listing)
{
    public const int Embedded = 3;

    private const int Short = 0, Long = 1, Extended = 2;
    private const int Recorded = 0, Continued = 3;

    /// <summary>More than any disc that is not meant to harm: they are written in one go.</summary>
    private const int MostExtents = 65_536;

    private const int MostContinuations = 1024;
    private const int ContinuationHead = 24;

    private readonly byte[] _block = new byte[blockSize];
    private readonly List<Extent> _extents = [];

    /// <param name="form">Bits 0 to 2 of the flags.</param>
    /// <param name="home">Where the record lies: short descriptors name no partition.</param>
    /// <param name="copy">Of the records of <paramref name="home"/>.</param>
    /// <returns>Null, or why the bytes cannot be had.</returns>
    public string? Read(
        ReadOnlySpan<byte> descriptors, int form, UdfPartition home, int copy, long length, out Extent[] extents)
    {
        extents = [];
        _extents.Clear();
        int size = form switch { Short => 8, Long => LongAllocation.Bytes, Extended => 20, _ => 0 };
        if (size == 0)
            return UdfFlaw.BadRecord;

        int continuations = 0;
        for (long left = length; left > 0;)
        {
            if (descriptors.Length < size)
                return UdfFlaw.BadExtents;
            (LongAllocation piece, UdfPartition? where) = Next(descriptors, form, home);
            descriptors = descriptors[size..];
            if (piece.Length == 0)
                return UdfFlaw.BadExtents;
            if (where is null)
                return UdfFlaw.UnknownPartition;
            int copyThere = where == home ? copy : 0;
            switch (piece.Kind)
            {
                case Recorded:
                    // Linux 6.1 lets a file grow within its last block and forgets to lengthen the piece.
                    bool isLast = descriptors.Length < size || BinaryPrimitives.ReadUInt32LittleEndian(descriptors) == 0;
                    long there = isLast ? (piece.Length + blockSize - 1L) / blockSize * blockSize : piece.Length;
                    long taken = Math.Min(there, left);
                    if (Append(where, copyThere, piece.Block, taken) is { } flaw)
                        return flaw;
                    left -= taken;
                    break;
                case Continued:
                    if (++continuations > MostContinuations || !TryContinue(where, copyThere, piece.Block, out descriptors))
                        return UdfFlaw.BadExtents;
                    break;
                default:
                    return UdfFlaw.Holes;
            }
        }
        extents = [.. _extents];
        return null;
    }

    private (LongAllocation Piece, UdfPartition? Where) Next(ReadOnlySpan<byte> descriptor, int form, UdfPartition home)
    {
        if (form == Short)
        {
            uint length = BinaryPrimitives.ReadUInt32LittleEndian(descriptor);
            uint block = BinaryPrimitives.ReadUInt32LittleEndian(descriptor[4..]);
            return (new LongAllocation(length & 0x3FFF_FFFF, (int)(length >> 30), block, 0), home);
        }

        LongAllocation piece = LongAllocation.Read(descriptor);
        if (form == Extended)
        {
            // Bytes of the file, where the extent's own length counts whole blocks (ECMA-167 4/14.14.3).
            uint information = BinaryPrimitives.ReadUInt32LittleEndian(descriptor[8..]);
            piece = new LongAllocation(
                piece.Kind == Continued ? piece.Length : Math.Min(piece.Length, information),
                piece.Kind,
                BinaryPrimitives.ReadUInt32LittleEndian(descriptor[12..]),
                BinaryPrimitives.ReadUInt16LittleEndian(descriptor[16..]));
        }
        return (piece, piece.Partition < partitions.Length ? partitions[piece.Partition] : null);
    }

    private string? Append(UdfPartition where, int copy, long block, long bytes)
    {
        while (bytes > 0)
        {
            if (block > uint.MaxValue || !where.TryLocate((uint)block, copy, out Extent run))
                return UdfFlaw.BadExtents;
            long count = Math.Min(bytes, run.Length);
            if (count < bytes && count % blockSize != 0)
                return UdfFlaw.BadExtents;
            if (run.Offset > medium.Length - count)
                return UdfFlaw.CutShort;
            bool joins = _extents.Count > 0 && _extents[^1].Offset + _extents[^1].Length == run.Offset;
            if (!joins && _extents.Count == MostExtents)
                return UdfFlaw.TooManyPieces;
            // Finding them cost as much as reading two numbers; one that is kept takes that again here, in the drive's tree and in its memory.
            if (!listing.TrySpend(joins ? 16 : 64))
                return UdfFlaw.TooCostly;
            if (joins)
                _extents[^1] = _extents[^1] with { Length = _extents[^1].Length + count };
            else
                _extents.Add(run with { Length = count });
            bytes -= count;
            block += count / blockSize;
        }
        return null;
    }

    private bool TryContinue(UdfPartition where, int copy, uint block, out ReadOnlySpan<byte> descriptors)
    {
        descriptors = default;
        if (!listing.TrySpend(blockSize)
            || !where.TryLocate(block, copy, out Extent run)
            || !medium.TryReadExactly(run.Offset, _block)
            || !UdfTag.TryRead(_block, out UdfTagId id)
            || id != UdfTagId.AllocationExtent)
        {
            return false;
        }
        uint bytes = BinaryPrimitives.ReadUInt32LittleEndian(_block.AsSpan(20));
        if (bytes > blockSize - ContinuationHead)
            return false;
        descriptors = _block.AsSpan(ContinuationHead, (int)bytes);
        return true;
    }
}
