using System.Text;

namespace PiBootBox.Wire.Tftp;

/// <summary>
/// Options of a request or of an OACK. Zero (or false) means: not there.
/// </summary>
/// <param name="BlockSize">Bytes of data in a full block, 8 to 65464 (RFC 2348).</param>
/// <param name="TimeoutSeconds">Wait before a retransmission, 1 to 255 (RFC 2349).</param>
/// <param name="WindowSize">Blocks sent without waiting for an ACK, 1 to 65535 (RFC 7440).</param>
/// <param name="HasTransferSize">Whether the file's size is asked for, or told (RFC 2349).</param>
/// <param name="TransferSize">Bytes of the file; a reader sends 0.</param>
public readonly record struct TftpOptions(
    int BlockSize = 0, int TimeoutSeconds = 0, int WindowSize = 0, bool HasTransferSize = false, long TransferSize = 0)
{
    internal static ReadOnlySpan<byte> BlockSizeName => "blksize"u8;
    internal static ReadOnlySpan<byte> TimeoutName => "timeout"u8;
    internal static ReadOnlySpan<byte> WindowSizeName => "windowsize"u8;
    internal static ReadOnlySpan<byte> TransferSizeName => "tsize"u8;

    public bool IsEmpty => this == default;

    /// <summary>Takes one pair in. Names are compared without regard to case (RFC 2347).</summary>
    public TftpOptions With(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        if (!TryNumber(value, out long number))
            return this;
        if (BlockSize == 0 && number is >= 8 and <= 65464 && Ascii.EqualsIgnoreCase(name, BlockSizeName))
            return this with { BlockSize = (int)number };
        if (TimeoutSeconds == 0 && number is >= 1 and <= 255 && Ascii.EqualsIgnoreCase(name, TimeoutName))
            return this with { TimeoutSeconds = (int)number };
        if (WindowSize == 0 && number is >= 1 and <= 65535 && Ascii.EqualsIgnoreCase(name, WindowSizeName))
            return this with { WindowSize = (int)number };
        if (!HasTransferSize && Ascii.EqualsIgnoreCase(name, TransferSizeName))
            return this with { HasTransferSize = true, TransferSize = number };
        return this;
    }

    private static bool TryNumber(ReadOnlySpan<byte> text, out long number)
    {
        number = 0;
        // Eighteen digits always fit; nothing that TFTP counts needs more.
        if (text.Length is 0 or > 18)
            return false;
        foreach (byte digit in text)
        {
            if (digit is < (byte)'0' or > (byte)'9')
                return false;
            number = number * 10 + (digit - '0');
        }
        return true;
    }
}
