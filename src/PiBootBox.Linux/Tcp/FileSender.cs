using System.Net.Sockets;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using static PiBootBox.Linux.Errno;

namespace PiBootBox.Linux.Tcp;

public enum SendEnd
{
    /// <summary>Every byte is in the kernel's hands.</summary>
    Sent,
    /// <summary>The client reset, vanished, or the socket was shut down.</summary>
    ConnectionLost,
    /// <summary>The file is shorter than it was when it was opened.</summary>
    FileShort,
    /// <summary>The drive cannot be read.</summary>
    DriveFailed,
}

/// <param name="Sent">Bytes of the file that were taken.</param>
/// <param name="Error">The system's error number; 0 without one.</param>
public readonly record struct SendResult(SendEnd End, long Sent, int Error);

/// <summary>Sends files by sendfile(2): the bytes go from the page cache to the network and never enter the process.</summary>
public static partial class FileSender
{
    // One call moves at most this much on Linux, whatever is asked for.
    private const long MostPerCall = 0x7FFFF000;

    private const int
        MSG_NOSIGNAL = 0x4000,
        MSG_MORE = 0x8000;

    /// <summary>
    /// Sends <paramref name="head"/> and then a part of the file, the two in the same segments. Blocks as
    /// long as the client or the drive lets it: another thread ends it by shutting the socket down.
    /// </summary>
    /// <param name="socket">Connected, in blocking mode.</param>
    /// <param name="first">Offset in the file, at least 0.</param>
    /// <param name="count">Bytes of the file to send; 0 sends the head alone.</param>
    public static SendResult Send(SafeSocketHandle socket, ReadOnlySpan<byte> head, SafeFileHandle file, long first, long count)
    {
        if (!TrySend(socket, head, count > 0, out int error))
            return new SendResult(SendEnd.ConnectionLost, 0, error);

        long offset = first, end = first + count;
        while (offset < end)
        {
            nint sent = SendFile(socket, file, ref offset, (nint)Math.Min(end - offset, MostPerCall));
            if (sent == 0)
                return new SendResult(SendEnd.FileShort, offset - first, 0);
            if (sent < 0 && Marshal.GetLastPInvokeError() is var number && number != EINTR)
                return new SendResult(IsOfConnection(number) ? SendEnd.ConnectionLost : SendEnd.DriveFailed, offset - first, number);
        }
        return new SendResult(SendEnd.Sent, count, 0);
    }

    /// <summary>Sends <paramref name="head"/> and then bytes that are in memory. Blocks as the other one does.</summary>
    /// <param name="more">Other bytes follow at once.</param>
    public static SendResult Send(SafeSocketHandle socket, ReadOnlySpan<byte> head, ReadOnlySpan<byte> bytes, bool more)
    {
        bool isSent = TrySend(socket, head, bytes.Length > 0, out int error) && TrySend(socket, bytes, more, out error);
        return isSent ? new SendResult(SendEnd.Sent, bytes.Length, 0) : new SendResult(SendEnd.ConnectionLost, 0, error);
    }

    private static bool TrySend(SafeSocketHandle socket, ReadOnlySpan<byte> bytes, bool more, out int error)
    {
        while (!bytes.IsEmpty)
        {
            nint sent = SendBytes(socket, bytes, bytes.Length, MSG_NOSIGNAL | (more ? MSG_MORE : 0));
            error = sent < 0 ? Marshal.GetLastPInvokeError() : 0;
            if (sent < 0 && error != EINTR)
                return false;
            bytes = bytes[(int)Math.Max(sent, 0)..];
        }
        error = 0;
        return true;
    }

    // ENOTCONN and ECONNABORTED are not among them: a FUSE drive (NTFS) says so when its driver died.
    private static bool IsOfConnection(int error) => error is
        EPIPE or ECONNRESET or ETIMEDOUT or ENETDOWN or ENETUNREACH or EHOSTDOWN or EHOSTUNREACH;

    [LibraryImport("libc", EntryPoint = "send", SetLastError = true)]
    private static partial nint SendBytes(SafeHandle socket, ReadOnlySpan<byte> bytes, nint count, int flags);

    [LibraryImport("libc", EntryPoint = "sendfile64", SetLastError = true)]
    private static partial nint SendFile(SafeHandle socket, SafeHandle file, ref long offset, nint count);
}
