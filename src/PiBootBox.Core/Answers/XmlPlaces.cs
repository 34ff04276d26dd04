namespace PiBootBox.Core.Answers;

/// <summary>Windows Setup's XML, where text means the same everywhere but in CDATA sections, which know no escape, and in comments.</summary>
internal sealed class XmlPlaces : IPlaceFinder
{
    private AnswerPlace _place = AnswerPlace.Xml;
    private int _read;

    public void Begin(ReadOnlySpan<byte> line) => _read = 0;

    public AnswerPlace At(ReadOnlySpan<byte> line, int from, int to)
    {
        Read(line[_read..from]);
        _read = to;
        return _place;
    }

    public void End(ReadOnlySpan<byte> line) => Read(line[_read..]);

    private void Read(ReadOnlySpan<byte> text)
    {
        while (true)
        {
            (int at, int length, AnswerPlace next) = NextMark(text);
            if (at < 0)
                return;
            text = text[(at + length)..];
            _place = next;
        }
    }

    private (int At, int Length, AnswerPlace Next) NextMark(ReadOnlySpan<byte> text)
    {
        ReadOnlySpan<byte> data = "<![CDATA["u8, comment = "<!--"u8;
        if (_place == AnswerPlace.XmlCData)
            return (text.IndexOf("]]>"u8), 3, AnswerPlace.Xml);
        if (_place == AnswerPlace.XmlComment)
            return (text.IndexOf("-->"u8), 3, AnswerPlace.Xml);
        (int ofData, int ofComment) = (text.IndexOf(data), text.IndexOf(comment));
        return ofData >= 0 && (ofComment < 0 || ofData < ofComment)
            ? (ofData, data.Length, AnswerPlace.XmlCData)
            : (ofComment, comment.Length, AnswerPlace.XmlComment);
    }
}
