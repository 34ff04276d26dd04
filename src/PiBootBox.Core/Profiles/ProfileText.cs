using System.Text;

namespace PiBootBox.Core.Profiles;

/// <summary>The file that keeps a person's choice over a restart: a text that a person can read, and write.</summary>
public static class ProfileText
{
    private const string Head = "# What PiBootBox hands out, as chosen by the panel or by 'pibootbox profile': menu, local, or an image's id.\n";

    /// <summary>Bytes of the longest file that counts.</summary>
    public const int MostBytes = 8192;

    /// <param name="chosen">Null when nobody chose.</param>
    public static byte[] Write(string? chosen) => Encoding.UTF8.GetBytes(chosen is null ? Head : $"{Head}{chosen}\n");

    /// <param name="chosen">Null when nobody chose.</param>
    /// <returns>False for what the box never wrote.</returns>
    public static bool TryRead(ReadOnlySpan<byte> file, out string? chosen)
    {
        chosen = null;
        if (file.Length is 0 or > MostBytes)
            return false;
        foreach (string line in Encoding.UTF8.GetString(file).Split('\n'))
        {
            string text = line.Trim();
            if (text.Length == 0 || text[0] == '#')
                continue;
            if (chosen is not null || text.Length > ProfileDesk.MostText || text != Printable.Text(text))
                return false;
            chosen = text;
        }
        return true;
    }
}
