using System.Buffers.Binary;

namespace PiBootBox.Media.Udf;

/// <summary>The tables of a sparable partition: which packets were moved, and where to (UDF 2.2.9 and 2.2.12).</summary>
internal static class UdfSparing
{
    private const int MostTables = 4;
    private const int HeadBytes = 56;
    private const int EntryBytes = 8;

    /// <summary>From here on an entry names no packet: it is free or broken.</summary>
    private const uint NoPacket = 0xFFFF_FFF0;

    /// <returns>Null where the map makes no sense. Without a sound table nothing counts as moved.</returns>
    public static UdfPartition? Read(
        IRandomAccess medium, MediumListing listing, ReadOnlySpan<byte> map, long start, int sectorSize, int blockSize)
    {
        int packet = BinaryPrimitives.ReadUInt16LittleEndian(map[40..]);
        int tables = Math.Min(map[42], (byte)MostTables);
        if (packet == 0)
            return null;

        var moved = new Dictionary<uint, long>();
        uint newest = 0;
        byte[] head = new byte[HeadBytes];
        for (int index = 0; index < tables; index++)
        {
            long at = (long)BinaryPrimitives.ReadUInt32LittleEndian(map[(48 + index * 4)..]) * sectorSize;
            if (!medium.TryReadExactly(at, head) || !head.AsSpan(17).StartsWith("*UDF Sparing Table"u8))
                continue;
            int bytes = HeadBytes + BinaryPrimitives.ReadUInt16LittleEndian(head.AsSpan(48)) * EntryBytes;
            uint number = BinaryPrimitives.ReadUInt32LittleEndian(head.AsSpan(52));
            if (!listing.TrySpend(bytes))
                break;
            byte[] table = new byte[bytes];
            if (!medium.TryReadExactly(at, table) || !UdfTag.TryRead(table, out _) || (moved.Count > 0 && number <= newest))
                continue;
            newest = number;
            moved.Clear();
            for (int entry = HeadBytes; entry < table.Length; entry += EntryBytes)
            {
                uint original = BinaryPrimitives.ReadUInt32LittleEndian(table.AsSpan(entry));
                if (original < NoPacket)
                    moved[original] = (long)BinaryPrimitives.ReadUInt32LittleEndian(table.AsSpan(entry + 4)) * sectorSize;
            }
        }
        return new SparablePartition(start, blockSize, packet, moved);
    }
}
