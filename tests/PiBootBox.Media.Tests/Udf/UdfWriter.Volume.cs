using System.Buffers.Binary;
using System.Text;

namespace PiBootBox.Media.Tests.Udf;

/// <summary>The records around the files: what the disc is, and its partitions.</summary>
internal sealed partial class UdfWriter
{
    private void WriteVolume(uint fileSet)
    {
        switch (_shape.Kind)
        {
            case PartitionKind.Metadata:
                WriteMetadataFiles();
                break;
            case PartitionKind.Sparable:
                WriteSparingTable();
                break;
            case PartitionKind.Virtual:
                WriteVirtualTable();
                break;
        }

        int step = Math.Max(2048, _shape.Sector);
        string[] recognition = ["BEA01", "NSR03", "TEA01"];
        for (int index = 0; index < recognition.Length; index++)
            Encoding.ASCII.GetBytes(recognition[index]).CopyTo(_disc, 32768 + index * step + 1);

        byte[] anchor = new byte[512];
        WriteSectors(anchor.AsSpan(16), MainAt);
        WriteSectors(anchor.AsSpan(24), ReserveAt);
        PutSector(256, 2, anchor);
        if (_shape.Kind != PartitionKind.Virtual)
            PutSector(PartitionAt + Blocks - 1, 2, anchor);
        foreach (uint at in (uint[])[MainAt, ReserveAt])
        {
            // Linux asks for a primary volume descriptor, although it holds nothing that is needed.
            PutSector(at, 1, new byte[512]);
            PutSector(at + 1, 5, PartitionDescriptor());
            PutSector(at + 2, 6, VolumeDescriptor(fileSet));
            PutSector(at + 3, 8, new byte[512]);
        }
    }

    private static byte[] PartitionDescriptor()
    {
        byte[] partition = new byte[512];
        Encoding.ASCII.GetBytes("+NSR03").CopyTo(partition, 25);
        BinaryPrimitives.WriteInt32LittleEndian(partition.AsSpan(184), 1);
        BinaryPrimitives.WriteInt32LittleEndian(partition.AsSpan(188), PartitionAt);
        BinaryPrimitives.WriteInt32LittleEndian(partition.AsSpan(192), Blocks);
        return partition;
    }

    private byte[] VolumeDescriptor(uint fileSet)
    {
        byte[] volume = new byte[512];
        byte[] label = [8, .. "MADE BY TEST"u8];
        label.CopyTo(volume, 84);
        volume[84 + 127] = (byte)label.Length;
        BinaryPrimitives.WriteInt32LittleEndian(volume.AsSpan(212), _shape.Sector);
        Encoding.ASCII.GetBytes("*OSTA UDF Compliant").CopyTo(volume, 217);
        BinaryPrimitives.WriteUInt16LittleEndian(volume.AsSpan(216 + 24), 0x0250);
        WriteLong(volume.AsSpan(248), fileSet, 0, _shape.Sector, MetaPartition);
        byte[] maps = _shape.Kind switch
        {
            PartitionKind.Physical => Type1(),
            PartitionKind.Sparable => SparableMap(),
            PartitionKind.Virtual => [.. Type1(), .. Type2("*UDF Virtual Partition")],
            _ => [.. Type1(), .. MetadataMap()],
        };
        BinaryPrimitives.WriteInt32LittleEndian(volume.AsSpan(264), maps.Length);
        BinaryPrimitives.WriteInt32LittleEndian(volume.AsSpan(268), InFile ? 2 : 1);
        maps.CopyTo(volume, 440);
        return volume;
    }

    private static byte[] Type1() => [1, 6, 1, 0, 0, 0];

    private static byte[] Type2(string identifier)
    {
        byte[] map = new byte[64];
        (map[0], map[1], map[36]) = (2, 64, 1);
        Encoding.ASCII.GetBytes(identifier).CopyTo(map, 5);
        BinaryPrimitives.WriteUInt16LittleEndian(map.AsSpan(28), 0x0250);
        return map;
    }

    private static byte[] SparableMap()
    {
        byte[] map = Type2("*UDF Sparable Partition");
        (map[40], map[42]) = (Packet, 2);
        BinaryPrimitives.WriteInt32LittleEndian(map.AsSpan(44), 72);
        BinaryPrimitives.WriteInt32LittleEndian(map.AsSpan(48), TablesAt);
        BinaryPrimitives.WriteInt32LittleEndian(map.AsSpan(52), TablesAt + 1);
        return map;
    }

    private static byte[] MetadataMap()
    {
        byte[] map = Type2("*UDF Metadata Partition");
        BinaryPrimitives.WriteInt32LittleEndian(map.AsSpan(40), 0);
        BinaryPrimitives.WriteInt32LittleEndian(map.AsSpan(44), 1);
        BinaryPrimitives.WriteInt32LittleEndian(map.AsSpan(48), -1);
        BinaryPrimitives.WriteInt32LittleEndian(map.AsSpan(52), Packet);
        map[56] = 1;
        map[58] = 1;
        return map;
    }

    /// <summary>The second table is the newer one: only it has the packet where it lies.</summary>
    private void WriteSparingTable()
    {
        for (uint index = 0; index < 2; index++)
        {
            byte[] table = new byte[512];
            Encoding.ASCII.GetBytes("*UDF Sparing Table").CopyTo(table, 17);
            BinaryPrimitives.WriteUInt16LittleEndian(table.AsSpan(48), 2);
            BinaryPrimitives.WriteUInt32LittleEndian(table.AsSpan(52), index + 1);
            BinaryPrimitives.WriteUInt32LittleEndian(table.AsSpan(56), MovedPacket);
            BinaryPrimitives.WriteInt32LittleEndian(table.AsSpan(60), index == 0 ? SpareAt + Packet : SpareAt);
            BinaryPrimitives.WriteUInt32LittleEndian(table.AsSpan(64), uint.MaxValue);
            PutSector(TablesAt + index, 0, table);
        }
    }

    /// <summary>The records in two pieces, and a full mirror of them in one.</summary>
    private void WriteMetadataFiles()
    {
        for (uint block = 0; block < MetaBlocks; block++)
            _disc.AsSpan((int)MetaOffset(block), _shape.Sector).CopyTo(_disc.AsSpan((int)DataOffset(MirrorAt + block)));
        int half = MetaBlocks / 2 * _shape.Sector;
        WriteSystemFile(0, 250, MetaBlocks * _shape.Sector,
            MainSecond == MainFirst + MetaBlocks / 2
                ? Descriptor(0, MainFirst, half * 2, 0, 0)
                : [.. Descriptor(0, MainFirst, half, 0, 0), .. Descriptor(0, MainSecond, half, 0, 0)]);
        WriteSystemFile(1, 251, MetaBlocks * _shape.Sector, Descriptor(0, MirrorAt, MetaBlocks * _shape.Sector, 0, 0));
    }

    private void WriteVirtualTable()
    {
        byte[] table = new byte[152 + _virtual.Count * 4];
        BinaryPrimitives.WriteUInt16LittleEndian(table, 152);
        for (int index = 0; index < _virtual.Count; index++)
            BinaryPrimitives.WriteUInt32LittleEndian(table.AsSpan(152 + index * 4), _virtual[index]);
        uint at = PutBlocks(table, NewData, DataOffset);
        WriteSystemFile(Blocks - 1, 248, table.Length, Descriptor(0, at, table.Length, 0, 0));
    }

    private void WriteSystemFile(uint block, byte type, int length, byte[] descriptors)
    {
        byte[] record = new byte[_shape.Sector];
        BinaryPrimitives.WriteUInt16LittleEndian(record.AsSpan(20), 4);
        record[27] = type;
        BinaryPrimitives.WriteInt32LittleEndian(record.AsSpan(56), length);
        BinaryPrimitives.WriteInt32LittleEndian(record.AsSpan(212), descriptors.Length);
        descriptors.CopyTo(record, 216);
        UdfSums.Seal(record, 266, block);
        record.CopyTo(_disc, DataOffset(block));
    }

    private static void WriteSectors(Span<byte> field, uint at)
    {
        // Four descriptors, in sectors of any size.
        BinaryPrimitives.WriteUInt32LittleEndian(field, 4 * 4096);
        BinaryPrimitives.WriteUInt32LittleEndian(field[4..], at);
    }

    private void PutSector(uint sector, ushort id, Span<byte> descriptor)
    {
        UdfSums.Seal(descriptor, id, sector);
        descriptor.CopyTo(_disc.AsSpan((int)sector * _shape.Sector));
    }
}
