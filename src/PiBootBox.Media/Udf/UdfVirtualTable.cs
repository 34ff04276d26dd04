using System.Buffers.Binary;

namespace PiBootBox.Media.Udf;

/// <summary>The virtual allocation table: the last thing that was written to a write-once disc (UDF 2.2.11).</summary>
internal static class UdfVirtualTable
{
    private const byte TableFile = 248;

    /// <summary>Blocks behind the table: drives close a session with up to 152 of them, and images are padded with 150.</summary>
    private const int MostBehind = 320;

    /// <summary>UDF 1.50: the name of the table and where the one before it was stand behind the entries.</summary>
    private const int TrailerBytes = 36;

    public static UdfPartition? Read(IRandomAccess medium, UdfIcb icb, UdfPartition below, int blockSize, MediumListing listing)
    {
        if (!below.TryLocate(0, 0, out Extent first))
            return null;
        long last = (medium.Length - first.Offset) / blockSize - 1;
        for (long block = last; block >= 0 && block > last - MostBehind; block--)
        {
            if (block <= uint.MaxValue
                && icb.Read(below, (uint)block, 0, out UdfFile? file) is null
                && file is { Type: TableFile or 0 }
                && listing.TrySpend(file.Length)
                && Entries(new ExtentReader(medium, file.Extents, file.Length), file.Type) is { } entries)
            {
                return new VirtualPartition(below, entries, blockSize);
            }
        }
        return null;
    }

    private static uint[]? Entries(ExtentReader file, byte type)
    {
        byte[] bytes = new byte[file.Length];
        if (!file.TryReadExactly(0, bytes))
            return null;
        ReadOnlySpan<byte> table = bytes;
        if (type == TableFile)
        {
            int head = table.Length >= 2 ? BinaryPrimitives.ReadUInt16LittleEndian(table) : 0;
            if (head < 152 || head > table.Length)
                return null;
            table = table[head..];
        }
        else
        {
            if (table.Length < TrailerBytes || !table[^(TrailerBytes - 1)..].StartsWith("*UDF Virtual Alloc Tbl"u8))
                return null;
            table = table[..^TrailerBytes];
        }
        uint[] entries = new uint[table.Length / 4];
        for (int index = 0; index < entries.Length; index++)
            entries[index] = BinaryPrimitives.ReadUInt32LittleEndian(table[(index * 4)..]);
        return entries;
    }
}
