using System.Net;
using System.Net.Sockets;
using PiBootBox.Linux.Network;

namespace PiBootBox.Linux.Tests.Network;

public sealed class PortHolderTests
{
    [Theory]
    [InlineData(AddressFamily.InterNetwork, SocketType.Dgram)]
    [InlineData(AddressFamily.InterNetworkV6, SocketType.Dgram)]
    [InlineData(AddressFamily.InterNetwork, SocketType.Stream)]
    [InlineData(AddressFamily.InterNetworkV6, SocketType.Stream)]
    public void The_program_that_has_a_port_is_named(AddressFamily family, SocketType type)
    {
        using Socket socket = new(family, type, ProtocolType.Unspecified);
        bool isTcp = type == SocketType.Stream;
        socket.Bind(new IPEndPoint(family == AddressFamily.InterNetwork ? IPAddress.Loopback : IPAddress.IPv6Loopback, 0));
        if (isTcp)
            socket.Listen();
        int port = ((IPEndPoint)socket.LocalEndPoint!).Port;

        string me = $"{File.ReadAllText("/proc/self/comm").Trim()} (process {Environment.ProcessId})";
        Assert.Equal(me, isTcp ? PortHolder.OfTcp(port) : PortHolder.OfUdp(port));

        socket.Dispose();
        Assert.Equal("another program", isTcp ? PortHolder.OfTcp(port) : PortHolder.OfUdp(port));
    }
}
