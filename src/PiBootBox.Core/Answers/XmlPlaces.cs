namespace PiBootBox.Core.Answers;

/// <summary>
/// Windows Setup's XML, where text means the same everywhere but in CDATA sections, which know no escape, in comments, and in the
/// elements that hold commands: what XML gives back there goes to cmd.exe.
/// </summary>
internal sealed class XmlPlaces : IPlaceFinder
{
    private AnswerPlace _place = AnswerPlace.Xml;
    private bool _isCommand;
    private int _read;

    public void Begin(ReadOnlySpan<byte> line) => _read = 0;

    public AnswerPlace At(ReadOnlySpan<byte> line, int from, int to)
    {
        Read(line[_read..from]);
        _read = to;
        return _isCommand && _place != AnswerPlace.XmlComment ? AnswerPlace.Anywhere : _place;
    }

    public void End(ReadOnlySpan<byte> line) => Read(line[_read..]);

    private void Read(ReadOnlySpan<byte> text)
    {
        while (true)
        {
            ReadOnlySpan<byte> mark = _place switch { AnswerPlace.XmlCData => "]]>"u8, AnswerPlace.XmlComment => "-->"u8, _ => "<"u8 };
            int at = text.IndexOf(mark);
            if (at < 0)
                return;
            text = text[(at + mark.Length)..];
            if (_place != AnswerPlace.Xml)
                _place = AnswerPlace.Xml;
            else if (text.StartsWith("![CDATA["u8))
                _place = AnswerPlace.XmlCData;
            else if (text.StartsWith("!--"u8))
            {
                _place = AnswerPlace.XmlComment;
                text = text[3..];
            }
            else if (IsCommand(text))
                _isCommand = text[0] != '/' && !text[..(text.IndexOf((byte)'>') + 1)].EndsWith("/>"u8);
        }
    }

    /// <param name="tag">Behind its <c>&lt;</c>.</param>
    private static bool IsCommand(ReadOnlySpan<byte> tag)
    {
        int end = tag.IndexOfAny(" \t\r>"u8);
        ReadOnlySpan<byte> name = (end < 0 ? tag : tag[..end]).Trim((byte)'/');
        name = name[(name.IndexOf((byte)':') + 1)..];
        return name.SequenceEqual("CommandLine"u8) || name.SequenceEqual("Path"u8) || name.SequenceEqual("Command"u8);
    }
}
