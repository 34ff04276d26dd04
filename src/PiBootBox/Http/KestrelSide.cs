using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace PiBootBox.Http;

/// <summary>
/// Kestrel without ports of its own: it gets connections that <see cref="HttpConnection"/> has looked at
/// and not touched. Started directly, without the web host: no routing, no HTTPS, no HTTP/2.
/// </summary>
internal sealed class KestrelSide : IAsyncDisposable
{
    private const int MostOfHead = 8 * 1024, MostOfBody = 64 * 1024;

    private readonly SocketConnectionContextFactory _contexts;
    private readonly HandedOverConnections _handedOver = new();
    private readonly KestrelServer _server;

    private KestrelSide(HttpLimits limits, ILoggerFactory log)
    {
        _contexts = new SocketConnectionContextFactory(new SocketConnectionFactoryOptions(), log.CreateLogger<SocketConnectionContextFactory>());
        KestrelServerOptions options = new() { AddServerHeader = false };
        options.Limits.MaxConcurrentConnections = limits.Connections;
        options.Limits.MaxRequestLineSize = MostOfHead;
        options.Limits.MaxRequestHeadersTotalSize = MostOfHead;
        options.Limits.MaxRequestBodySize = MostOfBody;
        options.Limits.MaxRequestBufferSize = MostOfBody;
        options.Limits.RequestHeadersTimeout = limits.HeadTime;
        options.Limits.KeepAliveTimeout = limits.IdleTime;
        options.Listen(new HandedOverEndPoint(), static listen => listen.Protocols = HttpProtocols.Http1);
        _server = new KestrelServer(Options.Create(options), _handedOver, log);
    }

    internal static async Task<KestrelSide> StartAsync(GeneratedAnswers answers, HttpLimits limits, ILoggerFactory log)
    {
        KestrelSide side = new(limits, log);
        await side._server.StartAsync(new Application(answers), CancellationToken.None);
        return side;
    }

    /// <param name="ended">Called once, when the connection has ended.</param>
    /// <returns>False when the client was gone already.</returns>
    internal bool TryTake(Socket socket, Action ended)
    {
        ConnectionContext connection;
        try
        {
            connection = _contexts.Create(socket);
        }
        catch (SocketException)
        {
            return false;
        }
        connection.ConnectionClosed.Register(ended);
        if (!_handedOver.TryAdd(connection))
            connection.Abort();
        return true;
    }

    public async ValueTask DisposeAsync()
    {
        _handedOver.Close();
        // An already cancelled token: connections are cut, not waited for.
        await _server.StopAsync(new CancellationToken(canceled: true));
        _server.Dispose();
        _contexts.Dispose();
    }

    private sealed class Application(GeneratedAnswers answers) : IHttpApplication<HttpContext>
    {
        public HttpContext CreateContext(IFeatureCollection features) => new DefaultHttpContext(features);

        public Task ProcessRequestAsync(HttpContext context) => answers.AnswerAsync(context);

        public void DisposeContext(HttpContext context, Exception? exception)
        {
        }
    }

    /// <summary>Stands for the connections that <see cref="HttpEndpoint"/> accepts.</summary>
    private sealed class HandedOverEndPoint : EndPoint
    {
        public override string ToString() => "handed over";
    }
}
