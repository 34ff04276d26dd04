using System.Buffers.Binary;
using PiBootBox.Wire;

namespace PiBootBox.Core.Machines;

/// <summary>The bytes of the machine memory's file. Numbers are little-endian, hardware addresses keep their wire order.</summary>
/// <remarks>
/// 0 magic, 8 version u16, 10 record size u16, 12 count u32, then the records, the quietest first: 0 hardware address,
/// 6 offer shape, 7 loader, 8 UUID in .NET's order, zero where none counts; at the end the CRC-32C of everything before it.
/// </remarks>
public static class MachineMemoryFormat
{
    private const int HeaderSize = 16;
    private const int RecordSize = 24;
    private const int ChecksumSize = 4;
    private const ushort Version = 2;

    /// <summary>Bytes of the largest file.</summary>
    public const int MostBytes = HeaderSize + RecordSize * MachineMemory.Most + ChecksumSize;

    private static ReadOnlySpan<byte> Magic => "PiBxMach"u8;

    public static byte[] Write(MachineMemory memory)
    {
        (MachineId Machine, MachineMemo Memo)[] machines = memory.Snapshot();
        byte[] bytes = new byte[HeaderSize + RecordSize * machines.Length + ChecksumSize];
        Magic.CopyTo(bytes);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(8), Version);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(10), RecordSize);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(12), machines.Length);
        Span<byte> at = bytes.AsSpan(HeaderSize);
        foreach ((MachineId machine, MachineMemo memo) in machines)
        {
            machine.Mac.Write(at);
            at[6] = memo.OfferShape;
            at[7] = memo.Loader;
            machine.Uuid.TryWriteBytes(at[8..]);
            at = at[RecordSize..];
        }
        BinaryPrimitives.WriteUInt32LittleEndian(at, Crc32C.Of(bytes.AsSpan(0, bytes.Length - ChecksumSize)));
        return bytes;
    }

    /// <returns>False for bytes that are torn, or of another program or version: nothing of them counts.</returns>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out MachineMemory memory)
    {
        memory = new MachineMemory();
        if (bytes.Length < HeaderSize + ChecksumSize || !bytes.StartsWith(Magic)
            || BinaryPrimitives.ReadUInt16LittleEndian(bytes[8..]) != Version
            || BinaryPrimitives.ReadUInt16LittleEndian(bytes[10..]) != RecordSize)
            return false;
        uint count = BinaryPrimitives.ReadUInt32LittleEndian(bytes[12..]);
        if (count > MachineMemory.Most || bytes.Length != HeaderSize + RecordSize * (int)count + ChecksumSize
            || BinaryPrimitives.ReadUInt32LittleEndian(bytes[^ChecksumSize..]) != Crc32C.Of(bytes[..^ChecksumSize]))
            return false;
        for (ReadOnlySpan<byte> at = bytes[HeaderSize..^ChecksumSize]; at.Length > 0; at = at[RecordSize..])
            memory.Restore(new MachineId(MacAddress.Read(at), new Guid(at.Slice(8, 16))), new MachineMemo(at[6], at[7]));
        return true;
    }
}
