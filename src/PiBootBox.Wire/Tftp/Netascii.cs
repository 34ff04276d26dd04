namespace PiBootBox.Wire.Tftp;

/// <summary>Text on the wire (RFC 1350 section 1, RFC 764): a line ends with CR LF, a bare CR is CR NUL.</summary>
public static class Netascii
{
    /// <summary>Converts a text file with Unix line ends; one that has CR LF already arrives as it is.</summary>
    public static byte[] Encode(ReadOnlySpan<byte> text)
    {
        byte[] encoded = new byte[EncodedLength(text)];
        int at = 0;
        for (int i = 0; i < text.Length; i++)
        {
            byte b = text[i];
            if (b == '\n' && !(i > 0 && text[i - 1] == '\r'))
                encoded[at++] = (byte)'\r';
            encoded[at++] = b;
            if (b == '\r' && !FollowsLineFeed(text, i))
                encoded[at++] = 0;
        }
        return encoded;
    }

    private static int EncodedLength(ReadOnlySpan<byte> text)
    {
        int extra = 0;
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] == '\n' ? !(i > 0 && text[i - 1] == '\r') : text[i] == '\r' && !FollowsLineFeed(text, i))
                extra++;
        }
        return checked(text.Length + extra);
    }

    private static bool FollowsLineFeed(ReadOnlySpan<byte> text, int i) => i + 1 < text.Length && text[i + 1] == '\n';
}
