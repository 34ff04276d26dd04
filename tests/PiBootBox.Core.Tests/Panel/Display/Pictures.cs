using PiBootBox.Core.Panel;

namespace PiBootBox.Core.Tests.Panel.Display;

internal static class Pictures
{
    /// <summary>No two pages and no two columns alike, nor like themselves mirrored.</summary>
    public static Frame Any(DisplaySize size, int seed = 0)
    {
        var frame = new Frame(size);
        new Random(seed).NextBytes(frame.Bytes);
        return frame;
    }

    public static Frame Turned(this Frame frame)
    {
        var turned = new Frame(frame.Size);
        for (int y = 0; y < frame.Size.Height; y++)
        {
            for (int x = 0; x < frame.Size.Width; x++)
                turned[x, y] = frame[frame.Size.Width - 1 - x, frame.Size.Height - 1 - y];
        }
        return turned;
    }

    public static void AssertShown(Frame expected, DisplayModel display) =>
        Assert.Equal(expected.Bytes.ToArray(), display.Glass().Bytes.ToArray());
}
