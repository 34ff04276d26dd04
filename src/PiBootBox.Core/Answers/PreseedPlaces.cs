namespace PiBootBox.Core.Answers;

/// <summary>
/// <c>owner question type value</c>, a line each; a backslash at the end joins the next line. The values of questions that are
/// called <c>…_command</c> go to a shell, others to debconf as they stand (d-i, debconf-set-selections).
/// </summary>
internal sealed class PreseedPlaces : IPlaceFinder
{
    private bool _isJoined, _isCommand;
    private ShellQuotes _quotes;
    private int _read;

    public void Begin(ReadOnlySpan<byte> line)
    {
        _read = 0;
        if (_isJoined)
            return;
        _quotes = default;
        _isCommand = false;
        int value = 0, field = 0;
        for (; field < 3 && value < line.Length; field++)
        {
            int start = value + SpacesOf(line[value..]);
            int length = line[start..].IndexOfAny((byte)' ', (byte)'\t');
            length = length < 0 ? line.Length - start : length;
            if (field == 1)
                _isCommand = line.Slice(start, length).EndsWith("_command"u8);
            value = start + length;
        }
        _read = _isCommand ? value : 0;
    }

    public AnswerPlace At(ReadOnlySpan<byte> line, int from, int to)
    {
        if (!_isCommand || from < _read)
            return line[to..].TrimEnd(" \t\r"u8).IsEmpty ? AnswerPlace.DebconfEnd : AnswerPlace.Debconf;
        _quotes.Read(line, _read, from);
        _read = to;
        return _quotes.Place();
    }

    public void End(ReadOnlySpan<byte> line)
    {
        line = line.TrimEnd("\r"u8);
        _isJoined = line is [.., (byte)'\\'];
        if (_isCommand && _isJoined)
        {
            _quotes.Read(line, _read, line.Length - 1);
            _quotes.Join();
        }
    }

    private static int SpacesOf(ReadOnlySpan<byte> text) => text.IndexOfAnyExcept((byte)' ', (byte)'\t') is var n and >= 0 ? n : text.Length;
}
