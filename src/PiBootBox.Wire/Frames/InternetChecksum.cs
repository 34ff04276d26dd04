using System.Buffers.Binary;

namespace PiBootBox.Wire.Frames;

/// <summary>The ones' complement sum of RFC 1071: 0 over bytes that carry their right checksum.</summary>
public static class InternetChecksum
{
    public static ushort Of(ReadOnlySpan<byte> bytes) => Fold(Sum(bytes));

    /// <summary>Over two pieces as if they were one; the first must have an even length.</summary>
    public static ushort Of(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second) => Fold(Sum(first) + Sum(second));

    private static ulong Sum(ReadOnlySpan<byte> bytes)
    {
        ulong sum = 0;
        // The sum does not care about the width of the words (RFC 1071 section 2).
        for (; bytes.Length >= 4; bytes = bytes[4..])
            sum += BinaryPrimitives.ReadUInt32BigEndian(bytes);
        if (bytes.Length >= 2)
        {
            sum += BinaryPrimitives.ReadUInt16BigEndian(bytes);
            bytes = bytes[2..];
        }
        return bytes.IsEmpty ? sum : sum + ((ulong)bytes[0] << 8);
    }

    private static ushort Fold(ulong sum)
    {
        while (sum >> 16 != 0)
            sum = (sum & 0xFFFF) + (sum >> 16);
        return (ushort)~sum;
    }
}
