using System.Net;
using System.Net.Sockets;
using PiBootBox.Core;
using PiBootBox.Core.Network;
using PiBootBox.Linux.Tcp;
using PiBootBox.Wire;

namespace PiBootBox.Http;

/// <summary>The web server on one served network port: listens, and gives every connection its thread.</summary>
public sealed class HttpEndpoint : IDisposable
{
    // A connection's thread keeps an 8 KiB request head on its stack and calls a few levels deep.
    private const int StackBytes = 256 * 1024;

    private readonly HttpFront _front;
    private readonly ServedInterface _on;
    private readonly Socket _listener;
    private readonly Thread _acceptor;
    private readonly ManualResetEventSlim _stopping = new();

    /// <param name="port">TCP port, 1 to 65535; 0 lets the kernel choose.</param>
    /// <exception cref="CannotServeException">The port cannot be had.</exception>
    public HttpEndpoint(ServedInterface on, int port, HttpFront front)
    {
        (_on, _front) = (on, front);
        _listener = DeviceListener.Listen(on, port);
        Port = ((IPEndPoint)_listener.LocalEndPoint!).Port;
        _acceptor = new Thread(AcceptAll, StackBytes) { IsBackground = true, Name = $"http {on.Name}" };
        _acceptor.Start();
    }

    public int Port { get; }

    /// <summary>Accepts nothing more. Connections go on until they end, or the front does.</summary>
    public void Dispose()
    {
        _stopping.Set();
        _listener.Dispose();
        _acceptor.Join();
        _stopping.Dispose();
    }

    private void AcceptAll()
    {
        while (!_stopping.IsSet)
        {
            try
            {
                Socket socket = _listener.Accept();
                if (AddressesOf(socket) is not ({ } client, { } box))
                    socket.Dispose();
                else
                    Take(socket, client, box);
            }
            catch (ObjectDisposedException)
            {
                return;
            }
            catch (SocketException) when (_stopping.IsSet)
            {
                return;
            }
            catch (SocketException failure)
            {
                // Descriptors or memory ran out, or a client was gone before it was accepted: only time helps.
                _front.Journal.Trouble("http-accept", $"A web connection on {_on.Name} was lost: {failure.Message}.");
                _stopping.Wait(TimeSpan.FromMilliseconds(100));
            }
        }
    }

    /// <returns>Nulls when the client has gone again.</returns>
    private static (Ipv4? Client, Ipv4? Box) AddressesOf(Socket socket)
    {
        try
        {
            return (Ipv4.From(((IPEndPoint)socket.RemoteEndPoint!).Address), Ipv4.From(((IPEndPoint)socket.LocalEndPoint!).Address));
        }
        catch (SocketException)
        {
            return default;
        }
    }

    private void Take(Socket socket, Ipv4 client, Ipv4 box)
    {
        if (_front.TryEnter(socket, client, box) is not { } connection)
        {
            _front.Journal.Trouble("http-full", $"{client} was refused a web connection on {_on.Name}: too many are open.");
            Refusal.TooMany.SendAndClose(socket);
            return;
        }
        try
        {
            new Thread(connection.Run, StackBytes) { IsBackground = true, Name = "http connection" }.Start();
        }
        catch (OutOfMemoryException)
        {
            // What a thread that the system refuses is told as: RLIMIT_NPROC, TasksMax.
            _front.Leave(connection);
            _front.Journal.Trouble("http-full", $"{client} was refused a web connection on {_on.Name}: the system gives the box no more threads.");
            Refusal.TooMany.SendAndClose(socket);
        }
    }
}
