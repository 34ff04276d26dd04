using System.Buffers.Binary;

namespace PiBootBox.Media.Udf;

/// <summary>Is it UDF at all, and where do its volume descriptors lie?</summary>
/// <param name="SectorSize">Bytes; the anchor's place tells it, for it is counted in them.</param>
/// <param name="Main">In bytes of the medium; not checked against its end.</param>
/// <param name="Reserve">A second writing of the same descriptors.</param>
internal sealed record UdfAnchor(int SectorSize, Extent Main, Extent Reserve)
{
    private const int RecognitionStart = 32 * 1024;
    private const int RecognitionStep = 2048;
    private const int RecognitionMost = 64;

    /// <summary>The sizes that mkudffs offers, the usual ones first.</summary>
    private static readonly int[] SectorSizes = [2048, 512, 4096, 1024, 8192, 16384, 32768];

    /// <summary>The volume recognition sequence holds NSR02 or NSR03 (ECMA-167 2/8.3 and 3/9.1).</summary>
    public static bool IsUdf(IRandomAccess medium)
    {
        Span<byte> head = stackalloc byte[6];
        for (int index = 0; index < RecognitionMost; index++)
        {
            if (!medium.TryReadExactly(RecognitionStart + (long)index * RecognitionStep, head))
                return false;
            ReadOnlySpan<byte> id = head[1..];
            if (id.SequenceEqual("NSR02"u8) || id.SequenceEqual("NSR03"u8))
                return true;
            // With sectors of 4096 bytes each second place stays empty.
            bool goesOn = id.SequenceEqual("CD001"u8) || id.SequenceEqual("BEA01"u8) || id.SequenceEqual("BOOT2"u8)
                || id.SequenceEqual("CDW02"u8) || id.IndexOfAnyExcept((byte)0) < 0;
            if (!goesOn)
                return false;
        }
        return false;
    }

    /// <returns>Null where no place has one that is sound.</returns>
    public static UdfAnchor? Find(IRandomAccess medium)
    {
        Span<byte> descriptor = stackalloc byte[512];
        foreach (int size in SectorSizes)
        {
            long last = medium.Length / size - 1;
            ReadOnlySpan<long> places = [256, last - 256, last, 512];
            foreach (long place in places)
            {
                if (place is > 0 and <= uint.MaxValue
                    && medium.TryReadExactly(place * size, descriptor)
                    && UdfTag.TryRead(descriptor, out UdfTagId id)
                    && id == UdfTagId.AnchorPointer
                    && UdfTag.Location(descriptor) == place)
                {
                    return new UdfAnchor(size, ReadExtent(descriptor[16..], size), ReadExtent(descriptor[24..], size));
                }
            }
        }
        return null;
    }

    /// <summary>Length in bytes, then the first sector (ECMA-167 3/7.1).</summary>
    public static Extent ReadExtent(ReadOnlySpan<byte> field, int sectorSize) => new(
        (long)BinaryPrimitives.ReadUInt32LittleEndian(field[4..]) * sectorSize,
        BinaryPrimitives.ReadUInt32LittleEndian(field));
}
