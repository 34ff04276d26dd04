using PiBootBox.Core.Panel.Fonts;

namespace PiBootBox.Core.Panel.Screens;

/// <summary>Breaks a text into lines: between words where it can, within one that is longer than a line.</summary>
public static class WrappedText
{
    /// <param name="width">Of a line, in pixels.</param>
    /// <returns>The part of the text on each line; none for an empty text.</returns>
    public static IReadOnlyList<Range> Lines(PixelFont font, string text, int width)
    {
        var lines = new List<Range>();
        int end = Math.Min(text.Length, PixelFont.MostCharacters);
        for (int start = SkipSpaces(text, 0, end); start < end;)
        {
            int stop = LineEnd(font, text, start, end, width);
            int last = stop;
            while (text[last - 1] == ' ')
                last--;
            lines.Add(start..last);
            start = SkipSpaces(text, stop, end);
        }
        return lines;
    }

    private static int LineEnd(PixelFont font, string text, int start, int end, int width)
    {
        int used = 0, lastWord = start;
        for (int at = start; at < end;)
        {
            int length = at + 1 < end && char.IsSurrogatePair(text[at], text[at + 1]) ? 2 : 1;
            used += font.Measure(text.AsSpan(at, length)) + font.Gap;
            if (text[at] == ' ')
                lastWord = at;
            else if (used - font.Gap > width)
                return lastWord > start ? lastWord : Math.Max(at, start + length);
            at += length;
        }
        return end;
    }

    private static int SkipSpaces(string text, int at, int end)
    {
        while (at < end && text[at] == ' ')
            at++;
        return at;
    }
}
