using System.Net;
using System.Net.Sockets;
using PiBootBox.Core.Network;
using PiBootBox.Linux.Tcp;
using PiBootBox.Wire;

namespace PiBootBox.Linux.Tests.Tcp;

/// <summary>A connection through a listener of ours on the loopback interface.</summary>
internal sealed class LoopbackPair : IDisposable
{
    internal LoopbackPair()
    {
        Listener = DeviceListener.Listen(Loopback, 0);
        Client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { ReceiveTimeout = 20_000 };
        Client.Connect(new IPEndPoint(IPAddress.Loopback, Port));
        Server = Listener.Accept();
    }

    internal static ServedInterface Loopback => new("lo", 1, MacAddress.Zero, new Ipv4Subnet(new Ipv4(0x7F000001), 8), 65536);

    internal Socket Listener { get; }
    internal Socket Client { get; }
    internal Socket Server { get; }
    internal int Port => ((IPEndPoint)Listener.LocalEndPoint!).Port;

    public void Dispose()
    {
        Client.Dispose();
        Server.Dispose();
        Listener.Dispose();
    }
}
