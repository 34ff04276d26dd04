namespace PiBootBox.Core.Answers;

/// <summary>Lines of words, and sections such as <c>%post</c> that are scripts: of a shell, where no interpreter is named.</summary>
internal sealed class KickstartPlaces : IPlaceFinder
{
    private bool _isSection, _isShell;
    private ShellQuotes _quotes;
    private int _read;

    public void Begin(ReadOnlySpan<byte> line)
    {
        _read = 0;
        if (!_isSection)
            _quotes = default;
    }

    public AnswerPlace At(ReadOnlySpan<byte> line, int from, int to)
    {
        if (_isSection && !_isShell)
            return AnswerPlace.Anywhere;
        _quotes.Read(line, _read, from);
        _read = to;
        return _quotes.Place(isShell: _isSection);
    }

    /// <summary>The word behind <c>--interpreter</c>, which a space or <c>=</c> parts from it.</summary>
    private static ReadOnlySpan<byte> Interpreter(ReadOnlySpan<byte> text)
    {
        text = text.TrimStart(" \t="u8);
        int end = text.IndexOfAny((byte)' ', (byte)'\t');
        return (end < 0 ? text : text[..end]).Trim("\"'"u8);
    }

    public void End(ReadOnlySpan<byte> line)
    {
        ReadOnlySpan<byte> word = line.Trim(" \t\r"u8);
        if (word.StartsWith("%end"u8))
        {
            (_isSection, _quotes) = (false, default);
        }
        else if (word is [(byte)'%', ..] && !word.StartsWith("%include"u8) && !word.StartsWith("%ksappend"u8))
        {
            int named = word.IndexOf("--interpreter"u8);
            bool isScript = word.StartsWith("%p"u8) && !word.StartsWith("%packages"u8) || word.StartsWith("%on"u8) || word.StartsWith("%trace"u8);
            _isSection = true;
            _isShell = isScript && (named < 0 || Interpreter(word[(named + "--interpreter".Length)..]).EndsWith("sh"u8));
            _quotes = default;
        }
        else if (_isSection && _isShell)
        {
            // A shell's quotes may go on in the next line.
            line = line.TrimEnd("\r"u8);
            _quotes.Read(line, _read, line.Length);
            _quotes.EndLine();
        }
    }
}
