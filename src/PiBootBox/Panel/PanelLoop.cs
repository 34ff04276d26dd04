using System.Collections.Concurrent;
using PiBootBox.Core.Panel;
using PiBootBox.Core.Panel.Display;

namespace PiBootBox.Panel;

/// <summary>
/// One panel: what happens at the box and at the buttons goes to the <see cref="PanelKeeper"/>, and what that shows goes to the LEDs, to the display
/// and to all who look from elsewhere. One thread turns it; parts that are absent, fail or vanish are tried again.
/// </summary>
internal sealed class PanelLoop : IDisposable
{
    /// <summary>At rest, and while machines are on their way.</summary>
    private static readonly TimeSpan Calm = TimeSpan.FromSeconds(1), Busy = TimeSpan.FromMilliseconds(250);

    /// <summary>Of a display of 255, as the settings have its contrast.</summary>
    private const byte Dimmed = 40;

    /// <summary>How often it is looked for hardware that was not there at the start.</summary>
    private static readonly TimeSpan LookForHardware = TimeSpan.FromSeconds(10);

    private const int MostPresses = 256;

    private readonly ConcurrentQueue<(ButtonChange Change, TimeSpan At)> _presses = new();
    private readonly DisplaySize _size;
    private readonly PanelLights? _lights;
    private readonly PanelButtons? _buttons;
    private readonly DisplayKeeper? _display;
    private readonly Func<bool> _isThere;
    private readonly Action<string, string> _tell;
    private readonly Frame _dark;
    private readonly PanelKeeper _keeper = new(null);
    private TimeSpan _nextStatus, _lastTurn, _nextHardware;
    private volatile bool _isTouched;
    private bool _hasHardware;
    private string? _toldDisplay;

    /// <param name="wiring">Null for a panel that is only looked at from elsewhere.</param>
    /// <param name="isThere">Whether this board can have such a panel: a PC that has none is not told of for that.</param>
    /// <param name="clock">Monotonic time since the box's boot.</param>
    /// <param name="wake">Called from any thread: a turn is due.</param>
    /// <param name="tell">Takes the name of a part that is not what it should be, and a sentence.</param>
    public PanelLoop(
        PanelWiring? wiring, IPanelDevices devices, Func<bool> isThere, Func<TimeSpan> clock, Action wake, Action<string, string> tell)
    {
        (_isThere, _tell) = (isThere, tell);
        _size = wiring?.Display?.Size ?? DisplaySize.Tall;
        _dark = new Frame(_size);
        Views = new PanelViews(Pressed, wake);
        if (wiring is null)
            return;
        if (wiring.Leds.Count > 0)
            _lights = new PanelLights(() => devices.OpenLeds(wiring), sentence => tell("LEDs", sentence));
        if (wiring.Buttons.Count > 0)
            _buttons = new PanelButtons(changed => devices.OpenButtons(wiring, changed), Touched, sentence => tell("buttons", sentence));
        if (wiring.Display is { } display)
            _display = new DisplayKeeper(display, () => OpenDisplay(devices, wiring));

        void Touched(ButtonChange change)
        {
            _isTouched = true;
            Pressed(change);
        }

        void Pressed(ButtonChange change)
        {
            // Letting go has more room: a button that nobody holds any more must not go on to arm.
            if (_presses.Count < (change.IsDown ? MostPresses : 4 * MostPresses))
                _presses.Enqueue((change, clock()));
            wake();
        }
    }

    public PanelViews Views { get; }

    /// <summary>The display is wired, and answers.</summary>
    public bool HasDisplay { get; private set; }

    /// <param name="box">Null while it starts.</param>
    /// <returns>When the next turn is due, if nothing wakes it before.</returns>
    public TimeSpan Turn(IPanelBox? box, bool isNews, TimeSpan now)
    {
        // Whoever presses the box's own buttons does not see what others look at from elsewhere.
        _keeper.UseDisplay(HasDisplay || Views.Any ? _size : null, isSeen: HasDisplay || Views.Any && !_isTouched, now);
        while (_presses.TryDequeue(out (ButtonChange Change, TimeSpan At) press))
        {
            // A press comes in between two looks of the keeper, never before the last.
            _keeper.On(press.Change, press.At > _lastTurn ? press.At : _lastTurn);
            _nextStatus = now;
        }
        _lastTurn = now;
        if (box is not null && (isNews || now >= _nextStatus))
            Refresh(box, now);
        PanelPicture picture = _keeper.Look(now);
        if (picture.Command is { } command && box is not null)
        {
            PanelRefusal? refusal = box.Do(command, now);
            Refresh(box, now);
            if (refusal is not null)
                _keeper.Refuse(refusal.Problem, refusal.Cure, now);
            picture = _keeper.Look(now);
        }
        Views.Show(picture);
        TimeSpan next = Sooner(picture.LookAgain, box is null ? now + Calm : _nextStatus);
        if (!HasHardware(now))
            return next;
        next = Sooner(next, _lights?.Show(picture.Lit, now));
        next = Sooner(next, _buttons?.Tend(now));
        return Sooner(next, ShowOnDisplay(picture, now));
    }

    public void Dispose()
    {
        Views.End();
        _buttons?.Dispose();
        _lights?.Dispose();
        _display?.Dispose();
    }

    private bool HasHardware(TimeSpan now)
    {
        if (!_hasHardware && now >= _nextHardware)
            (_hasHardware, _nextHardware) = (_isThere(), now + LookForHardware);
        return _hasHardware;
    }

    private void Refresh(IPanelBox box, TimeSpan now)
    {
        PanelStatus status = box.Look(now);
        _keeper.On(status, now);
        _nextStatus = now + (status.AreAllUp ? Calm : Busy);
    }

    /// <summary>Until the display answers there is no picture: a dark one finds out whether it does.</summary>
    private TimeSpan? ShowOnDisplay(PanelPicture picture, TimeSpan now)
    {
        if (_display is null)
            return null;
        byte brightness = picture.Light switch { PanelLight.Bright => byte.MaxValue, PanelLight.Dim => Dimmed, _ => 0 };
        TimeSpan next = _display.Show(picture.Frame ?? _dark, brightness, now);
        bool answers = _display.Fault is null;
        if (_display.Fault is { } fault && fault != _toldDisplay)
            _tell("display", fault);
        _toldDisplay = _display.Fault;
        bool isNews = answers != HasDisplay;
        HasDisplay = answers;
        return isNews ? now : next;
    }

    private static IDisplayBus OpenDisplay(IPanelDevices devices, PanelWiring wiring)
    {
        try
        {
            return devices.OpenDisplay(wiring);
        }
        catch (Exception fault) when (fault is not PanelFaultException)
        {
            throw new PanelFaultException(fault.Message, fault);
        }
    }

    private static TimeSpan Sooner(TimeSpan a, TimeSpan? b) => b < a ? b.Value : a;
}
