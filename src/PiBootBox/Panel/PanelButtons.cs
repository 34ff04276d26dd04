using PiBootBox.Core.Panel;

namespace PiBootBox.Panel;

/// <summary>The buttons. Belongs to the panel's thread, but for what the buttons tell.</summary>
/// <param name="open">Opens them, to be told of changes.</param>
/// <param name="pressed">Told of each change, on any thread.</param>
internal sealed class PanelButtons : IDisposable
{
    private const string Gone = "The panel's buttons are gone: their GPIO chip was taken away.";

    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(2);

    private readonly PanelPart<IButtonLines> _lines;
    private readonly Action<ButtonChange> _pressed;
    private readonly bool[] _down = new bool[Enum.GetValues<PanelButton>().Length];

    public PanelButtons(Func<Action<ButtonChange>, IButtonLines> open, Action<ButtonChange> pressed, Action<string> tell)
    {
        _pressed = pressed;
        _lines = new PanelPart<IButtonLines>(() => open(OnChange), tell);
    }

    /// <returns>When to call again.</returns>
    public TimeSpan Tend(TimeSpan now)
    {
        if (_lines.Get(now) is { } lines)
        {
            if (lines.IsGone)
            {
                _lines.Fail(Gone, now);
                LetGo();
            }
            else
            {
                _lines.Worked();
            }
        }
        return _lines.NextTry ?? now + LookEvery;
    }

    public void Dispose() => _lines.Dispose();

    private void OnChange(ButtonChange change)
    {
        lock (_down)
            _down[(int)change.Button] = change.IsDown;
        _pressed(change);
    }

    /// <summary>What was down when the chip went will never come up.</summary>
    private void LetGo()
    {
        for (int button = 0; button < _down.Length; button++)
        {
            lock (_down)
            {
                if (!_down[button])
                    continue;
                _down[button] = false;
            }
            _pressed(new ButtonChange((PanelButton)button, IsDown: false));
        }
    }
}
