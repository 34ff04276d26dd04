using System.Text;
using System.Text.Unicode;

namespace PiBootBox.Wire.Tftp;

/// <summary>
/// A checked view of an RRQ or WRQ (RFC 1350 section 5, options RFC 2347). Options that are unknown,
/// repeated, or out of their range count as not asked for: RFC 2347 wants them left out of the answer.
/// </summary>
public readonly ref struct TftpRequest
{
    private TftpRequest(TftpOpcode opcode, ReadOnlySpan<byte> fileName, TftpMode mode, TftpOptions asked)
    {
        Opcode = opcode;
        FileName = fileName;
        Mode = mode;
        Asked = asked;
    }

    /// <summary><see cref="TftpOpcode.ReadRequest"/> or <see cref="TftpOpcode.WriteRequest"/>.</summary>
    public TftpOpcode Opcode { get; }

    /// <summary>As it came, without the terminator; may be empty.</summary>
    public ReadOnlySpan<byte> FileName { get; }

    public TftpMode Mode { get; }

    public TftpOptions Asked { get; }

    /// <summary>False when the packet is no request, or its name or mode has no terminator.</summary>
    public static bool TryParse(ReadOnlySpan<byte> packet, out TftpRequest request)
    {
        request = default;
        TftpOpcode opcode = TftpPacket.OpcodeOf(packet);
        if (opcode is not (TftpOpcode.ReadRequest or TftpOpcode.WriteRequest))
            return false;
        int at = 2;
        if (!TryText(packet, ref at, out ReadOnlySpan<byte> fileName) || !TryText(packet, ref at, out ReadOnlySpan<byte> mode))
            return false;
        request = new TftpRequest(opcode, fileName, ModeOf(mode), ReadOptions(packet[at..]));
        return true;
    }

    /// <summary>The name as text: UTF-8 where it is that, else Latin-1, so that no two names fall together.</summary>
    public string FileNameText() =>
        (Utf8.IsValid(FileName) ? Encoding.UTF8 : Encoding.Latin1).GetString(FileName);

    private static TftpMode ModeOf(ReadOnlySpan<byte> mode) =>
        Ascii.EqualsIgnoreCase(mode, "octet"u8) ? TftpMode.Octet
        : Ascii.EqualsIgnoreCase(mode, "netascii"u8) ? TftpMode.Netascii
        : TftpMode.Unknown;

    private static TftpOptions ReadOptions(ReadOnlySpan<byte> pairs)
    {
        TftpOptions asked = default;
        int at = 0;
        // A cut or empty pair ends the list: ROMs pad requests with zeros.
        while (TryText(pairs, ref at, out ReadOnlySpan<byte> name) && name.Length > 0
               && TryText(pairs, ref at, out ReadOnlySpan<byte> value))
            asked = asked.With(name, value);
        return asked;
    }

    private static bool TryText(ReadOnlySpan<byte> packet, scoped ref int at, out ReadOnlySpan<byte> text)
    {
        text = packet[at..];
        int end = text.IndexOf((byte)0);
        if (end < 0)
            return false;
        text = text[..end];
        at += end + 1;
        return true;
    }
}
