using System.Buffers.Binary;

namespace PiBootBox.Media.Udf;

/// <summary>The table of a logical volume that says what kind each of its partitions is (ECMA-167 3/10.7, UDF 2.2.8 to 2.2.13).</summary>
internal sealed class UdfPartitionMaps(
    IRandomAccess medium, MediumListing listing, int sectorSize, int blockSize, UdfDescriptors descriptors)
{
    private const int MapsAt = 440;
    private const int MostMaps = 8;
    private const int Type1Bytes = 6, Type2Bytes = 64;

    /// <returns>One for each map; null where it is of an unknown kind, or its own records are damaged.</returns>
    public UdfPartition?[] Read()
    {
        ReadOnlySpan<byte> volume = descriptors.Volume;
        uint bytes = BinaryPrimitives.ReadUInt32LittleEndian(volume[264..]);
        uint count = BinaryPrimitives.ReadUInt32LittleEndian(volume[268..]);
        ReadOnlySpan<byte> table = volume[MapsAt..];
        if (bytes < table.Length)
            table = table[..(int)bytes];

        var maps = new List<byte[]>();
        while (maps.Count < Math.Min(count, MostMaps) && table.Length >= 2 && table[1] is var size and >= 2 && size <= table.Length)
        {
            maps.Add(table[..size].ToArray());
            table = table[size..];
        }

        var partitions = new UdfPartition?[maps.Count];
        for (int index = 0; index < partitions.Length; index++)
            partitions[index] = OnDisc(maps[index]);
        for (int index = 0; index < partitions.Length; index++)
            partitions[index] ??= InFile(maps, index, partitions);
        return partitions;
    }

    private UdfPartition? OnDisc(ReadOnlySpan<byte> map)
    {
        if (map[0] == 1 && map.Length == Type1Bytes)
        {
            return descriptors.TryPartition(BinaryPrimitives.ReadUInt16LittleEndian(map[4..]), out long start)
                ? new PhysicalPartition(start, blockSize)
                : null;
        }
        return IsKind(map, "*UDF Sparable Partition"u8)
            && descriptors.TryPartition(Number(map), out long first)
            ? UdfSparing.Read(medium, listing, map, first, sectorSize, blockSize)
            : null;
    }

    private UdfPartition? InFile(List<byte[]> maps, int index, UdfPartition?[] partitions)
    {
        ReadOnlySpan<byte> map = maps[index];
        bool isVirtual = IsKind(map, "*UDF Virtual Partition"u8);
        bool isMetadata = IsKind(map, "*UDF Metadata Partition"u8);
        if (!isVirtual && !isMetadata || Below(maps, index, partitions) is not { } below)
            return null;
        var icb = new UdfIcb(medium, partitions, blockSize, listing);
        if (isVirtual)
            return UdfVirtualTable.Read(medium, icb, below, blockSize, listing);

        // The main file, then its mirror (UDF 2.2.13.1).
        var files = new List<ExtentMap>();
        foreach (int field in (ReadOnlySpan<int>)[40, 44])
        {
            if (icb.Read(below, BinaryPrimitives.ReadUInt32LittleEndian(map[field..]), 0, out UdfFile? file) is null)
                files.Add(new ExtentMap(file!.Extents));
        }
        return files.Count > 0 ? new MetadataPartition(files, blockSize) : null;
    }

    /// <summary>The partition on the disc with the same number, which holds the file.</summary>
    private static UdfPartition? Below(List<byte[]> maps, int index, UdfPartition?[] partitions)
    {
        ushort wanted = Number(maps[index]);
        for (int other = 0; other < partitions.Length; other++)
        {
            if (partitions[other] is PhysicalPartition or SparablePartition && Number(maps[other]) == wanted)
                return partitions[other];
        }
        return null;
    }

    private static ushort Number(ReadOnlySpan<byte> map) =>
        BinaryPrimitives.ReadUInt16LittleEndian(map[(map[0] == 1 ? 4 : 38)..]);

    private static bool IsKind(ReadOnlySpan<byte> map, ReadOnlySpan<byte> identifier) =>
        map[0] == 2 && map.Length == Type2Bytes && map[5..28].StartsWith(identifier);
}
