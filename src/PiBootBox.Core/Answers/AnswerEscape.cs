using System.Buffers;
using System.Text;

namespace PiBootBox.Core.Answers;

/// <summary>Writes values so that whoever reads the file finds exactly the value, and never a command, a key or a tag.</summary>
internal static class AnswerEscape
{
    /// <summary>Means itself in a shell, in YAML, in kickstart lines and in URLs.</summary>
    private static readonly SearchValues<char> Harmless =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-/:@%+=");

    /// <param name="value">One line, without control characters.</param>
    /// <returns>Null where the value cannot stand at that place.</returns>
    public static string? Write(AnswerPlace place, string value) => place switch
    {
        AnswerPlace.Anywhere => IsHarmless(value) ? value : null,
        AnswerPlace.Debconf => value,
        AnswerPlace.DebconfEnd => value.EndsWith('\\') ? null : value,
        AnswerPlace.ShellWord => IsHarmless(value) ? value : $"'{InSingle(value)}'",
        AnswerPlace.ShellSingle => InSingle(value),
        AnswerPlace.ShellDouble => Behind(value, "\\\"$`", '\\'),
        AnswerPlace.LineDouble or AnswerPlace.YamlDouble => Behind(value, "\\\"", '\\'),
        AnswerPlace.YamlScalar => IsHarmless(value) ? value : $"\"{Behind(value, "\\\"", '\\')}\"",
        AnswerPlace.YamlSingle => value.Replace("'", "''", StringComparison.Ordinal),
        AnswerPlace.XmlCData => CData(value),
        // Nobody reads it, and it must not end there.
        AnswerPlace.XmlComment => value.Replace('-', '_'),
        _ => Xml(value),
    };

    /// <summary>Why <see cref="Write"/> said no, and the cure.</summary>
    public static string Why(AnswerPlace place) => place == AnswerPlace.DebconfEnd
        ? "it ends in a backslash, which would join the next line"
        : "it holds characters that could mean something else there; put the {{name}} between quotes, or choose a value of letters, digits and . _ - / : @ % + =";

    // At its end a colon makes a key of what YAML would otherwise read as text.
    private static bool IsHarmless(string value) => value.Length > 0 && value.AsSpan().IndexOfAnyExcept(Harmless) < 0 && value[^1] != ':'
        && value[0] is not ('-' or '@' or '%' or '=');

    private static string InSingle(string value) => value.Replace("'", @"'\''", StringComparison.Ordinal);

    private static string Behind(string value, string special, char mark)
    {
        var text = new StringBuilder(value.Length + 8);
        foreach (char c in value)
        {
            if (special.Contains(c, StringComparison.Ordinal))
                text.Append(mark);
            text.Append(c);
        }
        return text.ToString();
    }

    /// <summary>As it is, but the section is cut into two wherever its end could come about, together with what stands beside the value too.</summary>
    private static string CData(string value)
    {
        const string cut = "]]><![CDATA[";
        string text = value.Replace("]", "]" + cut, StringComparison.Ordinal);
        return text.StartsWith('>') ? cut + text : text;
    }

    private static string Xml(string value)
    {
        var text = new StringBuilder(value.Length + 16);
        foreach (char c in value)
        {
            _ = c switch
            {
                '&' => text.Append("&amp;"),
                '<' => text.Append("&lt;"),
                '>' => text.Append("&gt;"),
                '"' => text.Append("&quot;"),
                '\'' => text.Append("&apos;"),
                _ => text.Append(c),
            };
        }
        return text.ToString();
    }
}
