using System.Buffers.Binary;

namespace PiBootBox.Media.Udf;

/// <summary>A long allocation descriptor: 16 bytes (ECMA-167 4/14.14.2).</summary>
/// <param name="Length">Bytes, without the two bits of the kind.</param>
/// <param name="Kind">0 recorded, 1 and 2 not recorded, 3 more descriptors are there.</param>
/// <param name="Partition">Index of a partition map of the volume.</param>
internal readonly record struct LongAllocation(uint Length, int Kind, uint Block, ushort Partition)
{
    public const int Bytes = 16;

    public static LongAllocation Read(ReadOnlySpan<byte> field)
    {
        uint length = BinaryPrimitives.ReadUInt32LittleEndian(field);
        return new LongAllocation(
            length & 0x3FFF_FFFF,
            (int)(length >> 30),
            BinaryPrimitives.ReadUInt32LittleEndian(field[4..]),
            BinaryPrimitives.ReadUInt16LittleEndian(field[8..]));
    }
}
