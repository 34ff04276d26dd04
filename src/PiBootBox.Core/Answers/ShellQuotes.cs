namespace PiBootBox.Core.Answers;

/// <summary>Follows the quotes of a shell's words, or of a kickstart line, which are the same but for the dollar.</summary>
internal struct ShellQuotes
{
    private byte _quote;

    /// <summary>A here-document began: what comes after it follows other rules.</summary>
    public bool IsLost { get; private set; }

    public void Read(ReadOnlySpan<byte> text)
    {
        for (int i = 0; i < text.Length; i++)
        {
            byte c = text[i];
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

    public readonly AnswerPlace Place(bool isShell = true) => IsLost ? AnswerPlace.Anywhere : _quote switch
    {
        (byte)'\'' => AnswerPlace.ShellSingle,
        (byte)'"' => isShell ? AnswerPlace.ShellDouble : AnswerPlace.LineDouble,
        _ => AnswerPlace.ShellWord,
    };
}
