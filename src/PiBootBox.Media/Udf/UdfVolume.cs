using System.Buffers.Binary;

namespace PiBootBox.Media.Udf;

/// <summary>The logical volume: its name, its partitions, and where its root folder is recorded.</summary>
internal sealed class UdfVolume
{
    private const int FileSetBytes = 512;

    public string Label { get; private init; } = "";

    /// <summary>As the partition maps number them; null where one cannot be read.</summary>
    public required UdfPartition?[] Partitions { get; init; }

    public required UdfIcb Icb { get; init; }

    public LongAllocation Root { get; private set; }

    /// <returns>Null, or why there is no volume to list.</returns>
    /// <exception cref="IOException">The drive fails.</exception>
    public static string? Open(IRandomAccess medium, MediumListing listing, out UdfVolume? volume)
    {
        volume = null;
        if (UdfAnchor.Find(medium) is not { } anchor)
            return UdfFlaw.NoAnchor;
        var descriptors = new UdfDescriptors(medium, anchor.SectorSize);
        descriptors.Read(anchor.Main);
        if (!TryOpen(medium, listing, anchor.SectorSize, descriptors, ref volume))
        {
            descriptors.Read(anchor.Reserve);
            TryOpen(medium, listing, anchor.SectorSize, descriptors, ref volume);
        }
        return volume is null ? UdfFlaw.NoVolume : null;
    }

    private static bool TryOpen(
        IRandomAccess medium, MediumListing listing, int sectorSize, UdfDescriptors descriptors, ref UdfVolume? volume)
    {
        ReadOnlySpan<byte> logical = descriptors.Volume;
        if (logical.IsEmpty)
            return false;
        uint blockSize = BinaryPrimitives.ReadUInt32LittleEndian(logical[212..]);
        if (blockSize is < 512 or > 32768 || (blockSize & (blockSize - 1)) != 0)
            return false;
        var maps = new UdfPartitionMaps(medium, listing, sectorSize, (int)blockSize, descriptors);
        UdfPartition?[] partitions = maps.Read();
        var opened = new UdfVolume
        {
            Label = UdfText.ReadField(logical.Slice(84, 128)),
            Partitions = partitions,
            Icb = new UdfIcb(medium, partitions, (int)blockSize, listing),
        };
        if (!opened.TryReadFileSet(medium, LongAllocation.Read(logical[248..])))
            return false;
        volume = opened;
        return true;
    }

    private bool TryReadFileSet(IRandomAccess medium, LongAllocation at)
    {
        if (at.Length == 0 || at.Partition >= Partitions.Length || Partitions[at.Partition] is not { } partition)
            return false;
        Span<byte> descriptor = stackalloc byte[FileSetBytes];
        for (int copy = 0; copy < partition.Copies; copy++)
        {
            if (partition.TryLocate(at.Block, copy, out Extent run)
                && medium.TryReadExactly(run.Offset, descriptor)
                && UdfTag.TryRead(descriptor, out UdfTagId id)
                && id == UdfTagId.FileSet)
            {
                Root = LongAllocation.Read(descriptor[400..]);
                return true;
            }
        }
        return false;
    }
}
