namespace PiBootBox.Core.Panel;

public enum PressKind
{
    /// <summary>It went down: what it will be is open.</summary>
    Down,
    /// <summary>Let go early.</summary>
    Short,
    /// <summary>Held for <see cref="PressReader.LongTime"/>, and still down.</summary>
    Long,
    /// <summary>Held for <see cref="PressReader.FirmTime"/>, and still down.</summary>
    Firm,
    /// <summary>
    /// Let go after <see cref="PressReader.VeryLongTime"/>, and before it counts as stuck: a button that is wired the wrong way
    /// round, or lies under something, must not end the service.
    /// </summary>
    VeryLong,
}

public readonly record struct Press(PanelButton Button, PressKind Kind, TimeSpan At);

/// <summary>
/// Makes presses of changes. Two buttons at once are none, nor is one that was down before; a button that stays down is stuck, and is not
/// looked at until it comes up.
/// </summary>
public sealed class PressReader
{
    public static readonly TimeSpan
        LongTime = TimeSpan.FromSeconds(0.8),
        FirmTime = TimeSpan.FromSeconds(3),
        VeryLongTime = TimeSpan.FromSeconds(5),
        StuckTime = TimeSpan.FromSeconds(30);

    /// <summary>A change counts once it lasted so long. Chips that cannot debounce let some bounces through.</summary>
    public static readonly TimeSpan SettleTime = TimeSpan.FromMilliseconds(20);

    private readonly ButtonState[] _buttons = new ButtonState[Enum.GetValues<PanelButton>().Length];
    private readonly Queue<Press> _presses = new();

    /// <summary>Of a button that may still become something, since when it is down.</summary>
    public (PanelButton Button, TimeSpan Since)? Held
    {
        get
        {
            for (int i = 0; i < _buttons.Length; i++)
            {
                if (_buttons[i] is { IsDown: true, IsSpent: false })
                    return ((PanelButton)i, _buttons[i].DownAt);
            }
            return null;
        }
    }

    /// <summary>A button that is down for too long.</summary>
    public PanelButton? Stuck
    {
        get
        {
            int index = Array.FindIndex(_buttons, b => b.IsStuck);
            return index < 0 ? null : (PanelButton)index;
        }
    }

    /// <summary>When a press becomes something without a change.</summary>
    public TimeSpan? Next => Earliest() is { } index ? _buttons[index].Next : null;

    public void On(ButtonChange change, TimeSpan now)
    {
        if ((uint)change.Button >= (uint)_buttons.Length)
            return;
        Advance(now);
        ref ButtonState button = ref _buttons[(int)change.Button];
        if (button.IsRawDown == change.IsDown)
            return;
        button.IsRawDown = change.IsDown;
        button.ChangedAt = now;
        button.IsSpent &= button.IsDown;
        if (!change.WasDown)
            return;
        button.IsSpent = true;
        // At once: a bounce before it had settled would make a press of it.
        GoDown(change.Button, ref button);
    }

    /// <summary>What has become clear until now, a press at a time.</summary>
    public Press? Read(TimeSpan now)
    {
        Advance(now);
        return _presses.TryDequeue(out Press press) ? press : null;
    }

    /// <summary>What is down now leads to nothing more.</summary>
    public void Forget()
    {
        _presses.Clear();
        foreach (ref ButtonState button in _buttons.AsSpan())
            button.IsSpent |= button.IsDown || button.IsRawDown;
    }

    /// <summary>In the order of time, also across buttons: however late this is asked, the same presses come out.</summary>
    private void Advance(TimeSpan now)
    {
        while (Earliest() is { } index && _buttons[index].Next <= now)
        {
            ref ButtonState button = ref _buttons[index];
            if (button.IsRawDown == button.IsDown)
                Ripen((PanelButton)index, ref button);
            else if (button.IsRawDown)
                GoDown((PanelButton)index, ref button);
            else
                ComeUp((PanelButton)index, ref button);
        }
    }

    private int? Earliest()
    {
        int? earliest = null;
        for (int i = 0; i < _buttons.Length; i++)
        {
            if (_buttons[i].Next is { } next && (earliest is null || next < _buttons[earliest.Value].Next))
                earliest = i;
        }
        return earliest;
    }

    private void GoDown(PanelButton name, ref ButtonState button)
    {
        button = new ButtonState
        {
            IsDown = true, IsRawDown = true, ChangedAt = button.ChangedAt, DownAt = button.ChangedAt, IsSpent = button.IsSpent,
        };
        bool isAlone = true;
        for (int i = 0; i < _buttons.Length; i++)
            isAlone &= i == (int)name || !_buttons[i].IsDown || _buttons[i].IsStuck;
        if (isAlone)
        {
            if (!button.IsSpent)
                _presses.Enqueue(new Press(name, PressKind.Down, button.DownAt));
            return;
        }
        foreach (ref ButtonState other in _buttons.AsSpan())
            other.IsSpent |= other.IsDown;
    }

    private void ComeUp(PanelButton name, ref ButtonState button)
    {
        TimeSpan held = button.ChangedAt - button.DownAt;
        if (!button.IsSpent && held < LongTime)
            _presses.Enqueue(new Press(name, PressKind.Short, button.ChangedAt));
        else if (!button.IsSpent && held >= VeryLongTime)
            _presses.Enqueue(new Press(name, PressKind.VeryLong, button.ChangedAt));
        button = new ButtonState { ChangedAt = button.ChangedAt };
    }

    private void Ripen(PanelButton name, ref ButtonState button)
    {
        TimeSpan at = button.Next!.Value;
        if (button.Reached == PressKind.Firm)
        {
            button.IsSpent = button.IsStuck = true;
            return;
        }
        button.Reached = button.Reached == PressKind.Long ? PressKind.Firm : PressKind.Long;
        if (!button.IsSpent)
            _presses.Enqueue(new Press(name, button.Reached, at));
    }

    private struct ButtonState
    {
        public bool IsDown, IsRawDown, IsSpent, IsStuck;
        public TimeSpan DownAt, ChangedAt;
        public PressKind Reached;

        public readonly TimeSpan? Next =>
            IsRawDown != IsDown ? ChangedAt + SettleTime
            : !IsDown || IsStuck ? null
            : DownAt + (Reached < PressKind.Long ? LongTime : Reached < PressKind.Firm ? FirmTime : StuckTime);
    }
}
