using PiBootBox.Core.Panel;

namespace PiBootBox.Panel.Terminal;

/// <summary>A frame in characters.</summary>
internal static class FrameText
{
    /// <summary>Of the first character of Unicode's braille patterns: none of its eight dots.</summary>
    private const int NoDots = 0x2800;

    /// <summary>By row, then by column: which dot is which bit (Unicode, block "Braille Patterns").</summary>
    private static readonly int[] Dots = [0x01, 0x08, 0x02, 0x10, 0x04, 0x20, 0x40, 0x80];

    /// <summary>Two pixels wide and four high, a character: 64 by 16 characters for the usual display.</summary>
    public static string[] Braille(Frame frame)
    {
        var lines = new string[frame.Size.Height / 4];
        for (int line = 0; line < lines.Length; line++)
        {
            int top = line * 4;
            lines[line] = string.Create(frame.Size.Width / 2, frame, (text, picture) =>
            {
                for (int column = 0; column < text.Length; column++)
                {
                    int dots = 0;
                    for (int dot = 0; dot < Dots.Length; dot++)
                        dots |= picture[column * 2 + dot % 2, top + dot / 2] ? Dots[dot] : 0;
                    text[column] = (char)(NoDots + dots);
                }
            });
        }
        return lines;
    }

    /// <summary>A pixel wide and two high, a character: 128 by 32 characters for the usual display.</summary>
    public static string[] Blocks(Frame frame)
    {
        var lines = new string[frame.Size.Height / 2];
        for (int line = 0; line < lines.Length; line++)
        {
            int top = line * 2;
            lines[line] = string.Create(frame.Size.Width, frame, (text, picture) =>
            {
                for (int column = 0; column < text.Length; column++)
                    text[column] = (picture[column, top], picture[column, top + 1]) switch
                    {
                        (true, true) => '█',
                        (true, false) => '▀',
                        (false, true) => '▄',
                        _ => ' ',
                    };
            });
        }
        return lines;
    }
}
