using System.Text;

namespace PiBootBox.Core.Boot;

/// <summary>
/// Foreign text as words of GRUB's script language. Between single quotes nothing has a meaning but the quote itself
/// (GRUB manual, "Quoting"); there a line break would still be one, so control characters never get in.
/// </summary>
public static class GrubText
{
    /// <summary>One word, whatever it holds. What firmware consoles cannot show becomes <c>?</c>.</summary>
    public static string Quote(string text)
    {
        var word = new StringBuilder(text.Length + 2).Append('\'');
        foreach (Rune rune in text.EnumerateRunes())
        {
            if (rune.Value == '\'')
                word.Append(@"'\''");
            else
                word.Append(rune.Value is >= ' ' and <= '~' ? (char)rune.Value : '?');
        }
        return word.Append('\'').ToString();
    }

    /// <summary>
    /// A kernel's command line. GRUB puts a word with a space into double quotes by itself, and a backslash in front of
    /// every quote that it finds in a word, which no kernel would undo. So <c>name="a b"</c> goes in as the one word <c>name=a b</c>
    /// and reaches the kernel as <c>"name=a b"</c>, which means the same to it.
    /// </summary>
    public static string Words(string arguments)
    {
        var line = new StringBuilder(arguments.Length + 16);
        var word = new StringBuilder();
        bool isQuoted = false;
        foreach (char c in arguments + ' ')
        {
            if (c == '"')
                isQuoted = !isQuoted;
            else if (c != ' ' || isQuoted)
                word.Append(c);
            else if (word.Length > 0)
            {
                line.Append(' ').Append(Quote(word.ToString()));
                word.Clear();
            }
        }
        if (word.ToString().Trim() is { Length: > 0 } rest)
            line.Append(' ').Append(Quote(rest));
        return line.ToString();
    }
}
