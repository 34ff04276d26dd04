using System.Globalization;

namespace PiBootBox.Core.Boot;

/// <summary>
/// Rows for iPXE's menu on a screen of 80 by 25: it shows 74 characters of a row and 20 rows at a time,
/// and writes the countdown over the right end of the chosen one (iPXE src/hci/tui/menu_ui.c).
/// </summary>
public static class MenuRow
{
    /// <summary>What iPXE shows of a row.</summary>
    public const int ScreenWidth = 74;

    /// <summary>What the countdown leaves readable.</summary>
    public const int Width = 68;

    /// <summary>The title at the left, cut where it is too long, and a short fact at the right.</summary>
    public static string Of(string title, string fact)
    {
        string plain = IpxeText.Plain(title).Trim();
        return Cut(plain, Width - fact.Length - 2).PadRight(Width - fact.Length) + fact;
    }

    public static string Cut(string text, int most) =>
        text.Length <= most ? text : string.Concat(text.AsSpan(0, most - 3).TrimEnd(), "...");

    /// <summary>Breaks a sentence at its spaces, and a word that is longer than a line where the line ends.</summary>
    public static IEnumerable<string> Wrap(string text, int width)
    {
        string line = "";
        foreach (string word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.Length > 0 && line.Length + 1 + word.Length > width)
            {
                yield return line;
                line = "";
            }
            line = line.Length == 0 ? word : $"{line} {word}";
            for (; line.Length > width; line = line[width..])
                yield return line[..width];
        }
        if (line.Length > 0)
            yield return line;
    }

    /// <summary>"49 MB", "145 KB": decimal units, as drives are sold.</summary>
    public static string Size(long bytes) => bytes switch
    {
        < 1_000_000 => string.Create(CultureInfo.InvariantCulture, $"{(bytes + 999) / 1000} KB"),
        < 1_000_000_000 => string.Create(CultureInfo.InvariantCulture, $"{(bytes + 500_000) / 1_000_000} MB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e9:0.0} GB"),
    };
}
