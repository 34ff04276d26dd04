using System.Net.Sockets;
using System.Text;
using PiBootBox.Core.Journal;

namespace PiBootBox.Machines;

/// <summary>
/// Answers <c>pibootbox machines</c> over a socket in the state folder, which nobody but the service's user and root may open. The
/// client sends one line, <c>once</c> or <c>follow</c>; the answer is one report a line, with an empty line behind the list. A client that is slow to read is
/// dropped, and whatever goes wrong here, machines are served.
/// </summary>
public sealed class ReportSocket : IAsyncDisposable
{
    public const string FileName = "machines.sock";
    public const string Once = "once", Follow = "follow";

    private const int MostClients = 8;
    private const int LongestRequest = 16;

    /// <summary>sockaddr_un holds 108 bytes with the terminator.</summary>
    private const int LongestPath = 107;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>How often a follower's news are looked for: quick for the eye, nothing for the processor.</summary>
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(250);

    private static readonly byte[] EndOfLine = "\n"u8.ToArray(), EndOfList = EndOfLine;

    private readonly Socket _listener;
    private readonly string _path;
    private readonly ReportFeed _feed;
    private readonly SemaphoreSlim _places = new(MostClients);
    private readonly CancellationTokenSource _ending = new();
    private readonly Task _accepting;

    private ReportSocket(Socket listener, string path, ReportFeed feed)
    {
        (_listener, _path, _feed) = (listener, path, feed);
        _accepting = AcceptAsync();
    }

    /// <param name="folder">The state folder, held by this box alone: what lies there under the name is a leftover.</param>
    /// <returns>Null where no socket can be had: the journal is told, and the box works without.</returns>
    public static ReportSocket? Open(string folder, ReportFeed feed, IMachineJournal journal)
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
            return new ReportSocket(listener, path, feed);
        }
        catch (Exception fault) when (fault is SocketException or IOException or UnauthorizedAccessException)
        {
            listener.Dispose();
            journal.Trouble("machines-socket", $"'pibootbox machines' will find no service, for {path} cannot be made ({fault.Message.TrimEnd('.')}): name a state folder on a Linux file system.");
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
                await Task.Delay(LookEvery, CancellationToken.None);
            }
        }
    }

    private async Task ServeAsync(Socket client)
    {
        try
        {
            using (client)
            {
                string request = await ReadRequestAsync(client);
                if (request is not (Once or Follow))
                    return;
                long mark = await SendAsync(client, -1);
                await SendAsync(client, EndOfList);
                // A client says nothing more: what comes is its end.
                Task<int> gone = client.ReceiveAsync(new byte[1], _ending.Token).AsTask();
                while (request == Follow && await Task.WhenAny(gone, Task.Delay(LookEvery, _ending.Token)) != gone)
                    mark = await SendAsync(client, mark);
            }
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

    private async Task<string> ReadRequestAsync(Socket client)
    {
        byte[] line = new byte[LongestRequest];
        int length = 0;
        using CancellationTokenSource patience = Limited();
        while (length < line.Length && !line.AsSpan(0, length).Contains((byte)'\n'))
        {
            int read = await client.ReceiveAsync(line.AsMemory(length), patience.Token);
            if (read == 0)
                break;
            length += read;
        }
        return Encoding.ASCII.GetString(line, 0, length).TrimEnd('\n');
    }

    private async Task<long> SendAsync(Socket client, long newerThan)
    {
        IReadOnlyList<ReportLine> news = _feed.Read(newerThan, out long mark);
        foreach (ReportLine line in news)
        {
            await SendAsync(client, ReportJson.Write(line));
            await SendAsync(client, EndOfLine);
        }
        return mark;
    }

    private async Task SendAsync(Socket client, ReadOnlyMemory<byte> bytes)
    {
        using CancellationTokenSource patience = Limited();
        for (int sent = 0; sent < bytes.Length;)
            sent += await client.SendAsync(bytes[sent..], patience.Token);
    }

    private CancellationTokenSource Limited()
    {
        var limited = CancellationTokenSource.CreateLinkedTokenSource(_ending.Token);
        limited.CancelAfter(Patience);
        return limited;
    }
}
