using System.Buffers;
using System.Text;

namespace PiBootBox.Core.Http;

public enum HeadState
{
    /// <summary>No blank line yet, and nothing wrong so far.</summary>
    Incomplete,
    /// <summary>Not HTTP/1.x, or not in its grammar.</summary>
    Malformed,
    Complete,
}

/// <summary>
/// The head of one HTTP/1.x request (RFC 9112 sections 2 to 5), as views into the bytes it came in.
/// Fields that the box does not answer to are checked and passed over. After <see cref="Parse"/>
/// every property is safe to read.
/// </summary>
public readonly ref struct RequestHead
{
    private static readonly SearchValues<byte> s_token = SearchValues.Create(
        "!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"u8);

    // Field values: no control character but the tab (RFC 9110 section 5.5); high bytes are opaque.
    private static readonly SearchValues<byte> s_control = SearchValues.Create(
        [0, 1, 2, 3, 4, 5, 6, 7, 8, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 127]);

    /// <summary>Bytes of the head, the blank line and empty lines before the request line included.</summary>
    public int Length { get; private init; }

    public ReadOnlySpan<byte> Method { get; private init; }

    /// <summary>As sent: see <see cref="RequestPath"/>.</summary>
    public ReadOnlySpan<byte> Target { get; private init; }

    public bool IsGet => Method.SequenceEqual("GET"u8);

    public bool IsHead => Method.SequenceEqual("HEAD"u8);

    /// <summary>HTTP/1.1 or a later 1.x.</summary>
    public bool IsVersion11 { get; private init; }

    /// <summary>Bytes follow that belong to this request (RFC 9112 section 6).</summary>
    public bool HasBody { get; private init; }

    /// <summary>The client can take another answer on this connection (RFC 9112 section 9.3).</summary>
    public bool KeepAlive { get; private init; }

    /// <summary>Empty when not sent, as the next five.</summary>
    public ReadOnlySpan<byte> Range { get; private init; }
    public ReadOnlySpan<byte> IfRange { get; private init; }
    public ReadOnlySpan<byte> IfMatch { get; private init; }
    public ReadOnlySpan<byte> IfNoneMatch { get; private init; }
    public ReadOnlySpan<byte> IfModifiedSince { get; private init; }
    public ReadOnlySpan<byte> IfUnmodifiedSince { get; private init; }

    /// <param name="bytes">What has arrived so far; bytes after the head are not looked at.</param>
    public static HeadState Parse(ReadOnlySpan<byte> bytes, out RequestHead head)
    {
        head = default;
        ReadOnlySpan<byte> rest = bytes, line;

        // RFC 9112 section 2.2: empty lines before a request are skipped; some clients end a body with one.
        do
        {
            if (!TryTakeLine(ref rest, out line))
                return LooksLikeRequest(rest) ? HeadState.Incomplete : HeadState.Malformed;
        }
        while (line.IsEmpty);

        if (!TrySplitRequestLine(line, out ReadOnlySpan<byte> method, out ReadOnlySpan<byte> target, out bool version11))
            return HeadState.Malformed;

        Fields fields = default;
        while (TryTakeLine(ref rest, out line))
        {
            if (line.IsEmpty)
            {
                // RFC 9112 section 3.2: exactly one Host in HTTP/1.1.
                if (version11 ? fields.Hosts != 1 : fields.Hosts > 1)
                    return HeadState.Malformed;
                head = new RequestHead
                {
                    Length = bytes.Length - rest.Length,
                    Method = method,
                    Target = target,
                    IsVersion11 = version11,
                    HasBody = fields.HasBody,
                    KeepAlive = version11 ? !fields.SaysClose : fields.SaysKeepAlive && !fields.SaysClose,
                    Range = fields.Ranges == 1 ? fields.Range : default,
                    IfRange = fields.IfRange,
                    IfMatch = fields.IfMatch,
                    IfNoneMatch = fields.IfNoneMatch,
                    IfModifiedSince = fields.IfModifiedSince,
                    IfUnmodifiedSince = fields.IfUnmodifiedSince,
                };
                return HeadState.Complete;
            }
            if (!fields.TryTake(line))
                return HeadState.Malformed;
        }
        return HeadState.Incomplete;
    }

    /// <summary>A line ends with CR LF or, leniently, with LF alone (RFC 9112 section 2.2).</summary>
    private static bool TryTakeLine(scoped ref ReadOnlySpan<byte> rest, out ReadOnlySpan<byte> line)
    {
        int end = rest.IndexOf((byte)'\n');
        if (end < 0)
        {
            line = default;
            return false;
        }
        line = rest[..end];
        rest = rest[(end + 1)..];
        if (line is [.., (byte)'\r'])
            line = line[..^1];
        return true;
    }

    /// <summary>So that a TLS or HTTP/2 client is told at once, and not by a deadline.</summary>
    private static bool LooksLikeRequest(ReadOnlySpan<byte> start)
    {
        int end = start.IndexOfAnyExcept(s_token);
        return end < 0 || end > 0 && start[end] == ' ' || start[end] == '\r' && end == start.Length - 1;
    }

    private static bool TrySplitRequestLine(
        ReadOnlySpan<byte> line, out ReadOnlySpan<byte> method, out ReadOnlySpan<byte> target, out bool version11)
    {
        method = target = default;
        version11 = false;
        int first = line.IndexOf((byte)' '), last = line.LastIndexOf((byte)' ');
        if (first <= 0 || last <= first + 1)
            return false;

        method = line[..first];
        target = line[(first + 1)..last];
        ReadOnlySpan<byte> version = line[(last + 1)..];
        if (method.ContainsAnyExcept(s_token) || target.Contains((byte)' ') || target.Contains((byte)'\t') || target.ContainsAny(s_control))
            return false;
        if (version.Length != 8 || !version.StartsWith("HTTP/1."u8) || !char.IsAsciiDigit((char)version[7]))
            return false;

        version11 = version[7] != '0';
        return true;
    }

    private ref struct Fields
    {
        internal int Hosts, Ranges;
        internal bool HasBody, SaysClose, SaysKeepAlive;
        internal ReadOnlySpan<byte> Range, IfRange, IfMatch, IfNoneMatch, IfModifiedSince, IfUnmodifiedSince;

        internal bool TryTake(ReadOnlySpan<byte> line)
        {
            int colon = line.IndexOf((byte)':');
            if (colon <= 0 || line[..colon].ContainsAnyExcept(s_token))
                return false;
            ReadOnlySpan<byte> name = line[..colon], value = line[(colon + 1)..].Trim(" \t"u8);
            if (value.ContainsAny(s_control))
                return false;

            if (Is(name, "host"u8))
                Hosts++;
            else if (Is(name, "range"u8))
                TakeRange(value);
            else if (Is(name, "if-range"u8))
                IfRange = value;
            else if (Is(name, "if-match"u8))
                IfMatch = value;
            else if (Is(name, "if-none-match"u8))
                IfNoneMatch = value;
            else if (Is(name, "if-modified-since"u8))
                IfModifiedSince = value;
            else if (Is(name, "if-unmodified-since"u8))
                IfUnmodifiedSince = value;
            else if (Is(name, "connection"u8))
                TakeConnection(value);
            else if (Is(name, "transfer-encoding"u8) || Is(name, "content-length"u8) && !value.SequenceEqual("0"u8))
                HasBody = true;
            return true;
        }

        private void TakeRange(ReadOnlySpan<byte> value)
        {
            Range = value;
            Ranges++;
        }

        private void TakeConnection(ReadOnlySpan<byte> options)
        {
            foreach (Range part in options.Split((byte)','))
            {
                ReadOnlySpan<byte> option = options[part].Trim(" \t"u8);
                SaysClose |= Is(option, "close"u8);
                SaysKeepAlive |= Is(option, "keep-alive"u8);
            }
        }

        private static bool Is(ReadOnlySpan<byte> value, ReadOnlySpan<byte> lower) => Ascii.EqualsIgnoreCase(value, lower);
    }
}
