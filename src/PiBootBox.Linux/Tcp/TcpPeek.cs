using System.Net.Sockets;

namespace PiBootBox.Linux.Tcp;

/// <summary>Looks at what a connection has received without taking it, so that another reader still finds it.</summary>
public static class TcpPeek
{
    private const int SOL_SOCKET = 1, SO_RCVLOWAT = 18;

    /// <summary>
    /// Blocks until more than <paramref name="have"/> bytes have arrived. A plain peek would return the same
    /// bytes again and again; SO_RCVLOWAT makes the kernel wait for one more. It is back at 1 on return,
    /// because an event loop that takes the socket over would sleep on it.
    /// </summary>
    /// <returns>Bytes that the buffer now holds; not more than <paramref name="have"/> when the other side ended.</returns>
    /// <exception cref="SocketException">The connection is lost.</exception>
    public static int More(Socket socket, Span<byte> buffer, int have)
    {
        if (have == 0)
            return socket.Receive(buffer, SocketFlags.Peek);
        Wait(socket, have + 1);
        try
        {
            return socket.Receive(buffer, SocketFlags.Peek);
        }
        finally
        {
            Wait(socket, 1);
        }
    }

    private static void Wait(Socket socket, int bytes) =>
        socket.SetRawSocketOption(SOL_SOCKET, SO_RCVLOWAT, BitConverter.GetBytes(bytes));
}
