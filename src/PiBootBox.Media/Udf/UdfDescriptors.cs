using System.Buffers.Binary;

namespace PiBootBox.Media.Udf;

/// <summary>
/// The volume descriptor sequences: the logical volume and its partitions. Of several with the same meaning the one
/// with the highest number prevails (ECMA-167 3/8.4.3).
/// </summary>
internal sealed class UdfDescriptors(IRandomAccess medium, int sectorSize)
{
    private const int MostSectors = 256;
    private const int MostExtents = 8;
    private const int MostPartitions = 16;

    private readonly byte[] _sector = new byte[sectorSize];
    private readonly List<Found> _partitions = [];
    private uint _volumeNumber;

    /// <summary>The logical volume descriptor; empty where none was found.</summary>
    public byte[] Volume { get; private set; } = [];

    /// <param name="start">Byte of the medium.</param>
    public bool TryPartition(ushort number, out long start)
    {
        Found? found = _partitions.Find(known => known.Partition == number);
        start = (found?.Start ?? 0L) * sectorSize;
        return found is not null;
    }

    public void Read(Extent sequence)
    {
        int sectors = 0;
        for (int extents = 0; extents < MostExtents; extents++)
        {
            Extent? next = null;
            for (long at = 0; at + sectorSize <= sequence.Length && sectors < MostSectors; at += sectorSize, sectors++)
            {
                if (!medium.TryReadExactly(sequence.Offset + at, _sector))
                    return;
                if (!UdfTag.TryRead(_sector, out UdfTagId id))
                    continue;
                if (id == UdfTagId.Terminating)
                    break;
                if (id == UdfTagId.VolumePointer)
                    next = UdfAnchor.ReadExtent(_sector.AsSpan(20), sectorSize);
                else
                    Take(id);
            }
            if (next is not { } further)
                return;
            sequence = further;
        }
    }

    private void Take(UdfTagId id)
    {
        uint number = BinaryPrimitives.ReadUInt32LittleEndian(_sector.AsSpan(16));
        if (id == UdfTagId.LogicalVolume && (Volume.Length == 0 || number > _volumeNumber))
        {
            Volume = [.. _sector];
            _volumeNumber = number;
        }
        else if (id == UdfTagId.Partition)
        {
            ushort partition = BinaryPrimitives.ReadUInt16LittleEndian(_sector.AsSpan(22));
            var found = new Found(partition, number, BinaryPrimitives.ReadUInt32LittleEndian(_sector.AsSpan(188)));
            int known = _partitions.FindIndex(other => other.Partition == partition);
            if (known < 0 && _partitions.Count < MostPartitions)
                _partitions.Add(found);
            else if (known >= 0 && number > _partitions[known].Number)
                _partitions[known] = found;
        }
    }

    /// <param name="Start">Sector of the medium.</param>
    private sealed record Found(ushort Partition, uint Number, uint Start);
}
