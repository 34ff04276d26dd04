using System.Net.Sockets;
using System.Text;

namespace PiBootBox.Control;

/// <summary>A client of the <see cref="ControlSocket"/>. One reader and one writer at a time.</summary>
/// <param name="ending">The box stops.</param>
public sealed class ControlConnection(Socket client, CancellationToken ending) : IDisposable
{
    /// <summary>Bytes of a line with its end: a word, and the path of an image.</summary>
    public const int LongestLine = 4200;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly byte[] _received = new byte[LongestLine];
    private int _from, _to;

    /// <summary>The box stops: what waits for other things than this client waits for it too.</summary>
    public CancellationToken Ending { get; } = ending;

    /// <summary>What a client says after its request, without its line's end; however long it takes.</summary>
    /// <returns>Null when it is gone, or says a line that is too long.</returns>
    /// <exception cref="SocketException">The connection broke.</exception>
    /// <exception cref="OperationCanceledException">The box stops.</exception>
    public Task<string?> ReadLineAsync() => ReadLineAsync(Ending);

    /// <exception cref="SocketException">It is gone.</exception>
    /// <exception cref="OperationCanceledException">It does not read what it is sent, or the box stops.</exception>
    public async Task SendAsync(ReadOnlyMemory<byte> bytes)
    {
        using CancellationTokenSource patience = Limited();
        for (int sent = 0; sent < bytes.Length;)
            sent += await client.SendAsync(bytes[sent..], patience.Token);
    }

    /// <inheritdoc cref="SendAsync(ReadOnlyMemory{byte})"/>
    public Task SendLineAsync(string line) => SendAsync(Encoding.UTF8.GetBytes(line + "\n"));

    public void Dispose() => client.Dispose();

    /// <summary>The first line, which a client has to send soon.</summary>
    internal async Task<string?> ReadRequestAsync()
    {
        using CancellationTokenSource patience = Limited();
        return await ReadLineAsync(patience.Token);
    }

    private async Task<string?> ReadLineAsync(CancellationToken cancel)
    {
        for (int looked = _from; ;)
        {
            int end = _received.AsSpan(looked.._to).IndexOf((byte)'\n');
            if (end >= 0)
            {
                string line = Encoding.UTF8.GetString(_received, _from, looked + end - _from);
                _from = looked + end + 1;
                return line;
            }
            _received.AsSpan(_from.._to).CopyTo(_received);
            (_from, _to) = (0, _to - _from);
            looked = _to;
            if (_to == _received.Length)
                return null;
            int read = await client.ReceiveAsync(_received.AsMemory(_to), cancel);
            if (read == 0)
                return null;
            _to += read;
        }
    }

    private CancellationTokenSource Limited()
    {
        var limited = CancellationTokenSource.CreateLinkedTokenSource(Ending);
        limited.CancelAfter(Patience);
        return limited;
    }
}
