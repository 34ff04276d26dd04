using PiBootBox.Core.Panel.Fonts;

namespace PiBootBox.Core.Panel.Screens;

/// <summary>What a screen draws on. It also gathers when the picture changes although nothing happens: texts scroll, lists turn.</summary>
/// <param name="elapsed">Since the screen appeared.</param>
/// <param name="isCalm">Nobody has touched the box for a while: nothing scrolls.</param>
/// <param name="shift">By how many pixels everything stands to the right and down, against burn-in; 0 or 1 each.</param>
public sealed class Canvas(Frame frame, TimeSpan elapsed, bool isCalm, (int X, int Y) shift)
{
    /// <summary>For some lines of text.</summary>
    public static readonly TimeSpan PageTime = TimeSpan.FromSeconds(4);

    /// <summary>One column less than the display has, and one row: the room for the shift.</summary>
    public int Width => frame.Size.Width - 1;

    public int Height => frame.Size.Height - 1;

    /// <summary>There is room for one large line only.</summary>
    public bool IsFlat => frame.Size.Height < 48;

    /// <summary>Since the screen appeared; null while it stays as it is.</summary>
    public TimeSpan? Next { get; private set; }

    /// <summary>How long it takes until everything was to be seen once: scrolled texts, all pages of what turns.</summary>
    public TimeSpan Cycle { get; private set; }

    public void ChangesAt(TimeSpan? time)
    {
        if (time < Next || Next is null)
            Next = time ?? Next;
    }

    /// <summary>Which of several things that share one place is to be seen.</summary>
    public int Turn(int count, TimeSpan each)
    {
        if (count < 2)
            return 0;
        long turns = elapsed.Ticks / each.Ticks;
        Lasts(count * each);
        ChangesAt((turns + 1) * each);
        return (int)(turns % count);
    }

    public void Fill(Area area, bool ink = true)
    {
        ulong bits = (1UL << Math.Clamp(area.Height, 0, 63)) - 1;
        for (int x = area.X; x < area.Right; x++)
            Column(x, area.Y, bits, ink);
    }

    /// <summary>A filled area without its four corner pixels.</summary>
    public void Plate(Area area)
    {
        Fill(area);
        foreach (int x in (ReadOnlySpan<int>)[area.X, area.Right - 1])
        {
            Column(x, area.Y, 1, ink: false);
            Column(x, area.Bottom - 1, 1, ink: false);
        }
    }

    /// <summary>A bar that fills from the left: in a frame, or on a line where a frame has no room.</summary>
    /// <param name="share">0 to 1.</param>
    public void Bar(Area area, double share)
    {
        bool isFramed = area.Height > 6;
        int border = isFramed ? 2 : 0;
        if (isFramed)
        {
            Plate(area);
            Fill(new Area(area.X + 1, area.Y + 1, area.Width - 2, area.Height - 2), false);
        }
        else
        {
            Fill(area with { Y = area.Bottom - 1, Height = 1 });
        }
        int full = area.Width - 2 * border;
        Fill(new Area(area.X + border, area.Y + border, (int)(full * Math.Clamp(share, 0, 1)), area.Height - 2 * border));
    }

    public void Draw(Icon icon, int x, int y, bool ink = true)
    {
        foreach (uint column in icon.Columns)
            Column(x++, y, column, ink);
    }

    /// <summary>One line. A text that is too long scrolls.</summary>
    public void Text(PixelFont font, Area area, ReadOnlySpan<char> text, Side side = Side.Left, bool ink = true)
    {
        int overflow = font.Measure(text) - area.Width;
        if (overflow <= 0)
        {
            Letters(font, area, text, side switch { Side.Left => 0, Side.Right => -overflow, _ => -overflow / 2 }, ink);
            return;
        }
        int offset = 0;
        if (!isCalm)
        {
            (offset, TimeSpan? next) = Marquee.At(overflow, elapsed);
            ChangesAt(next);
            Lasts(Marquee.Round(overflow));
        }
        // A letter may end just where its place does: only the dots say that there is more.
        if (offset == 0)
            Clipped(font, area, text, ink);
        else
            Letters(font, area, text, -offset, ink);
    }

    /// <summary>One line. A text that is too long ends in dots.</summary>
    public void Clipped(PixelFont font, Area area, ReadOnlySpan<char> text, bool ink = true)
    {
        if (font.Measure(text) <= area.Width)
        {
            Letters(font, area, text, 0, ink);
            return;
        }
        int dots = font.Measure("\u2026");
        int width = 0;
        foreach (ReadOnlySpan<ushort> glyph in font.Glyphs(text))
        {
            if (width + glyph.Length + font.Gap + dots > area.Width)
                break;
            width += glyph.Length + font.Gap;
        }
        Letters(font, area with { Width = Math.Max(0, width - font.Gap) }, text, 0, ink);
        Letters(font, new Area(area.X + width, area.Y, dots, area.Height), "\u2026", 0, ink);
    }

    /// <summary>As many lines as the text needs, a page after the other when the area is too small for them.</summary>
    /// <param name="pitch">From line to line, in pixels.</param>
    public void Block(PixelFont font, Area area, string text, int pitch)
    {
        IReadOnlyList<Range> lines = WrappedText.Lines(font, text, area.Width);
        int rows = Math.Max(1, (area.Height + pitch - font.Height) / pitch);
        int page = Turn((lines.Count + rows - 1) / rows, PageTime);
        for (int row = 0; row < rows && page * rows + row < lines.Count; row++)
            Clipped(font, area with { Y = area.Y + row * pitch }, text.AsSpan(lines[page * rows + row]));
    }

    private void Lasts(TimeSpan time) => Cycle = time > Cycle ? time : Cycle;

    private void Letters(PixelFont font, Area area, ReadOnlySpan<char> text, int offset, bool ink)
    {
        int x = area.X + offset;
        foreach (ReadOnlySpan<ushort> glyph in font.Glyphs(text))
        {
            if (x >= area.Right)
                return;
            foreach (ushort column in glyph)
            {
                if (x >= area.X && x < area.Right)
                    Column(x, area.Y, column, ink);
                x++;
            }
            x += font.Gap;
        }
    }

    /// <param name="bits">The least significant one on top; what has no room in the picture is dropped.</param>
    private void Column(int x, int y, ulong bits, bool ink)
    {
        (x, y) = (x + shift.X, y + shift.Y);
        if ((uint)x >= (uint)frame.Size.Width || (uint)y >= (uint)frame.Size.Height)
            return;
        bits <<= y % 8;
        for (int page = y / 8; bits != 0 && page < frame.Size.Height / 8; page++, bits >>= 8)
        {
            ref byte column = ref frame.Page(page)[x];
            column = (byte)(ink ? column | (byte)bits : column & ~(byte)bits);
        }
    }
}
