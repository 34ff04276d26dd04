using System.Globalization;
using System.Text;

namespace PiBootBox.Core;

/// <summary>Text from a drive or from the wire, made fit for a terminal and a log.</summary>
public static class Printable
{
    /// <summary>Characters of a name that is quoted in a sentence: the cure behind it must stay in sight.</summary>
    private const int MostName = 80;

    /// <summary>Characters of a whole sentence or path.</summary>
    private const int MostText = 1024;

    /// <summary>
    /// Control characters steer a terminal, format characters turn the direction of writing or hide, and line
    /// separators forge lines of a log: each becomes <c>?</c>. What is too long ends in <c>...</c>.
    /// </summary>
    public static string Text(string text) => Clean(text, MostText);

    /// <summary>A key, name or link target, for quoting in a sentence.</summary>
    public static string Name(string name) => Clean(name, MostName);

    /// <param name="most">Characters of the result, from 4.</param>
    public static string Clean(string text, int most)
    {
        var clean = new StringBuilder(Math.Min(text.Length, most));
        foreach (Rune rune in text.EnumerateRunes())
        {
            if (clean.Length + rune.Utf16SequenceLength > most - 3 && text.Length > most)
                return clean.Append("...").ToString();
            clean.Append(IsUnsafe(rune) ? "?" : rune.ToString());
        }
        return clean.ToString();
    }

    private static bool IsUnsafe(Rune rune) => Rune.GetUnicodeCategory(rune)
        is UnicodeCategory.Control or UnicodeCategory.Format
        or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;
}
