using System.Text;
using PiBootBox.Core.Panel;

namespace PiBootBox.Core.Tests.Panel;

/// <summary>A frame as a golden can hold it: two rows of pixels in a line, for an editor shows a character twice as high as wide.</summary>
internal static class FrameText
{
    public static string Of(Frame frame)
    {
        var text = new StringBuilder();
        for (int y = 0; y < frame.Size.Height; y += 2)
        {
            int start = text.Length;
            for (int x = 0; x < frame.Size.Width; x++)
                text.Append((frame[x, y], frame[x, y + 1]) switch { (true, true) => '█', (true, _) => '▀', (_, true) => '▄', _ => ' ' });
            while (text.Length > start && text[^1] == ' ')
                text.Length--;
            text.Append('\n');
        }
        return text.ToString();
    }
}
