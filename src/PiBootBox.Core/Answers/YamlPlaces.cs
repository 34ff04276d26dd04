namespace PiBootBox.Core.Answers;

/// <summary>
/// cloud-init's YAML, line by line: a value alone behind <c>key:</c> or <c>-</c> is a scalar of its own; quotes are followed within a line;
/// everything else, block scalars among them, takes harmless values only.
/// </summary>
internal sealed class YamlPlaces : IPlaceFinder
{
    private int _block = -1, _commands = -1;

    public void Begin(ReadOnlySpan<byte> line)
    {
        if (_block >= 0 && IndentOf(line) is >= 0 and int indent && indent <= _block)
            _block = -1;
        if (IndentOf(line) is >= 0 and int left && left <= _commands && line[left] != '#' && !(left == _commands && line[left] == '-'))
            _commands = -1;
        if (_block < 0 && _commands < 0 && IsCommands(line))
            _commands = IndentOf(line);
    }

    /// <summary>What stands below these keys is read by a shell after YAML has read it.</summary>
    private static bool IsCommands(ReadOnlySpan<byte> line)
    {
        ReadOnlySpan<byte> text = line.TrimStart(" -"u8);
        int colon = text.IndexOf((byte)':');
        if (colon < 0)
            return false;
        ReadOnlySpan<byte> key = text[..colon].Trim(" \"'"u8);
        return key.EndsWith("-commands"u8) || key.SequenceEqual("runcmd"u8) || key.SequenceEqual("bootcmd"u8);
    }

    public AnswerPlace At(ReadOnlySpan<byte> line, int from, int to)
    {
        if (_block >= 0 || _commands >= 0)
            return AnswerPlace.Anywhere;
        switch (QuoteAt(line[..from]))
        {
            case (byte)'\'':
                return AnswerPlace.YamlSingle;
            case (byte)'"':
                // An odd backslash would take the first character of the value with it.
                return (from - 1 - line[..from].LastIndexOfAnyExcept((byte)'\\')) % 2 == 0 ? AnswerPlace.YamlDouble : AnswerPlace.Anywhere;
        }
        ReadOnlySpan<byte> before = line[..from], after = line[to..].TrimEnd(" \t\r"u8);
        bool begins = before.EndsWith(": "u8) || before.TrimStart(" "u8) is [(byte)'-', (byte)' ', ..] and var item && item.Trim(" -"u8).IsEmpty;
        return begins && after.IsEmpty ? AnswerPlace.YamlScalar : AnswerPlace.Anywhere;
    }

    public void End(ReadOnlySpan<byte> line)
    {
        if (_block >= 0)
            return;
        ReadOnlySpan<byte> text = line.TrimEnd(" \t\r0123456789+-"u8);
        if (text is [.., (byte)' ', (byte)'|' or (byte)'>'])
            _block = IndentOf(line);
    }

    /// <returns>-1 for an empty line, which belongs to whatever is around it.</returns>
    private static int IndentOf(ReadOnlySpan<byte> line) => line.Trim(" \t\r"u8).IsEmpty ? -1 : line.IndexOfAnyExcept((byte)' ');

    /// <summary>A quote opens where a scalar begins; elsewhere it is an apostrophe.</summary>
    private static byte QuoteAt(ReadOnlySpan<byte> text)
    {
        byte quote = 0;
        int depth = 0;
        for (int i = 0; i < text.Length; i++)
        {
            byte c = text[i];
            if (quote == '"' && c == '\\' || quote == '\'' && text[i..].StartsWith("''"u8))
                i++;
            else if (quote != 0)
                quote = c == quote ? (byte)0 : quote;
            else if (c is (byte)'\'' or (byte)'"' && BeginsScalar(text[..i], depth > 0))
                quote = c;
            else if (c is (byte)'[' or (byte)'{' && BeginsScalar(text[..i], depth > 0))
                depth++;
            else if (c is (byte)']' or (byte)'}' && depth > 0)
                depth--;
        }
        return quote;
    }

    /// <summary>Behind spaces and the marks of lists, a key's colon, or what opens and parts flow collections.</summary>
    private static bool BeginsScalar(ReadOnlySpan<byte> before, bool isFlow)
    {
        ReadOnlySpan<byte> text = before.TrimEnd(" \t"u8);
        if (text.IsEmpty || isFlow && text[^1] is ((byte)'[' or (byte)'{' or (byte)','))
            return true;
        return text.Length < before.Length && (text[^1] == ':' || text.Trim(" -"u8).IsEmpty);
    }
}
