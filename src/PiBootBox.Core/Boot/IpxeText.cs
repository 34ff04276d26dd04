using System.Text;

namespace PiBootBox.Core.Boot;

/// <summary>
/// Foreign text as arguments of an iPXE command. iPXE has no quoting: it splits at white space, ends a
/// command at the words <c>||</c>, <c>&amp;&amp;</c> and <c>;</c>, takes a word that begins with <c>#</c> for a
/// comment and a <c>\</c> at the end of a line for its continuation, and only then replaces
/// <c>${...}</c>, again and again until none is left (iPXE src/core/exec.c, image/script.c, core/settings.c).
/// </summary>
public static class IpxeText
{
    /// <summary>
    /// A setting that never exists: it expands to nothing, after the words were split. In front of a word
    /// it takes away what the word would mean to the parser.
    /// </summary>
    public const string Nothing = "${nil}";

    /// <summary>
    /// Text for the eye. Characters that the consoles of 2019's iPXE cannot show become <c>?</c>;
    /// <c>${</c>, which nothing can protect from being expanded, becomes <c>$(</c>.
    /// </summary>
    /// <param name="pads">Gets the lengths of runs of spaces: a single one survives the splitting, a longer run needs the setting <c>padN</c>.</param>
    public static string Show(string text, ISet<int> pads)
    {
        string plain = Plain(text);
        var line = new StringBuilder(plain.Length);
        for (int at = 0; at < plain.Length;)
        {
            int spaces = plain.AsSpan(at).IndexOfAnyExcept(' ') is var n and >= 0 ? n : plain.Length - at;
            at += spaces;
            if (spaces > 1 || spaces == 1 && (at == spaces || at == plain.Length))
            {
                pads.Add(spaces);
                line.Append("${pad").Append(spaces).Append('}');
            }
            else if (spaces == 1)
            {
                line.Append(' ');
            }
            int end = plain.IndexOf(' ', at) is var e and >= 0 ? e : plain.Length;
            AppendWord(line, plain.AsSpan(at, end - at), startsWord: spaces <= 1);
            at = end;
        }
        return line.ToString();
    }

    /// <summary>Words for a program, such as a kernel's command line, that were found fit by <see cref="Images.KernelArguments.Refuse"/>.</summary>
    public static string Words(string arguments)
    {
        var line = new StringBuilder(arguments.Length);
        foreach (string word in Plain(arguments).Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.Length > 0)
                line.Append(' ');
            AppendWord(line, word, startsWord: true);
        }
        return line.ToString();
    }

    /// <summary>What <see cref="Show"/> brings to the screen: one column a character.</summary>
    public static string Plain(string text)
    {
        var plain = new StringBuilder(text.Length);
        foreach (Rune rune in text.EnumerateRunes())
            plain.Append(rune.Value is >= ' ' and <= '~' ? (char)rune.Value : '?');
        return plain.Replace("${", "$(").ToString();
    }

    private static void AppendWord(StringBuilder line, ReadOnlySpan<char> word, bool startsWord)
    {
        if (startsWord && word is ['#', ..] or "||" or "&&" or ";")
            line.Append(Nothing);
        line.Append(word);
        // At the end of a line it would swallow the next one; nobody sees the difference elsewhere.
        if (word is [.., '\\'])
            line.Append(Nothing);
    }
}
