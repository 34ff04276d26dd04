using System.Net.Sockets;
using System.Text;
using PiBootBox.Core.Journal;

namespace PiBootBox.Control;

/// <summary>Answers one kind of request. It ends when the client is gone or the box stops, and may throw what <see cref="ControlConnection"/> throws.</summary>
/// <param name="rest">What follows the word in the first line; empty when nothing. Untrusted.</param>
public delegate Task ControlHandler(ControlConnection client, string rest);

/// <summary>
/// How the commands talk with the running service: a socket in the state folder, which nobody but the service's user and root may open.
/// The first word of the client's first line says which handler gets the connection. A client that is slow to read is
/// dropped, and whatever goes wrong here, machines are served.
/// </summary>
public sealed class ControlSocket : IAsyncDisposable
{
    public const string FileName = "control.sock";

    private const int MostClients = 8;

    /// <summary>sockaddr_un holds 108 bytes with the terminator.</summary>
    private const int LongestPath = 107;

    private static readonly TimeSpan BetweenTries = TimeSpan.FromMilliseconds(250);

    private readonly Socket _listener;
    private readonly string _path;
    private readonly IReadOnlyDictionary<string, ControlHandler> _handlers;
    private readonly SemaphoreSlim _places = new(MostClients);
    private readonly CancellationTokenSource _ending = new();
    private readonly Task _accepting;

    private ControlSocket(Socket listener, string path, IReadOnlyDictionary<string, ControlHandler> handlers)
    {
        (_listener, _path, _handlers) = (listener, path, handlers);
        _accepting = AcceptAsync();
    }

    /// <param name="folder">The state folder, held by this box alone: what lies there under the name is a leftover.</param>
    /// <param name="handlers">By the first word of the request.</param>
    /// <returns>Null where no socket can be had: the journal is told, and the box works without.</returns>
    public static ControlSocket? Open(string folder, IReadOnlyDictionary<string, ControlHandler> handlers, IMachineJournal journal)
    {
        string path = PathIn(folder);
        var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            if (Encoding.UTF8.GetByteCount(path) > LongestPath)
                throw new IOException($"the path is longer than {LongestPath} bytes");
            File.Delete(path);
            listener.Bind(new UnixDomainSocketEndPoint(path));
            if (OperatingSystem.IsLinux())
                File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            listener.Listen(MostClients);
            return new ControlSocket(listener, path, handlers);
        }
        catch (Exception fault) when (fault is SocketException or IOException or UnauthorizedAccessException)
        {
            listener.Dispose();
            journal.Trouble("control-socket", $"'pibootbox machines' and its kin will find no service, for {path} cannot be made ({fault.Message.TrimEnd('.')}): name a state folder on a Linux file system.");
            return null;
        }
    }

    public static string PathIn(string folder) => Path.Combine(Path.GetFullPath(folder), FileName);

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        _listener.Dispose();
        await _accepting;
        for (int place = 0; place < MostClients; place++)
            await _places.WaitAsync();
        File.Delete(_path);
        _ending.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!_ending.IsCancellationRequested)
        {
            try
            {
                Socket client = await _listener.AcceptAsync(_ending.Token);
                if (_places.Wait(TimeSpan.Zero))
                    _ = ServeAsync(client);
                else
                    client.Dispose();
            }
            catch (OperationCanceledException)
            {
                // The box stops.
            }
            catch (SocketException)
            {
                // No descriptor is left, say. It is tried again, but not in a spin.
                await Task.Delay(BetweenTries, CancellationToken.None);
            }
        }
    }

    private async Task ServeAsync(Socket client)
    {
        try
        {
            using var connection = new ControlConnection(client, _ending.Token);
            if (await connection.ReadRequestAsync() is not { } request)
                return;
            int space = request.IndexOf(' ');
            string word = space < 0 ? request : request[..space];
            if (_handlers.TryGetValue(word, out ControlHandler? handler))
                await handler(connection, space < 0 ? "" : request[(space + 1)..]);
        }
        catch (Exception fault) when (fault is SocketException or OperationCanceledException or IOException)
        {
            // It went away, or was too slow, or the box stops.
        }
        finally
        {
            _places.Release();
        }
    }
}
