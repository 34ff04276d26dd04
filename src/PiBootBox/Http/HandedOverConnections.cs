using System.Net;
using System.Threading.Channels;
using Microsoft.AspNetCore.Connections;

namespace PiBootBox.Http;

/// <summary>What Kestrel listens on: a queue of connections that were accepted elsewhere.</summary>
internal sealed class HandedOverConnections : IConnectionListenerFactory, IConnectionListener
{
    // Bounded by the quota on open connections.
    private readonly Channel<ConnectionContext> _waiting = Channel.CreateUnbounded<ConnectionContext>(
        new UnboundedChannelOptions { SingleReader = true });

    private EndPoint? _endPoint;

    public EndPoint EndPoint => _endPoint ?? throw new InvalidOperationException("Kestrel has not bound yet.");

    /// <returns>False after <see cref="Close"/>.</returns>
    internal bool TryAdd(ConnectionContext connection) => _waiting.Writer.TryWrite(connection);

    internal void Close() => _waiting.Writer.TryComplete();

    public ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default)
    {
        _endPoint = endpoint;
        return ValueTask.FromResult<IConnectionListener>(this);
    }

    public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default) =>
        await _waiting.Reader.WaitToReadAsync(cancellationToken) && _waiting.Reader.TryRead(out ConnectionContext? connection)
            ? connection
            : null;

    public ValueTask UnbindAsync(CancellationToken cancellationToken = default)
    {
        Close();
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync() => UnbindAsync();
}
