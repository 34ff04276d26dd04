namespace PiBootBox.Core.Answers;

/// <summary>Follows the quotes of a shell's words, or of a kickstart line, which are the same but for the dollar.</summary>
internal struct ShellQuotes
{
    private byte _quote, _mark;
    private bool _isNested, _isCommand, _isInBackticks, _isComment, _isJoined;

    /// <summary>Something began whose end nobody can tell, such as a here-document.</summary>
    public bool IsLost { get; private set; }

    /// <param name="from">Behind what was read before, and behind the placeholder that stood there.</param>
    public void Read(ReadOnlySpan<byte> line, int from, int to)
    {
        _mark = 0;
        int escaped = -1;
        for (int i = from; i < to && !_isComment; i++)
        {
            byte c = line[i];
            bool beginsWord = _quote == 0 && (i == 0 || i - 1 != escaped && EndsWord(line[i - 1]));
            // Within "$( and backticks quotes begin anew.
            if (_quote != '\'' && c == '`')
                (_isNested, _isInBackticks) = (true, !_isInBackticks);
            else if (_quote == '"' && line[i..to].StartsWith("$("u8))
                _isNested = true;
            if (beginsWord && IsForShell(line[i..to]))
                _isCommand = true;
            // Together with the value's first character they would mean something else.
            if (_quote != '\'' && i == to - 1 && c is (byte)'\\' or (byte)'$')
                _mark = c;

            if (c == '\\' && _quote != '\'')
                escaped = ++i;
            // A comment within "$( ends elsewhere, and a joined line may begin in the middle of a word.
            else if (c == '#' && (beginsWord && _isJoined && i == 0 || _isNested && _quote != '\'' && (i == 0 || EndsWord(line[i - 1]))))
                IsLost = true;
            else if (c == '#' && beginsWord)
                _isComment = true;
            else if (_quote != 0)
                _quote = c == _quote ? (byte)0 : _quote;
            else if (c is (byte)'\'' or (byte)'"')
                (_quote, IsLost) = (c, IsLost || c == '\'' && i > 0 && line[i - 1] == '$');
            else if (c == '<' && line[i..to].StartsWith("<<"u8))
                IsLost = true;
        }
    }

    /// <summary>The file joins the next line to this one.</summary>
    public void Join() => _isJoined = true;

    /// <summary>A line of a script. The shell joins the next one where a backslash ends it; else a command ends where its quotes do.</summary>
    public void EndLine()
    {
        _isJoined = _mark == '\\';
        _isComment = false;
        if (!_isJoined && _quote == 0 && !_isInBackticks)
            (_isNested, _isCommand) = (false, false);
    }

    private static bool EndsWord(byte c) => " \t;&|()<>`"u8.Contains(c);

    /// <summary>Whether a second shell reads what follows the word that begins here.</summary>
    private static bool IsForShell(ReadOnlySpan<byte> text)
    {
        int end = text.IndexOfAny(" \t;&|()<>`"u8);
        ReadOnlySpan<byte> word = end < 0 ? text : text[..end];
        if (word is [(byte)'-', (byte)'-', _, ..])
        {
            // Programs take any beginning of an option's name.
            int value = word.IndexOf((byte)'=');
            return "--command"u8.StartsWith(value < 0 ? word : word[..value]);
        }
        if (word is [(byte)'-', ..])
            return word.Contains((byte)'c');
        ReadOnlySpan<byte> program = word[(word.LastIndexOf((byte)'/') + 1)..];
        return program.SequenceEqual("eval"u8) || program.SequenceEqual("su"u8) || program.SequenceEqual("ssh"u8) || program.SequenceEqual("trap"u8);
    }

    public readonly AnswerPlace Place(bool isShell = true) =>
        IsLost || _isComment || _mark == '\\' || isShell && (_isNested || _isCommand || _mark == '$') ? AnswerPlace.Anywhere : _quote switch
        {
            (byte)'\'' => AnswerPlace.ShellSingle,
            (byte)'"' => isShell ? AnswerPlace.ShellDouble : AnswerPlace.LineDouble,
            _ => AnswerPlace.ShellWord,
        };
}
