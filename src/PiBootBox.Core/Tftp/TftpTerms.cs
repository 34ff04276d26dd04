using PiBootBox.Wire.Tftp;

namespace PiBootBox.Core.Tftp;

/// <summary>What client and box agree on for one transfer (RFC 2347).</summary>
/// <param name="BlockSize">Bytes of data in a full block.</param>
/// <param name="Window">Blocks that may be under way at once; 1 is the lock-step of RFC 1350.</param>
/// <param name="Interval">Wait before a retransmission where the client asked for one, else zero: measured.</param>
/// <param name="Answer">The OACK; empty when nothing was asked for, then the first DATA answers.</param>
public readonly record struct TftpTerms(int BlockSize, int Window, TimeSpan Interval, TftpOptions Answer)
{
    /// <summary>IPv4, UDP and TFTP headers: no block may need a second fragment, ROMs cannot join them.</summary>
    public const int HeadersOfBlock = 32;

    /// <summary>Terms without any option (RFC 1350).</summary>
    public static readonly TftpTerms Plain = new(TftpPacket.DefaultBlockSize, 1, TimeSpan.Zero, default);

    /// <summary>Grants what was asked, smaller where the box must: RFC 2348 and 7440 let the server lower a value, never raise it.</summary>
    /// <param name="length">Bytes that will go over the wire.</param>
    /// <param name="mtu">Of the interface, in bytes.</param>
    /// <param name="maxWindow">Blocks.</param>
    public static TftpTerms Agree(in TftpOptions asked, TftpMode mode, long length, int mtu, int maxWindow)
    {
        TftpOptions answer = default;
        if (asked.BlockSize != 0)
            answer = answer with { BlockSize = Math.Max(8, Math.Min(asked.BlockSize, mtu - HeadersOfBlock)) };
        // Windows are for images: old netascii clients that copy the option from a template do not expect them.
        if (asked.WindowSize != 0 && mode == TftpMode.Octet)
            answer = answer with { WindowSize = Math.Min(asked.WindowSize, maxWindow) };
        if (asked.TimeoutSeconds != 0)
            answer = answer with { TimeoutSeconds = asked.TimeoutSeconds };
        if (asked.HasTransferSize)
            answer = answer with { HasTransferSize = true, TransferSize = length };
        return new TftpTerms(
            answer.BlockSize != 0 ? answer.BlockSize : TftpPacket.DefaultBlockSize,
            Math.Max(1, answer.WindowSize),
            TimeSpan.FromSeconds(answer.TimeoutSeconds),
            answer);
    }
}
