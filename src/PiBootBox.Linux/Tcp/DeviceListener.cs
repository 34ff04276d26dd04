using System.Net;
using System.Net.Sockets;
using System.Text;
using PiBootBox.Core;
using PiBootBox.Core.Network;
using PiBootBox.Linux.Network;

namespace PiBootBox.Linux.Tcp;

/// <summary>Makes the listening sockets of one served network port.</summary>
public static class DeviceListener
{
    private const int SOL_SOCKET = 1, SO_REUSEADDR = 2, SO_BINDTODEVICE = 25;

    // The kernel lowers it to net.core.somaxconn; a classroom that is switched on at once fits.
    private const int Backlog = 512;

    // The kernel doubles it: 128 KiB on their way to each client, which fills a gigabit at a round trip of
    // a millisecond. Left alone the queue grows to 4 MiB a client, goes cold in the cache while it waits,
    // and 30 clients get half as much out of one processor (veth, kernel 6.18: 3.0 against 8.0 GB/s).
    private const int SendBuffer = 64 * 1024;

    /// <summary>
    /// A blocking socket that listens on the interface's own address, bound to the device as well: the
    /// address alone would also be reached through any other port of the box (the kernel's weak host
    /// model), and the device alone would answer on addresses that the box's URLs never name.
    /// Accepted sockets inherit TCP_NODELAY, as the last piece of a file must not wait for an ACK, and the
    /// size of the send buffer.
    /// </summary>
    /// <param name="port">1 to 65535; 0 lets the kernel choose.</param>
    /// <exception cref="CannotServeException">The port is taken, not permitted, or the address is gone.</exception>
    public static Socket Listen(ServedInterface on, int port)
    {
        Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            // Or connections of an earlier run that linger in TIME_WAIT would hold the port for a minute.
            socket.SetRawSocketOption(SOL_SOCKET, SO_REUSEADDR, BitConverter.GetBytes(1));
            socket.SetRawSocketOption(SOL_SOCKET, SO_BINDTODEVICE, Encoding.UTF8.GetBytes(on.Name + '\0'));
            socket.NoDelay = true;
            socket.SendBufferSize = SendBuffer;
            socket.Bind(new IPEndPoint(on.Address.Address.ToIPAddress(), port));
            socket.Listen(Backlog);
            return socket;
        }
        catch (SocketException failure)
        {
            socket.Dispose();
            throw new CannotServeException(Explain(failure.SocketErrorCode, on, port), failure);
        }
    }

    private static string Explain(SocketError error, ServedInterface on, int port) => error switch
    {
        SocketError.AddressAlreadyInUse =>
            $"TCP port {port} on {on.Name} is already used by {PortHolder.OfTcp(port)}; stop that program or give the box another HTTP port.",
        SocketError.AccessDenied =>
            $"The box may not open TCP port {port} on {on.Name}; start it as root or give it the capability CAP_NET_BIND_SERVICE.",
        // What SO_BINDTODEVICE says on kernels before 5.7.
        SocketError.OperationNotSupported or SocketError.Fault =>
            $"The box may not bind TCP port {port} to {on.Name}; start it as root or give it the capability CAP_NET_RAW.",
        SocketError.AddressNotAvailable =>
            $"{on.Name} does not have the address {on.Address.Address} any more; give it a fixed address and start the box again.",
        _ => $"TCP port {port} on {on.Name} ({on.Address.Address}) cannot be opened: {new SocketException((int)error).Message}.",
    };
}
