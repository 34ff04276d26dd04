using System.Threading.Channels;
using PiBootBox.Core.Panel;

namespace PiBootBox.Panel;

/// <summary>Somebody who looks at the panel, and may press its buttons, from elsewhere: a terminal. Callable from any thread.</summary>
public sealed class PanelView : IDisposable
{
    private readonly PanelViews _views;
    private readonly bool[] _down = new bool[Enum.GetValues<PanelButton>().Length];

    // Who looks slowly sees the latest.
    private readonly Channel<PanelPicture> _pictures = Channel.CreateBounded<PanelPicture>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest });

    internal PanelView(PanelViews views) => _views = views;

    /// <summary>The present picture, and each that differs from the one before. Complete when the panel ends.</summary>
    public ChannelReader<PanelPicture> Pictures => _pictures.Reader;

    public void Press(ButtonChange change)
    {
        _down[(int)change.Button] = change.IsDown;
        _views.Press(change);
    }

    /// <summary>Whoever goes takes the finger off.</summary>
    public void Dispose()
    {
        _views.Remove(this);
        for (int button = 0; button < _down.Length; button++)
        {
            if (_down[button])
                Press(new ButtonChange((PanelButton)button, IsDown: false));
        }
    }

    internal void Show(PanelPicture picture) => _pictures.Writer.TryWrite(picture);

    internal void End() => _pictures.Writer.TryComplete();
}
