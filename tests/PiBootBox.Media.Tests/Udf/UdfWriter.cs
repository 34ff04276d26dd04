using System.Buffers.Binary;
using System.Text;

namespace PiBootBox.Media.Tests.Udf;

public enum PartitionKind
{
    Physical,
    Virtual,
    Sparable,
    Metadata,
}

/// <summary>What a disc of <see cref="UdfWriter"/> is like.</summary>
/// <param name="Form">Of the allocation descriptors: 0 short, 1 long, 2 extended, 3 within the record where it fits.</param>
/// <param name="PieceBlocks">Blocks of a file that lie together.</param>
/// <param name="PerRecord">Descriptors in a file's record and in each continuation of it.</param>
public sealed record DiscShape(
    int Sector = 512, PartitionKind Kind = PartitionKind.Physical, int Form = 0, bool Extended = false,
    int PieceBlocks = 1000, int PerRecord = 1000);

/// <summary>
/// Writes small UDF discs of the kinds that no program at hand makes with files on them: metadata, virtual and
/// sparable partitions, extended and continued descriptors (ECMA-167 and UDF 2.60). Linux 6.1.192 mounts them all and
/// reads the same bytes, but for extended descriptors, which it does not know.
/// </summary>
internal sealed partial class UdfWriter
{
    private const int MainAt = 257, ReserveAt = 262, TablesAt = 268, PartitionAt = 288;
    private const int Blocks = 288, Packet = 32, MovedPacket = 32, SpareAt = PartitionAt + 224;
    private const int MetaBlocks = 48, MainFirst = 16, MirrorAt = 112;

    private readonly DiscShape _shape;
    private readonly byte[] _disc;
    private readonly SortedDictionary<string, (byte[] Content, byte Type)> _files = new(StringComparer.Ordinal);
    private readonly List<uint> _virtual = [];
    private uint _nextMeta;
    private uint _nextData;

    public UdfWriter(DiscShape shape)
    {
        _shape = shape;
        _disc = new byte[(PartitionAt + Blocks) * shape.Sector];
        (_nextMeta, _nextData) = shape.Kind switch
        {
            PartitionKind.Metadata => (0u, 160u),
            PartitionKind.Virtual => (0u, 1u),
            _ => (0u, 100u),
        };
    }

    /// <summary>7-Zip reads records only where they lie together.</summary>
    private uint MainSecond => _shape.PieceBlocks < 1000 ? 80u : MainFirst + MetaBlocks / 2;

    private bool InFile => _shape.Kind is PartitionKind.Virtual or PartitionKind.Metadata;

    private ushort MetaPartition => (ushort)(InFile ? 1 : 0);

    public UdfWriter Add(string path, byte[] content, byte type = 5)
    {
        _files.Add(path, (content, type));
        return this;
    }

    public byte[] Build()
    {
        uint fileSet = NewMeta();
        byte[] set = new byte[512];
        WriteLong(set.AsSpan(400), WriteFolder(""), 0, _shape.Sector, MetaPartition);
        PutMeta(fileSet, 256, set);
        WriteVolume(fileSet);
        return _disc;
    }

    private (uint Block, bool IsFolder) WriteEntry(string path) => _files.TryGetValue(path, out (byte[] Content, byte Type) file)
        ? (WriteFile(file.Content, file.Type), false)
        : (WriteFolder(path + "/"), true);

    private uint WriteFolder(string prefix)
    {
        uint block = NewMeta();
        var names = new SortedSet<string>(StringComparer.Ordinal);
        foreach (string path in _files.Keys.Where(path => path.StartsWith(prefix, StringComparison.Ordinal)))
            names.Add(path[prefix.Length..].Split('/')[0]);

        using var records = new MemoryStream();
        records.Write(Identifier("", 0x0A, block));
        records.Write(Identifier("deleted", 0x04, 0));
        foreach (string name in names)
        {
            (uint entry, bool isFolder) = WriteEntry(prefix + name);
            records.Write(Identifier(name, (byte)(isFolder ? 2 : 0), entry));
        }
        WriteRecord(block, records.ToArray(), 4, isMeta: true);
        return block;
    }

    private uint WriteFile(byte[] content, byte type)
    {
        uint block = NewMeta();
        WriteRecord(block, content, type, isMeta: false);
        return block;
    }

    private byte[] Identifier(string name, byte flags, uint block)
    {
        byte[] text = name.Length == 0 ? []
            : name.All(character => character < 256) ? [8, .. Encoding.Latin1.GetBytes(name)]
            : [16, .. Encoding.BigEndianUnicode.GetBytes(name)];
        byte[] record = new byte[38 + text.Length + 3 & ~3];
        BinaryPrimitives.WriteUInt16LittleEndian(record.AsSpan(16), 1);
        (record[18], record[19]) = (flags, (byte)text.Length);
        WriteLong(record.AsSpan(20), block, 0, (flags & 4) != 0 ? 0 : _shape.Sector, MetaPartition);
        text.CopyTo(record.AsSpan(38));
        UdfSums.Seal(record, 257, block);
        return record;
    }

    private void WriteRecord(uint block, byte[] content, byte type, bool isMeta)
    {
        byte[] record = new byte[_shape.Sector];
        int body = _shape.Extended ? 216 : 176;
        bool isEmbedded = _shape.Form == 3 && content.Length <= record.Length - body;
        // Data that lie in another partition than the record need a descriptor that names it.
        int form = isEmbedded ? 3 : _shape.Form == 3 || (_shape.Form == 0 && InFile && !isMeta) ? 1 : _shape.Form;
        BinaryPrimitives.WriteUInt16LittleEndian(record.AsSpan(20), 4);
        BinaryPrimitives.WriteUInt16LittleEndian(record.AsSpan(24), 1);
        record[27] = type;
        BinaryPrimitives.WriteUInt16LittleEndian(record.AsSpan(34), (ushort)form);
        BinaryPrimitives.WriteUInt16LittleEndian(record.AsSpan(48), 1);
        BinaryPrimitives.WriteInt64LittleEndian(record.AsSpan(56), content.Length);
        if (_shape.Extended)
            BinaryPrimitives.WriteInt64LittleEndian(record.AsSpan(64), content.Length);
        WriteTime(record.AsSpan(_shape.Extended ? 92 : 84));

        byte[] descriptors = isEmbedded ? content : WriteContent(content, form, isMeta);
        descriptors.CopyTo(record, body);
        BinaryPrimitives.WriteInt32LittleEndian(record.AsSpan(body - 4), descriptors.Length);
        PutMeta(block, (ushort)(_shape.Extended ? 266 : 261), record);
    }

    /// <returns>The descriptors that stand in the record.</returns>
    private byte[] WriteContent(byte[] content, int form, bool isMeta)
    {
        var descriptors = new List<byte[]>();
        int piece = _shape.PieceBlocks * _shape.Sector;
        for (int at = 0; at < content.Length; at += piece)
        {
            byte[] part = content[at..Math.Min(at + piece, content.Length)];
            (uint block, ushort partition) = isMeta ? (PutBlocks(part, NewMeta, MetaOffset), MetaPartition)
                : (PutBlocks(part, NewData, DataOffset), (ushort)0);
            descriptors.Add(Descriptor(form, block, part.Length, partition, kind: 0));
            // The next piece does not follow this one.
            if (!isMeta && at + piece < content.Length)
                _nextData++;
        }

        // From the end: each continuation is named by the record before it.
        var groups = new Stack<byte[][]>(descriptors.Chunk(_shape.PerRecord));
        byte[] after = [];
        while (groups.Count > 0)
        {
            byte[] here = [.. groups.Pop().SelectMany(bytes => bytes), .. after];
            if (groups.Count == 0)
                return here;
            uint block = NewMeta();
            byte[] extent = new byte[_shape.Sector];
            BinaryPrimitives.WriteInt32LittleEndian(extent.AsSpan(20), here.Length);
            here.CopyTo(extent, 24);
            PutMeta(block, 258, extent);
            after = Descriptor(form, block, _shape.Sector, MetaPartition, kind: 3);
        }
        return [];
    }

    private uint PutBlocks(byte[] part, Func<uint> allocate, Func<uint, long> place)
    {
        uint first = 0;
        for (int at = 0; at < part.Length; at += _shape.Sector)
        {
            uint block = allocate();
            first = at == 0 ? block : first;
            part.AsSpan(at, Math.Min(_shape.Sector, part.Length - at)).CopyTo(_disc.AsSpan((int)place(block)));
        }
        return first;
    }

    private static byte[] Descriptor(int form, uint block, int length, ushort partition, int kind)
    {
        byte[] descriptor = new byte[form switch { 0 => 8, 1 => 16, _ => 20 }];
        uint bits = (uint)length | (uint)kind << 30;
        if (form == 0)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(descriptor, bits);
            BinaryPrimitives.WriteUInt32LittleEndian(descriptor.AsSpan(4), block);
        }
        else if (form == 1)
        {
            WriteLong(descriptor, block, kind, length, partition);
        }
        else
        {
            BinaryPrimitives.WriteUInt32LittleEndian(descriptor, bits);
            BinaryPrimitives.WriteInt32LittleEndian(descriptor.AsSpan(4), length);
            BinaryPrimitives.WriteInt32LittleEndian(descriptor.AsSpan(8), length);
            BinaryPrimitives.WriteUInt32LittleEndian(descriptor.AsSpan(12), block);
            BinaryPrimitives.WriteUInt16LittleEndian(descriptor.AsSpan(16), partition);
        }
        return descriptor;
    }

    private static void WriteLong(Span<byte> field, uint block, int kind, int length, ushort partition)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(field, (uint)length | (uint)kind << 30);
        BinaryPrimitives.WriteUInt32LittleEndian(field[4..], block);
        BinaryPrimitives.WriteUInt16LittleEndian(field[8..], partition);
    }

    /// <summary>2024-02-29 12:34:56, an hour east of UTC.</summary>
    private static void WriteTime(Span<byte> field)
    {
        BinaryPrimitives.WriteInt16LittleEndian(field, 1 << 12 | 60);
        BinaryPrimitives.WriteInt16LittleEndian(field[2..], 2024);
        ((ReadOnlySpan<byte>)[2, 29, 12, 34, 56]).CopyTo(field[4..]);
    }

    private uint NewData() => _nextData++;

    private uint NewMeta()
    {
        if (_shape.Kind == PartitionKind.Virtual)
            _virtual.Add(_nextData++);
        return _nextMeta++;
    }

    private long DataOffset(uint block) => (_shape.Kind == PartitionKind.Sparable && block / Packet * Packet == MovedPacket
        ? SpareAt + block % Packet
        : PartitionAt + block) * (long)_shape.Sector;

    private long MetaOffset(uint block) => _shape.Kind switch
    {
        PartitionKind.Virtual => DataOffset(_virtual[(int)block]),
        PartitionKind.Metadata => DataOffset(block < MetaBlocks / 2 ? MainFirst + block : MainSecond + block - MetaBlocks / 2),
        _ => DataOffset(block),
    };

    private void PutMeta(uint block, ushort id, Span<byte> descriptor)
    {
        UdfSums.Seal(descriptor, id, block);
        descriptor.CopyTo(_disc.AsSpan((int)MetaOffset(block)));
    }
}
