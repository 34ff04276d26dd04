using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace PiBootBox.Core.Http;

/// <summary>The path that a request target names (RFC 9112 section 3.2), ready for the virtual tree.</summary>
public static class RequestPath
{
    /// <summary>
    /// Drops scheme, authority and query, decodes percent signs once, and folds repeated slashes
    /// (shim asks for <c>//grubx64.efi</c>). The path begins with a slash.
    /// </summary>
    /// <returns>
    /// False for what no file of the tree can be called: a target that is neither a path nor an http
    /// URL, a broken percent sign, bytes that are not UTF-8 (overlong forms among them), a control
    /// character, a backslash, and a segment <c>.</c> or <c>..</c>, which a client resolves itself
    /// (RFC 3986 section 5.2.4) unless it is up to something.
    /// </returns>
    public static bool TryDecode(ReadOnlySpan<byte> target, out string path)
    {
        path = "";
        if (!TryCutPath(target, out ReadOnlySpan<byte> encoded))
            return false;

        byte[] rented = ArrayPool<byte>.Shared.Rent(encoded.Length + 1);
        try
        {
            if (!TryDecodeBytes(encoded, rented, out int length))
                return false;
            ReadOnlySpan<byte> decoded = rented.AsSpan(0, length);
            if (!Utf8.IsValid(decoded) || HasDotSegment(decoded))
                return false;
            path = Encoding.UTF8.GetString(decoded);
            return true;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    private static bool TryCutPath(ReadOnlySpan<byte> target, out ReadOnlySpan<byte> path)
    {
        path = target;
        int query = path.IndexOf((byte)'?');
        if (query >= 0)
            path = path[..query];

        ReadOnlySpan<byte> scheme = "http://"u8;
        if (path.Length > scheme.Length && Ascii.EqualsIgnoreCase(path[..scheme.Length], scheme))
        {
            path = path[scheme.Length..];
            int slash = path.IndexOf((byte)'/');
            path = slash < 0 ? "/"u8 : path[slash..];
        }
        return path is [(byte)'/', ..];
    }

    private static bool TryDecodeBytes(ReadOnlySpan<byte> encoded, Span<byte> target, out int length)
    {
        length = 0;
        for (int i = 0; i < encoded.Length; i++)
        {
            byte b = encoded[i];
            if (b == '%')
            {
                if (i + 2 >= encoded.Length
                    || !char.IsAsciiHexDigit((char)encoded[i + 1]) || !char.IsAsciiHexDigit((char)encoded[i + 2]))
                    return false;
                b = (byte)(Digit(encoded[i + 1]) << 4 | Digit(encoded[i + 2]));
                i += 2;
            }
            if (b is < 0x20 or 0x7F or (byte)'\\')
                return false;
            if (b == '/' && length > 0 && target[length - 1] == '/')
                continue;
            target[length++] = b;
        }
        return true;
    }

    private static int Digit(byte hex) => hex <= '9' ? hex - '0' : (hex | 0x20) - 'a' + 10;

    private static bool HasDotSegment(ReadOnlySpan<byte> path)
    {
        foreach (Range segment in path.Split((byte)'/'))
        {
            if (path[segment] is [(byte)'.'] or [(byte)'.', (byte)'.'])
                return true;
        }
        return false;
    }
}
