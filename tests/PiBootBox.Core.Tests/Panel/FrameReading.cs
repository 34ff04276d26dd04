using PiBootBox.Core.Panel;
using PiBootBox.Core.Panel.Fonts;

namespace PiBootBox.Core.Tests.Panel;

/// <summary>Reads a frame as a person does: whether some words stand in it, small or large, lit or dark.</summary>
internal static class FrameReading
{
    public static bool Shows(this Frame frame, string words) =>
        Shows(frame, SmallFont.Font, words) || Shows(frame, LargeFont.Font, words);

    private static bool Shows(Frame frame, PixelFont font, string words)
    {
        var columns = new List<ulong>();
        foreach (ReadOnlySpan<ushort> glyph in font.Glyphs(words))
        {
            foreach (ushort column in glyph)
                columns.Add(column);
            columns.AddRange(new ulong[font.Gap]);
        }
        columns.RemoveRange(columns.Count - font.Gap, font.Gap);
        ulong[] picture = Columns(frame);
        // Without the lowest rows, into which an edge below may reach.
        ulong rows = (1UL << font.Height - 2) - 1;
        for (int y = 0; y <= frame.Size.Height - font.Height + 2; y++)
        {
            for (int x = 0; x <= picture.Length - columns.Count; x++)
            {
                if (IsAt(picture, columns, rows, x, y, 0) || IsAt(picture, columns, rows, x, y, rows))
                    return true;
            }
        }
        return false;
    }

    private static bool IsAt(ulong[] picture, List<ulong> columns, ulong rows, int x, int y, ulong turned)
    {
        for (int i = 0; i < columns.Count; i++)
        {
            if ((picture[x + i] >> y & rows) != ((columns[i] & rows) ^ turned))
                return false;
        }
        return true;
    }

    private static ulong[] Columns(Frame frame)
    {
        var columns = new ulong[frame.Size.Width];
        for (int page = 0; page < frame.Size.Height / 8; page++)
        {
            for (int x = 0; x < columns.Length; x++)
                columns[x] |= (ulong)frame.Page(page)[x] << 8 * page;
        }
        return columns;
    }
}
