using PiBootBox.Core.Images;

namespace PiBootBox.Core.Answers;

/// <summary>Reads <c>values</c>, which stand at the root of the drive's settings and with machines. A wrong one is reported and does not count.</summary>
internal static class AnswerValuesReader
{
    private const int Most = 250;

    public static Dictionary<string, string> Read(ref SettingsCursor cursor)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        if (!cursor.Enter("values"))
            return values;
        while (cursor.NextKey(out string name))
        {
            string? reason = AnswerNames.Refuse(name);
            if (reason is not null)
                cursor.Mistake($"The value \"{Printable.Name(name)}\" does not count: {reason}. Choose another name.");
            if (cursor.Text(name) is not { } value || reason is not null)
                continue;
            if (value.AsSpan().ContainsAnyInRange('\0', '\x1F') || value.AsSpan().ContainsAnyInRange('\x7F', '\x9F'))
                cursor.Mistake($"The value \"{Printable.Name(name)}\" does not count: it holds a line break or another control character. Write it in one line.");
            else if (values.Count == Most)
                cursor.Mistake($"More than {Most} values are set; this one does not count.");
            else if (!values.TryAdd(name, value))
                cursor.Mistake($"The value \"{Printable.Name(name)}\" is set twice; the first one counts. Take one away.");
        }
        return values;
    }
}
