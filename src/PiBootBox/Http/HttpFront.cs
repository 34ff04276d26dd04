using System.Collections.Concurrent;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using PiBootBox.Core.Answers;
using PiBootBox.Core.Journal;
using PiBootBox.Core.Machines;
using PiBootBox.Core.Tree;
using PiBootBox.Linux.Clock;
using PiBootBox.Wire;

namespace PiBootBox.Http;

/// <summary>
/// The part of the web server that all served network ports share; each port adds its
/// <see cref="HttpEndpoint"/>.
/// <para>
/// Files leave by sendfile(2) on a thread of their own (<see cref="HttpConnection"/>): a thread that a
/// dying drive blocks in the kernel then harms nobody else, which no event loop can promise, and 30
/// threads cost no more processor time than one (measured: 0.96 of nginx's per GB, an epoll loop with the
/// same buffers 1.07). Everything that is generated or refused
/// is Kestrel's: it gets the connection with the request still unread (<see cref="KestrelSide"/>), answers
/// and closes it, so that no request for a file ever reaches it behind another.
/// </para>
/// </summary>
public sealed class HttpFront : IAsyncDisposable
{
    private static readonly TimeSpan s_watchEvery = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<HttpConnection, byte> _connections = [];
    private readonly ConcurrentDictionary<HttpConnection, FileRoot> _stuck = [];
    private readonly ClientQuota _quota;
    private readonly KestrelSide _kestrel;
    private readonly Timer _watch;

    private HttpFront(
        IVirtualTree tree, IFileOpener opener, IMachineJournal journal, ActivityBoard activity, HttpLimits limits, KestrelSide kestrel)
    {
        (Tree, Opener, Journal, Activity, Limits, _kestrel) = (tree, opener, journal, activity, limits, kestrel);
        _quota = new ClientQuota(limits.Connections, limits.ConnectionsOfClient);
        _watch = new Timer(static front => ((HttpFront)front!).Watch(), this, s_watchEvery, s_watchEvery);
    }

    internal IVirtualTree Tree { get; }
    internal IFileOpener Opener { get; }
    internal IMachineJournal Journal { get; }
    internal ActivityBoard Activity { get; }
    internal HttpLimits Limits { get; }

    public static async Task<HttpFront> StartAsync(
        IVirtualTree tree, IFileOpener opener, IMachineJournal journal, ActivityBoard activity,
        ILoggerFactory log, HttpLimits? limits = null, AnswerDesk? desk = null)
    {
        limits ??= new HttpLimits();
        KestrelSide kestrel = await KestrelSide.StartAsync(new GeneratedAnswers(tree, journal, activity, desk), limits, log);
        return new HttpFront(tree, opener, journal, activity, limits, kestrel);
    }

    /// <summary>Ends every connection at once.</summary>
    public async ValueTask DisposeAsync()
    {
        await _watch.DisposeAsync();
        foreach (HttpConnection connection in _connections.Keys)
            connection.Abort();
        await _kestrel.DisposeAsync();
    }

    /// <returns>Null when the client, or the box, has as many connections as it may have.</returns>
    internal HttpConnection? TryEnter(Socket socket, Ipv4 client, Ipv4 box)
    {
        if (!_quota.TryEnter(client))
            return null;
        HttpConnection connection = new(socket, client, box, this);
        _connections[connection] = 0;
        return connection;
    }

    /// <summary>The connection has ended.</summary>
    internal void Leave(HttpConnection connection)
    {
        _connections.TryRemove(connection, out _);
        GivePlaceBack(connection);
        _stuck.TryRemove(connection, out _);
    }

    /// <summary>
    /// The connection is over, but its root keeps the thread. Its client comes again, and would in time
    /// have every place taken by threads of a drive that hangs.
    /// </summary>
    internal void SetAside(HttpConnection connection, FileRoot root)
    {
        _stuck[connection] = root;
        // The thread may have come back just now: then nobody else takes it off the list.
        if (!_connections.ContainsKey(connection))
            _stuck.TryRemove(connection, out _);
        GivePlaceBack(connection);
    }

    /// <summary>Whether so many threads wait for a root that another one would only join them.</summary>
    internal bool HasGivenUp(FileRoot root) => _stuck.Count(stuck => ReferenceEquals(stuck.Value, root)) >= Limits.StuckThreads;

    /// <summary>Lets Kestrel go on with the connection and end it; it counts until then.</summary>
    /// <returns>False when the client was gone already.</returns>
    internal bool TryHandOver(HttpConnection connection, Socket socket)
    {
        if (!_kestrel.TryTake(socket, () => GivePlaceBack(connection)))
            return false;
        _connections.TryRemove(connection, out _);
        return true;
    }

    /// <summary>Whoever reads from that drive is told at once that there is no more.</summary>
    internal void EndTransfersFrom(FileRoot root)
    {
        foreach (HttpConnection connection in _connections.Keys)
            connection.EndTransferFrom(root);
    }

    private void GivePlaceBack(HttpConnection connection)
    {
        if (connection.MayGivePlaceBack())
            _quota.Leave(connection.Client);
    }

    private void Watch()
    {
        TimeSpan now = BootClock.Now;
        foreach (HttpConnection connection in _connections.Keys)
            connection.Check(now);
    }
}
