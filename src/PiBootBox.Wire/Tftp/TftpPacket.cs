using System.Buffers.Binary;
using System.Buffers.Text;
using System.Text;

namespace PiBootBox.Wire.Tftp;

/// <summary>Reading and writing of every packet but the requests (RFC 1350 section 5, RFC 2347).</summary>
public static class TftpPacket
{
    /// <summary>Bytes before the data of a DATA packet, and of a whole ACK.</summary>
    public const int HeaderLength = 4;

    /// <summary>Block size without an option (RFC 1350).</summary>
    public const int DefaultBlockSize = 512;

    /// <summary>Room that the longest OACK of the four known options needs.</summary>
    public const int OptionAckRoom = 96;

    /// <summary>Longest message that <see cref="WriteError"/> sends; ROMs print it on one line.</summary>
    public const int MaxMessage = 200;

    /// <summary><see cref="TftpOpcode.None"/> for fewer than two bytes and for numbers that TFTP does not know.</summary>
    public static TftpOpcode OpcodeOf(ReadOnlySpan<byte> packet)
    {
        if (packet.Length < 2)
            return TftpOpcode.None;
        ushort opcode = BinaryPrimitives.ReadUInt16BigEndian(packet);
        return opcode <= (ushort)TftpOpcode.OptionAck ? (TftpOpcode)opcode : TftpOpcode.None;
    }

    /// <summary>Bytes behind the block number are ignored: some ROMs pad to 60 bytes.</summary>
    public static bool TryReadAck(ReadOnlySpan<byte> packet, out ushort block) =>
        TryReadNumbered(packet, TftpOpcode.Ack, out block);

    /// <summary>The data is what follows the four header bytes. The box never gets one: for the load generator and the tests.</summary>
    public static bool TryReadData(ReadOnlySpan<byte> packet, out ushort block) =>
        TryReadNumbered(packet, TftpOpcode.Data, out block);

    /// <summary>A message without a terminator is taken to the packet's end: many clients leave it out.</summary>
    public static bool TryReadError(ReadOnlySpan<byte> packet, out TftpErrorCode code, out ReadOnlySpan<byte> message)
    {
        message = default;
        bool isError = TryReadNumbered(packet, TftpOpcode.Error, out ushort number);
        code = (TftpErrorCode)number;
        if (isError)
        {
            message = packet[HeaderLength..];
            int end = message.IndexOf((byte)0);
            if (end >= 0)
                message = message[..end];
        }
        return isError;
    }

    /// <summary>The box never gets one: for the load generator and the tests.</summary>
    public static bool TryReadOptionAck(ReadOnlySpan<byte> packet, out TftpOptions options)
    {
        options = default;
        if (OpcodeOf(packet) != TftpOpcode.OptionAck)
            return false;
        ReadOnlySpan<byte> rest = packet[2..];
        while (rest.IndexOf((byte)0) is var name and > 0 && rest[(name + 1)..].IndexOf((byte)0) is var value and >= 0)
        {
            options = options.With(rest[..name], rest.Slice(name + 1, value));
            rest = rest[(name + value + 2)..];
        }
        return true;
    }

    /// <summary>Writes the four bytes in front of a block's data.</summary>
    public static void WriteDataHeader(Span<byte> target, ushort block) =>
        BinaryPrimitives.WriteUInt32BigEndian(target, (uint)TftpOpcode.Data << 16 | block);

    public static void WriteAck(Span<byte> target, ushort block) =>
        BinaryPrimitives.WriteUInt32BigEndian(target, (uint)TftpOpcode.Ack << 16 | block);

    /// <summary>A longer message than <see cref="MaxMessage"/> is cut; what is not ASCII becomes <c>?</c>.</summary>
    /// <param name="target">At least <see cref="MaxMessage"/> + 5 bytes.</param>
    /// <returns>Bytes of the packet.</returns>
    public static int WriteError(Span<byte> target, TftpErrorCode code, ReadOnlySpan<char> message)
    {
        if (message.Length > MaxMessage)
            message = message[..MaxMessage];
        BinaryPrimitives.WriteUInt32BigEndian(target, (uint)TftpOpcode.Error << 16 | (ushort)code);
        int length = Encoding.ASCII.GetBytes(message, target[HeaderLength..]);
        target[HeaderLength + length] = 0;
        return HeaderLength + length + 1;
    }

    /// <summary>Writes exactly the options that are set: a client drops an OACK with one that it did not ask for.</summary>
    /// <param name="target">At least <see cref="OptionAckRoom"/> bytes.</param>
    /// <returns>Bytes of the packet.</returns>
    public static int WriteOptionAck(Span<byte> target, in TftpOptions options)
    {
        BinaryPrimitives.WriteUInt16BigEndian(target, (ushort)TftpOpcode.OptionAck);
        int length = 2;
        if (options.BlockSize != 0)
            WritePair(target, ref length, TftpOptions.BlockSizeName, options.BlockSize);
        if (options.TimeoutSeconds != 0)
            WritePair(target, ref length, TftpOptions.TimeoutName, options.TimeoutSeconds);
        if (options.HasTransferSize)
            WritePair(target, ref length, TftpOptions.TransferSizeName, options.TransferSize);
        if (options.WindowSize != 0)
            WritePair(target, ref length, TftpOptions.WindowSizeName, options.WindowSize);
        return length;
    }

    /// <summary>An RRQ or WRQ, as a client sends it: for the load generator and the tests.</summary>
    /// <param name="target">Room for the name and <see cref="OptionAckRoom"/> + 16 bytes.</param>
    public static int WriteRequest(
        Span<byte> target, TftpOpcode opcode, ReadOnlySpan<byte> fileName, ReadOnlySpan<byte> mode, in TftpOptions asked)
    {
        int options = 2 + fileName.Length + 1 + mode.Length + 1;
        // The list of options is that of an OACK; its opcode is overwritten by the texts in front of it.
        int length = options - 2 + WriteOptionAck(target[(options - 2)..], asked);
        BinaryPrimitives.WriteUInt16BigEndian(target, (ushort)opcode);
        fileName.CopyTo(target[2..]);
        target[2 + fileName.Length] = 0;
        mode.CopyTo(target[(3 + fileName.Length)..]);
        target[options - 1] = 0;
        return length;
    }

    private static bool TryReadNumbered(ReadOnlySpan<byte> packet, TftpOpcode opcode, out ushort number)
    {
        bool fits = packet.Length >= HeaderLength && OpcodeOf(packet) == opcode;
        number = fits ? BinaryPrimitives.ReadUInt16BigEndian(packet[2..]) : (ushort)0;
        return fits;
    }

    private static void WritePair(Span<byte> target, ref int length, ReadOnlySpan<byte> name, long value)
    {
        name.CopyTo(target[length..]);
        length += name.Length;
        target[length++] = 0;
        Utf8Formatter.TryFormat(value, target[length..], out int digits);
        length += digits;
        target[length++] = 0;
    }
}
