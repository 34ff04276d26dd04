using System.Buffers.Binary;
using PiBootBox.Core.Machines;
using PiBootBox.Wire;

namespace PiBootBox.Core.Leases;

/// <summary>
/// The lease journal's bytes: one header, then records, each of <see cref="RecordSize"/> bytes and
/// each with a check sum of its own, so that a record that a power cut tore is known by itself and
/// the ones behind it stay readable. Numbers are little-endian; addresses keep their wire order.
/// </summary>
/// <remarks>
/// Header: 0 magic, 8 version u16, 10 record size u16, 12 zero, 16 boot id, 32 zero, 60 CRC-32C of 0..59.
/// Record: 0 CRC-32C of 4..63, 4 address, 8 op, 9 zero, 10 hardware address, 16 machine UUID,
/// 32 client key, 48 time i64, 56 duration i64 (both in 100 ns).
/// </remarks>
public static class LeaseJournalFormat
{
    public const int HeaderSize = 64;
    public const int RecordSize = 64;
    public const ushort Version = 1;

    /// <summary>A record that carries nothing but the time: the box was up at this moment.</summary>
    private const byte Heartbeat = 0x40;

    /// <summary>Keeps the arithmetic on times away from its ends; no box runs that long.</summary>
    private static readonly TimeSpan Millennium = TimeSpan.FromDays(365_250);

    private static ReadOnlySpan<byte> Magic => "PiBxLeas"u8;

    /// <param name="boot">The boot whose monotonic clock the records of this file are told in.</param>
    public static void WriteHeader(Span<byte> target, Guid boot)
    {
        Span<byte> header = target[..HeaderSize];
        header.Clear();
        Magic.CopyTo(header);
        BinaryPrimitives.WriteUInt16LittleEndian(header[8..], Version);
        BinaryPrimitives.WriteUInt16LittleEndian(header[10..], RecordSize);
        boot.TryWriteBytes(header[16..]);
        BinaryPrimitives.WriteUInt32LittleEndian(header[60..], Crc32C.Of(header[..60]));
    }

    public static JournalHeader ReadHeader(ReadOnlySpan<byte> source, out Guid boot)
    {
        boot = Guid.Empty;
        if (source.Length < HeaderSize || !source.StartsWith(Magic))
            return JournalHeader.Damaged;
        // Before the check sum: another version may keep its own elsewhere.
        if (BinaryPrimitives.ReadUInt16LittleEndian(source[8..]) != Version)
            return JournalHeader.OtherVersion;
        if (BinaryPrimitives.ReadUInt32LittleEndian(source[60..]) != Crc32C.Of(source[..60]))
            return JournalHeader.Damaged;
        boot = new Guid(source.Slice(16, 16));
        return JournalHeader.Good;
    }

    public static void Write(Span<byte> target, in LeaseRecord record)
    {
        Span<byte> bytes = target[..RecordSize];
        record.Address.Write(bytes[4..]);
        bytes[8] = (byte)record.Op;
        bytes[9] = 0;
        record.Machine.Mac.Write(bytes[10..]);
        record.Machine.Uuid.TryWriteBytes(bytes[16..]);
        BinaryPrimitives.WriteUInt128LittleEndian(bytes[32..], record.ClientKey);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[48..], record.At.Ticks);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[56..], record.Duration.Ticks);
        Seal(bytes);
    }

    public static void WriteHeartbeat(Span<byte> target, TimeSpan at)
    {
        Span<byte> bytes = target[..RecordSize];
        bytes.Clear();
        bytes[8] = Heartbeat;
        BinaryPrimitives.WriteInt64LittleEndian(bytes[48..], at.Ticks);
        Seal(bytes);
    }

    /// <summary>False when the check sum or a value is wrong. A heartbeat is a good record that is no lease.</summary>
    public static bool TryRead(ReadOnlySpan<byte> source, out LeaseRecord record, out bool isLease)
    {
        record = default;
        isLease = false;
        if (source.Length < RecordSize
            || BinaryPrimitives.ReadUInt32LittleEndian(source) != Crc32C.Of(source[4..RecordSize]))
            return false;
        byte op = source[8];
        isLease = op is >= (byte)LeaseOp.Bound and <= (byte)LeaseOp.Quarantined;
        if (!isLease && op != Heartbeat)
            return false;
        record = new LeaseRecord(
            (LeaseOp)op,
            Ipv4.Read(source[4..]),
            new MachineId(MacAddress.Read(source[10..]), new Guid(source.Slice(16, 16))),
            BinaryPrimitives.ReadUInt128LittleEndian(source[32..]),
            new TimeSpan(BinaryPrimitives.ReadInt64LittleEndian(source[48..])),
            new TimeSpan(BinaryPrimitives.ReadInt64LittleEndian(source[56..])));
        return record.Duration >= TimeSpan.Zero && record.At > -Millennium && record.At < Millennium;
    }

    private static void Seal(Span<byte> record) =>
        BinaryPrimitives.WriteUInt32LittleEndian(record, Crc32C.Of(record[4..]));
}

public enum JournalHeader
{
    Good,
    /// <summary>Written by a box of another version: not ours to read, and not ours to throw away.</summary>
    OtherVersion,
    Damaged,
}
