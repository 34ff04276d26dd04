using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace PiBootBox.Bench;

/// <summary>Many clients that each fetch the same URL once, all at the same time, and throw the bytes away.</summary>
internal static class HttpLoad
{
    private const int SOL_SOCKET = 1, SO_RCVLOWAT = 18;

    // Server and client share one kernel here, and waking a client for every 64 KiB costs the server more
    // processor time than sending them, which no client on a cable would. So clients sleep a little longer.
    private const int Batch = 256 * 1024;

    private static readonly TimeSpan s_silence = TimeSpan.FromSeconds(60);

    /// <summary><c>--url http://IP:PORT/path --clients N</c>; prints one line, ends with 1 when a client failed.</summary>
    public static int Run(string[] options)
    {
        if (!TryRead(options, out Uri? url, out int clients))
            return Usage.Print("http --url http://ADDRESS[:PORT]/PATH --clients N");

        IPEndPoint server = new(IPAddress.Parse(url.Host), url.Port);
        byte[] request = Encoding.ASCII.GetBytes($"GET {url.PathAndQuery} HTTP/1.1\r\nHost: {url.Authority}\r\nConnection: close\r\n\r\n");
        long bytes = 0;
        int failed = 0;
        long start = Stopwatch.GetTimestamp();
        Thread[] threads = [.. Enumerable.Range(0, clients).Select(_ => new Thread(() =>
        {
            try
            {
                Interlocked.Add(ref bytes, Fetch(server, request));
            }
            catch (Exception failure) when (failure is SocketException or InvalidDataException)
            {
                Console.Error.WriteLine($"http: {failure.Message}");
                Interlocked.Increment(ref failed);
            }
        }, maxStackSize: 256 * 1024))];
        foreach (Thread thread in threads)
            thread.Start();
        foreach (Thread thread in threads)
            thread.Join();

        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"http clients={clients} failed={failed} seconds={seconds:0.000} bytes={bytes} mb_per_s={bytes / 1e6 / seconds:0.0}"));
        return failed == 0 ? 0 : 1;
    }

    /// <returns>Bytes of the body, exactly as many as Content-Length promised.</returns>
    private static long Fetch(IPEndPoint server, byte[] request)
    {
        using Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.ReceiveTimeout = (int)s_silence.TotalMilliseconds;
        socket.Connect(server);
        socket.Send(request);

        byte[] buffer = new byte[4096];
        int have = 0, end;
        while ((end = buffer.AsSpan(0, have).IndexOf("\r\n\r\n"u8)) < 0)
        {
            int read = have < buffer.Length ? socket.Receive(buffer.AsSpan(have)) : 0;
            if (read == 0)
                throw new InvalidDataException("no whole answer head came");
            have += read;
        }
        long length = LengthOf(Encoding.Latin1.GetString(buffer, 0, end + 2)), body = have - (end + 4);
        int batch = 0;
        while (body < length)
        {
            if (batch != (batch = (int)Math.Min(Batch, length - body)))
                socket.SetRawSocketOption(SOL_SOCKET, SO_RCVLOWAT, BitConverter.GetBytes(batch));
            // Unlike Socket.Receive it takes the bytes off without copying them anywhere.
            nint read = HttpDiscardCalls.Discard(socket.SafeHandle, length - body);
            if (read <= 0)
                throw new InvalidDataException($"the answer ended after {body} of {length} bytes");
            body += read;
        }
        return body;
    }

    private static long LengthOf(string head)
    {
        const string Field = "\r\nContent-Length: ";
        int at = head.IndexOf(Field, StringComparison.OrdinalIgnoreCase);
        if (!head.StartsWith("HTTP/1.1 200 ", StringComparison.Ordinal) || at < 0)
            throw new InvalidDataException($"the server answered: {head.Split("\r\n")[0]}");
        at += Field.Length;
        return long.Parse(head.AsSpan(at, head.IndexOf('\r', at) - at), CultureInfo.InvariantCulture);
    }

    private static bool TryRead(string[] options, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out Uri? url, out int clients)
    {
        (url, clients) = (null, 1);
        for (int i = 0; i + 1 < options.Length; i += 2)
        {
            bool good = options[i] switch
            {
                "--url" => Uri.TryCreate(options[i + 1], UriKind.Absolute, out url) && IPAddress.TryParse(url.Host, out _),
                "--clients" => int.TryParse(options[i + 1], CultureInfo.InvariantCulture, out clients) && clients > 0,
                _ => false,
            };
            if (!good)
                return false;
        }
        return url is not null && options.Length % 2 == 0;
    }
}
