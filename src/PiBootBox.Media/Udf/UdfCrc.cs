namespace PiBootBox.Media.Udf;

/// <summary>CRC-16 with polynomial 0x1021 from 0, most significant bit first (ECMA-167 1/7.2.6).</summary>
internal static class UdfCrc
{
    private static readonly ushort[] Table = MakeTable();

    public static ushort Of(ReadOnlySpan<byte> bytes)
    {
        int crc = 0;
        foreach (byte value in bytes)
            crc = Table[(crc >> 8 ^ value) & 0xFF] ^ (crc << 8 & 0xFFFF);
        return (ushort)crc;
    }

    private static ushort[] MakeTable()
    {
        var table = new ushort[256];
        for (int index = 0; index < table.Length; index++)
        {
            int crc = index << 8;
            for (int bit = 0; bit < 8; bit++)
                crc = (crc & 0x8000) != 0 ? crc << 1 ^ 0x1021 : crc << 1;
            table[index] = (ushort)crc;
        }
        return table;
    }
}
