using PiBootBox.Core.Panel;

namespace PiBootBox.Panel;

/// <summary>All that look at the panel from elsewhere. Callable from any thread.</summary>
internal sealed class PanelViews(Action<ButtonChange> pressed, Action changed)
{
    private readonly Lock _gate = new();
    private volatile PanelView[] _views = [];
    private PanelPicture? _shown;
    private bool _hasNewcomer, _isOver;

    public bool Any => _views.Length > 0;

    public PanelView Attach()
    {
        var view = new PanelView(this);
        lock (_gate)
        {
            _views = [.. _views, view];
            _hasNewcomer = true;
            if (_isOver)
                view.End();
        }
        changed();
        return view;
    }

    public void Remove(PanelView view)
    {
        lock (_gate)
            _views = [.. _views.Where(other => other != view)];
        changed();
    }

    public void Press(ButtonChange change) => pressed(change);

    public void Show(PanelPicture picture)
    {
        lock (_gate)
        {
            bool isSame = _shown is { } shown && shown.Frame == picture.Frame && shown.Lit == picture.Lit && shown.Light == picture.Light;
            _shown = picture;
            if (isSame && !_hasNewcomer)
                return;
            _hasNewcomer = false;
            foreach (PanelView view in _views)
                view.Show(picture);
        }
    }

    /// <summary>No picture comes any more.</summary>
    public void End()
    {
        lock (_gate)
        {
            _isOver = true;
            foreach (PanelView view in _views)
                view.End();
        }
    }
}
