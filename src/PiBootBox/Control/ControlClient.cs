using System.Net.Sockets;
using System.Text;
using PiBootBox.Core;

namespace PiBootBox.Control;

/// <summary>A command's side of the <see cref="ControlSocket"/>.</summary>
internal static class ControlClient
{
    /// <param name="folder">The service's state folder.</param>
    /// <param name="request">One line, without its end.</param>
    /// <returns>What the service answers, and takes, in lines of UTF-8.</returns>
    /// <exception cref="CannotServeException">No service answers.</exception>
    public static async Task<NetworkStream> AskAsync(string folder, string request, CancellationToken cancel)
    {
        string path = ControlSocket.PathIn(folder);
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancel);
            var service = new NetworkStream(socket, ownsSocket: true);
            await service.WriteAsync(Encoding.UTF8.GetBytes(request + "\n"), cancel);
            return service;
        }
        catch (Exception fault)
        {
            socket.Dispose();
            throw fault switch
            {
                SocketException { SocketErrorCode: SocketError.AccessDenied } =>
                    new CannotServeException($"{path} is open to the service and root only: ask again with sudo.", fault),
                SocketException or ArgumentException =>
                    new CannotServeException($"No service answers at {path}: start it ('pibootbox run'), or name its state folder with --state.", fault),
                IOException => Dropped,
                _ => fault,
            };
        }
    }

    public static CannotServeException Dropped => new("The service ended, or dropped this connection: look at its log, and ask again.");
}
