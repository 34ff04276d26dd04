using System.Buffers.Binary;
using System.Numerics;

namespace PiBootBox.Core;

/// <summary>CRC-32C, which the processors that the box runs on compute themselves.</summary>
internal static class Crc32C
{
    /// <param name="bytes">A length that is a multiple of four.</param>
    public static uint Of(ReadOnlySpan<byte> bytes)
    {
        uint crc = uint.MaxValue;
        for (; bytes.Length >= 8; bytes = bytes[8..])
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        for (; bytes.Length >= 4; bytes = bytes[4..])
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt32LittleEndian(bytes));
        return ~crc;
    }
}
