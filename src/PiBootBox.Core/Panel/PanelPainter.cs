using PiBootBox.Core.Panel.Screens;

namespace PiBootBox.Core.Panel;

/// <summary>Draws a screen when it has to: what looks the same stays the same frame.</summary>
internal sealed class PanelPainter
{
    private Screen? _screen;
    private PanelLight _light;
    private (int X, int Y) _shift;
    private TimeSpan _shownAt;

    public Frame? Frame { get; private set; }

    /// <summary>When the screen changes by itself.</summary>
    public TimeSpan? Next { get; private set; }

    /// <summary>How long until all of the screen was to be seen.</summary>
    public TimeSpan Cycle { get; private set; }

    public void Paint(Screen screen, DisplaySize size, PanelLight light, TimeSpan now)
    {
        (int X, int Y) shift = PanelRest.Shift(now);
        bool wakes = light == PanelLight.Bright && _light != light;
        if (screen.Key != _screen?.Key || wakes)
            _shownAt = now;
        else if (screen == _screen && !(now >= Next) && light == _light && shift == _shift && Frame?.Size == size)
            return;
        (_screen, _light, _shift) = (screen, light, shift);
        var frame = new Frame(size);
        var canvas = new Canvas(frame, now - _shownAt, light != PanelLight.Bright, shift);
        screen.Draw(canvas);
        if (Frame?.Size != size || !frame.Bytes.SequenceEqual(Frame.Bytes))
            Frame = frame;
        Next = _shownAt + canvas.Next;
        Cycle = canvas.Cycle;
    }
}
