using PiBootBox.Core;
using PiBootBox.Linux.Network;

namespace PiBootBox.Linux.Packet;

/// <summary>
/// A UDP socket that holds one port of one interface and never reads. Without it the kernel would answer
/// a unicast renewal (67) or a boot request (4011) with "port unreachable", and a second server on this host
/// would go unnoticed: no SO_REUSEADDR, no SO_REUSEPORT, so that one of the two is refused.
/// </summary>
internal sealed class PortGuard : IDisposable
{
    private readonly KernelHandle _socket;

    private PortGuard(KernelHandle socket) => _socket = socket;

    /// <exception cref="CannotServeException">Another program holds the port, or the box may not.</exception>
    public static PortGuard Hold(string interfaceName, ushort port)
    {
        KernelHandle socket = PacketCalls.Socket(PacketCalls.FamilyInet, PacketCalls.TypeDatagram, 0);
        int error = socket.IsInvalid ? Errno.Last : SetUp(socket, interfaceName, port);
        if (error == 0)
            return new PortGuard(socket);
        socket.Dispose();
        throw Refusal(interfaceName, port, error);
    }

    public void Dispose() => _socket.Dispose();

    private static int SetUp(KernelHandle socket, string interfaceName, ushort port)
    {
        // The device first: a server on a port that the box does not serve is none of its business.
        int error = SocketSetup.BindToDevice(socket, interfaceName);
        if (error == 0)
            error = SocketSetup.Filter(socket, PacketFilter.Silence);
        return error == 0 ? SocketSetup.BindToPort(socket, port) : error;
    }

    private static CannotServeException Refusal(string name, ushort port, int error) => error switch
    {
        Errno.EADDRINUSE => new CannotServeException(
            $"UDP port {port} on {name} is taken by {PortHolder.OfUdp(port)}: stop that program, a network can have only one DHCP and boot server on this host."),
        Errno.EPERM or Errno.EACCES => new CannotServeException(
            $"The box may not use UDP port {port} on {name}: run it as root, or give it the capability CAP_NET_BIND_SERVICE."),
        _ when Errno.IsGone(error) => new CannotServeException(
            $"There is no network port {name}: connect it, or name another one to serve."),
        _ => new CannotServeException($"The box cannot hold UDP port {port} on {name} (error {error}): look what the system log says of that port."),
    };
}
