using System.Buffers.Binary;

namespace PiBootBox.Media.Tests.Udf;

/// <summary>Makes descriptors sound, so that what a test put into them is reached.</summary>
internal static class UdfSums
{
    /// <summary>A new tag before the descriptor, with sums over all of it.</summary>
    public static void Seal(Span<byte> descriptor, ushort id, uint location)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(descriptor, id);
        BinaryPrimitives.WriteUInt16LittleEndian(descriptor[2..], 3);
        BinaryPrimitives.WriteUInt16LittleEndian(descriptor[10..], (ushort)(descriptor.Length - 16));
        BinaryPrimitives.WriteUInt32LittleEndian(descriptor[12..], location);
        Renew(descriptor);
    }

    /// <summary>The sums of a tag that is there already, over as much as it covers.</summary>
    public static void Renew(Span<byte> descriptor)
    {
        int covered = Math.Min(BinaryPrimitives.ReadUInt16LittleEndian(descriptor[10..]), descriptor.Length - 16);
        BinaryPrimitives.WriteUInt16LittleEndian(descriptor[8..], Crc(descriptor.Slice(16, covered)));
        descriptor[4] = 0;
        byte sum = 0;
        foreach (byte value in descriptor[..16])
            sum += value;
        descriptor[4] = sum;
    }

    private static ushort Crc(ReadOnlySpan<byte> bytes)
    {
        uint crc = 0;
        foreach (byte value in bytes)
        {
            crc ^= (uint)value << 8;
            for (int bit = 0; bit < 8; bit++)
                crc = (crc & 0x8000) != 0 ? crc << 1 ^ 0x1021 : crc << 1;
            crc &= 0xFFFF;
        }
        return (ushort)crc;
    }
}
