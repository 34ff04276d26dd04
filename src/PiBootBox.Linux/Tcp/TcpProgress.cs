using System.Buffers.Binary;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace PiBootBox.Linux.Tcp;

/// <summary>How far the other side of a connection has come, as the kernel knows it (struct tcp_info, Linux 4.6).</summary>
/// <param name="Acknowledged">Bytes that the other side has acknowledged since the connection began.</param>
/// <param name="InFlight">Whether the kernel still holds bytes that the other side has not taken.</param>
public readonly record struct TcpProgress(long Acknowledged, bool InFlight)
{
    private const int IPPROTO_TCP = 6, TCP_INFO = 11;
    private const int UnackedAt = 24, AckedAt = 120, NotSentAt = 144, Size = 148;

    /// <exception cref="SocketException">The socket is not connected any more.</exception>
    /// <exception cref="ObjectDisposedException">It is closed.</exception>
    public static TcpProgress Of(Socket socket)
    {
        Span<byte> info = stackalloc byte[Size];
        socket.GetRawSocketOption(IPPROTO_TCP, TCP_INFO, info);
        return new TcpProgress(
            MemoryMarshal.Read<long>(info[AckedAt..]),
            (MemoryMarshal.Read<uint>(info[UnackedAt..]) | MemoryMarshal.Read<uint>(info[NotSentAt..])) != 0);
    }
}
