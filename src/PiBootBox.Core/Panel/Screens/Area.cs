namespace PiBootBox.Core.Panel.Screens;

/// <summary>A part of a picture, in pixels.</summary>
public readonly record struct Area(int X, int Y, int Width, int Height)
{
    public int Right => X + Width;

    public int Bottom => Y + Height;
}

public enum Side
{
    Left,
    Middle,
    Right,
}
