using System.Buffers;
using System.Text;
using PiBootBox.Core.Images;

namespace PiBootBox.Core.Answers;

/// <summary>
/// An answer file with <c>{{name}}</c> where each machine gets its own. Whatever else is in it, line ends included, reaches the
/// installer byte by byte; so does <c>{{ }}</c> around anything but a name, such as a Go template's <c>{{.Name}}</c>. Immutable.
/// </summary>
public sealed class AnswerTemplate
{
    /// <summary>Bytes of a file.</summary>
    public const int MostBytes = 64 * 1024;

    private const int MostPlaceholders = 500;
    private const int MostMistakes = 20;

    private static readonly SearchValues<byte> InName =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_ "u8);

    private readonly byte[] _bytes;
    private readonly Placeholder[] _placeholders;

    private AnswerTemplate(byte[] bytes, Placeholder[] placeholders) => (_bytes, _placeholders) = (bytes, placeholders);

    /// <summary>It tells the installer where to report its end.</summary>
    public bool ReportsItsEnd => Uses(AnswerNames.Done);

    public bool Uses(string name) => Array.Exists(_placeholders, p => p.Name == name);

    /// <param name="isValue">Whether the settings give some machine a value of this name.</param>
    /// <param name="mistakes">Each with its line and its cure; a file with a mistake is handed to nobody.</param>
    public static AnswerTemplate Parse(byte[] bytes, AnswerKind kind, Func<string, bool> isValue, out IReadOnlyList<SettingMistake> mistakes)
    {
        var found = new List<SettingMistake>();
        mistakes = found;
        var placeholders = new List<Placeholder>();
        if (bytes.Length > MostBytes)
            found.Add(new SettingMistake(0, $"The file is larger than {MostBytes / 1024} KB. Let it fetch the rest from the drive: http://{{{{box}}}}/drive/..."));
        else if (bytes is [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..] || bytes.AsSpan().Contains((byte)0))
            found.Add(new SettingMistake(0, "The file is not plain text in UTF-8. Save it anew, with the encoding UTF-8."));
        else
            Read(bytes, kind, isValue, placeholders, found);
        return new AnswerTemplate(bytes, [.. placeholders]);
    }

    /// <param name="valueOf">Null where the machine has no such value; a sentence's part that says what to do then is <paramref name="why"/>.</param>
    /// <param name="why">A sentence; empty when it was filled.</param>
    /// <returns>Null where a value is missing, or cannot stand where it is wanted.</returns>
    public byte[]? Fill(Func<string, string?> valueOf, out string why)
    {
        var filled = new ArrayBufferWriter<byte>(_bytes.Length + 1024);
        int at = 0;
        why = "";
        foreach (Placeholder placeholder in _placeholders)
        {
            filled.Write(_bytes.AsSpan(at, placeholder.From - at));
            at = placeholder.To;
            if (valueOf(placeholder.Name) is not { } value)
            {
                why = $"Line {placeholder.Line} wants {{{{{placeholder.Name}}}}}, which is not known of this machine.";
                return null;
            }
            if (AnswerEscape.Write(placeholder.Place, value) is not { } escaped)
            {
                why = $"The value of {{{{{placeholder.Name}}}}} cannot stand in line {placeholder.Line}: {AnswerEscape.Why(placeholder.Place)}.";
                return null;
            }
            Encoding.UTF8.GetBytes(escaped, filled);
        }
        filled.Write(_bytes.AsSpan(at));
        return filled.WrittenSpan.ToArray();
    }

    private static void Read(byte[] bytes, AnswerKind kind, Func<string, bool> isValue, List<Placeholder> placeholders, List<SettingMistake> mistakes)
    {
        IPlaceFinder places = FinderOf(kind);
        int number = 0;
        for (int start = 0; start < bytes.Length; number++)
        {
            ReadOnlySpan<byte> line = bytes.AsSpan(start);
            int end = line.IndexOf((byte)'\n');
            line = end < 0 ? line : line[..end];
            places.Begin(line);
            for (int from = 0; Next(line, ref from, out int to, out string name); from = to)
            {
                AnswerPlace place = places.At(line, from, to);
                if (placeholders.Count == MostPlaceholders)
                    mistakes.Add(new SettingMistake(number + 1, $"There are more than {MostPlaceholders} names in double braces. Split the file."));
                else if (AnswerNames.OfBox.Contains(name, StringComparer.Ordinal) || isValue(name))
                    placeholders.Add(new Placeholder(start + from, start + to, number + 1, name, place));
                else
                    mistakes.Add(new SettingMistake(number + 1, Unknown(name)));
                if (mistakes.Count == MostMistakes)
                    return;
            }
            places.End(line);
            start += line.Length + 1;
        }
    }

    private static string Unknown(string name) =>
        $"{{{{{Printable.Name(name)}}}}} is not known. The box knows {string.Join(", ", AnswerNames.OfBox)}; other names go into \"values\" of {DriveSettings.FileName}: \"values\": {{ \"{Printable.Name(name)}\": \"...\" }}.";

    /// <summary>The next <c>{{name}}</c>, with spaces around the name or without.</summary>
    private static bool Next(ReadOnlySpan<byte> line, ref int from, out int to, out string name)
    {
        while (line[from..].IndexOf("{{"u8) is >= 0 and int open)
        {
            from += open;
            // Of three braces the inner two count.
            while (line[(from + 1)..].StartsWith("{{"u8))
                from++;
            ReadOnlySpan<byte> inside = line[(from + 2)..];
            int length = inside.IndexOfAnyExcept(InName);
            if (length > 0 && inside[length..].StartsWith("}}"u8) && !inside[..length].Trim((byte)' ').IsEmpty)
            {
                to = from + 2 + length + 2;
                name = Encoding.ASCII.GetString(inside[..length].Trim((byte)' '));
                return true;
            }
            from += 2;
        }
        (to, name) = (from, "");
        return false;
    }

    private static IPlaceFinder FinderOf(AnswerKind kind) => kind switch
    {
        AnswerKind.Preseed => new PreseedPlaces(),
        AnswerKind.Kickstart => new KickstartPlaces(),
        AnswerKind.UserData => new YamlPlaces(),
        _ => new XmlPlaces(),
    };

    private readonly record struct Placeholder(int From, int To, int Line, string Name, AnswerPlace Place);
}
