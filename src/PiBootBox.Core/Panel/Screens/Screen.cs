using PiBootBox.Core.Panel.Fonts;

namespace PiBootBox.Core.Panel.Screens;

/// <summary>One thing that the display can show, with all that it needs for it.</summary>
internal abstract record Screen
{
    protected static PixelFont Small => SmallFont.Font;

    protected static PixelFont Large => LargeFont.Font;

    /// <summary>Texts start to scroll anew when it changes.</summary>
    public abstract string Key { get; }

    public abstract void Draw(Canvas canvas);

    /// <summary>A word on a plate, as wide as it is.</summary>
    /// <returns>Where it ends.</returns>
    protected static int Badge(Canvas canvas, ReadOnlySpan<char> word)
    {
        int width = Small.Measure(word);
        canvas.Plate(new Area(0, 0, width + 6, 11));
        canvas.Text(Small, new Area(3, 2, width, 9), word, ink: false);
        return width + 6;
    }

    /// <summary>A plate over the whole width.</summary>
    protected static void Title(Canvas canvas, Icon? icon, string text, string right = "")
    {
        canvas.Plate(new Area(0, 0, canvas.Width, 11));
        int x = 3;
        if (icon is not null)
        {
            canvas.Draw(icon, x, 2 - (icon.Height - 7), ink: false);
            x += icon.Width + 3;
        }
        int width = Small.Measure(right);
        canvas.Text(Small, new Area(canvas.Width - 3 - width, 2, width, 9), right, ink: false);
        canvas.Text(Small, new Area(x, 2, canvas.Width - x - 3 - (width > 0 ? width + 5 : 0), 9), text, ink: false);
    }

    /// <summary>A small line with its drawing before it and a short word at its end.</summary>
    protected static void Row(Canvas canvas, int y, Icon icon, string text, string right = "")
    {
        canvas.Draw(icon, 0, y);
        int width = Small.Measure(right);
        canvas.Text(Small, new Area(canvas.Width - width, y, width, 9), right);
        canvas.Text(Small, new Area(11, y, canvas.Width - 11 - (width > 0 ? width + 5 : 0), 9), text);
    }
}
