using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace PiBootBox.Http;

/// <summary>A short answer in words that ends the connection, from where Kestrel cannot give it.</summary>
internal sealed class Refusal
{
    internal static readonly Refusal TooMany =
        new("503 Service Unavailable", "The box serves as many connections as it can. Try again in a moment.");

    private readonly byte[] _head, _body;

    internal Refusal(string status, string sentence)
    {
        _body = Encoding.UTF8.GetBytes(sentence + "\n");
        // iPXE waits that many seconds and asks again, as often as it is told so, instead of giving the boot
        // up (http_parse_retry_after in its src/net/tcp/httpcore.c).
        string retry = status.StartsWith('5') ? "Retry-After: 2\r\n" : "";
        _head = Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture,
            $"HTTP/1.1 {status}\r\nConnection: close\r\n{retry}Content-Type: text/plain; charset=utf-8\r\nContent-Length: {_body.Length}\r\n\r\n"));
    }

    internal byte[] Bytes(bool headOnly) => headOnly ? _head : [.. _head, .. _body];

    /// <summary>For a client that has no thread: never waits.</summary>
    internal void SendAndClose(Socket socket)
    {
        using (socket)
        {
            try
            {
                socket.Blocking = false;
                // A request left unread would turn the close into a reset, which can overtake the answer.
                Span<byte> unread = stackalloc byte[2048];
                if (socket.Available > 0)
                    socket.Receive(unread);
                socket.Send(Bytes(headOnly: false));
                socket.Shutdown(SocketShutdown.Send);
            }
            catch (SocketException)
            {
                // It is gone already.
            }
        }
    }
}
