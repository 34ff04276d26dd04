using System.Text;
using PiBootBox.Wire;

namespace PiBootBox.Core.Boot;

/// <summary>URLs for boot loaders: a literal address, for firmware without a resolver, and nothing that any parser on the way could take for its own.</summary>
public static class BoxUrl
{
    /// <summary><c>http://10.0.0.1</c>, with the port where it is not 80.</summary>
    public static string Root(Ipv4 box, int httpPort) => httpPort == 80 ? $"http://{box}" : $"http://{box}:{httpPort}";

    /// <summary>
    /// Everything but RFC 3986's unreserved characters and <c>/</c> is percent-encoded as UTF-8: no space
    /// that iPXE would split at, no <c>$</c> that it would expand, no <c>?</c> or <c>#</c> that would end the path.
    /// </summary>
    public static string Path(string path)
    {
        var url = new StringBuilder(path.Length);
        Span<byte> utf8 = stackalloc byte[4];
        foreach (Rune rune in path.EnumerateRunes())
        {
            if (rune.IsAscii && (Rune.IsLetterOrDigit(rune) || "-._~/".Contains((char)rune.Value)))
            {
                url.Append((char)rune.Value);
                continue;
            }
            foreach (byte b in utf8[..rune.EncodeToUtf8(utf8)])
                url.Append('%').Append(b.ToString("X2", System.Globalization.CultureInfo.InvariantCulture));
        }
        return url.ToString();
    }
}
