namespace PiBootBox.Core.Answers;

/// <summary>Follows the quotes of a shell's words, or of a kickstart line, which are the same but for the dollar.</summary>
internal struct ShellQuotes
{
    private byte _quote;
    private bool _isNested, _isCommand, _isInBackticks;

    /// <summary>A here-document began: what comes after it follows other rules.</summary>
    public bool IsLost { get; private set; }

    public void Read(ReadOnlySpan<byte> text)
    {
        for (int i = 0; i < text.Length; i++)
        {
            byte c = text[i];
            // Within "$( and backticks quotes begin anew, and what follows -c is read by a second shell.
            if (_quote != '\'' && c == '`')
                (_isNested, _isInBackticks) = (true, !_isInBackticks);
            else if (_quote == '"' && text[i..].StartsWith("$("u8))
                _isNested = true;
            if (_quote == 0 && c == '-' && (i == 0 || text[i - 1] is (byte)' ' or (byte)'\t') && IsCommandOption(text[i..]))
                _isCommand = true;
            if (c == '\\' && _quote != '\'')
                i++;
            else if (_quote != 0)
                _quote = c == _quote ? (byte)0 : _quote;
            else if (c is (byte)'\'' or (byte)'"')
                _quote = c;
            else if (c == '#' && (i == 0 || text[i - 1] is (byte)' ' or (byte)'\t'))
                return;
            else if (c == '<' && text[i..].StartsWith("<<"u8))
                IsLost = true;
        }
    }

    /// <summary>A line that no backslash joins to the next one: a command ends where its quotes do.</summary>
    public void EndLine()
    {
        if (_quote == 0 && !_isInBackticks)
            (_isNested, _isCommand) = (false, false);
    }

    private static bool IsCommandOption(ReadOnlySpan<byte> text)
    {
        int end = text.IndexOfAny((byte)' ', (byte)'\t');
        ReadOnlySpan<byte> option = end < 0 ? text : text[..end];
        return !option.StartsWith("--"u8) && option[1..].Contains((byte)'c');
    }

    public readonly AnswerPlace Place(bool isShell = true) => IsLost || isShell && (_isNested || _isCommand) ? AnswerPlace.Anywhere : _quote switch
    {
        (byte)'\'' => AnswerPlace.ShellSingle,
        (byte)'"' => isShell ? AnswerPlace.ShellDouble : AnswerPlace.LineDouble,
        _ => AnswerPlace.ShellWord,
    };
}
