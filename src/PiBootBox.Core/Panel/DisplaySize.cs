namespace PiBootBox.Core.Panel;

/// <summary>Of a display in pixels, as the viewer sees it. The height is a multiple of 8.</summary>
public readonly record struct DisplaySize(int Width, int Height)
{
    public static readonly DisplaySize Tall = new(128, 64), Flat = new(128, 32);
}
