using PiBootBox.Core.Panel.Screens;

namespace PiBootBox.Core.Panel;

/// <summary>
/// Keeps a panel: gets what happens at the box and at its buttons, and says what to show until when. It knows no clock and no
/// device; one thread at a time may use it. Without a display at the box LEDs and buttons do their work, but nothing can be armed.
/// </summary>
/// <param name="display">Null without one.</param>
public sealed class PanelKeeper(DisplaySize? display)
{
    /// <summary>Names come from drives, of any length.</summary>
    private static readonly TimeSpan LongestTelling = TimeSpan.FromSeconds(40);

    private readonly PressReader _reader = new();
    private readonly PanelWalk _walk = new();
    private readonly PanelPages _pages = new();
    private readonly PanelRest _rest = new();
    private readonly PanelPainter _painter = new();
    private bool _isSeen = display is not null;
    private PanelStatus? _status;
    private IReadOnlyList<ProfileOffer> _offers = [];
    private TimeSpan _statusAt;

    /// <summary>Another display answers now, or none does: nobody shall arm a profile on one that was pulled off.</summary>
    /// <param name="size">Null when nobody at all looks.</param>
    /// <param name="isSeen">Whoever presses the box's buttons sees it: not so where it is looked at from elsewhere only.</param>
    public void UseDisplay(DisplaySize? size, bool isSeen, TimeSpan now)
    {
        if (size == display && isSeen == _isSeen)
            return;
        (display, _isSeen) = (size, isSeen);
        _offers = Offers(_status);
        _walk.Leave();
        _reader.Forget();
        _rest.Wake(now);
    }

    public void On(PanelStatus status, TimeSpan now)
    {
        ReadPresses(now);
        PanelStatus? before = _status;
        (_status, _statusAt, _offers) = (status, now, Offers(status));
        _pages.On(before, status, now);
        if (PanelNews.Is(before, status))
            _rest.Wake(now);
        if (!_walk.Follow(before, status, _offers, now))
            _reader.Forget();
    }

    public void On(ButtonChange change, TimeSpan now)
    {
        _reader.On(change, now);
        ReadPresses(now);
    }

    /// <summary>The command of the last look cannot be carried out.</summary>
    /// <param name="problem">One short line.</param>
    /// <param name="cure">What to do instead.</param>
    public void Refuse(string problem, string cure, TimeSpan now) => _walk.Refuse(problem, cure, now);

    /// <summary>What to show now, and what was asked for. To be called after each <c>On</c>, and when the picture says.</summary>
    public PanelPicture Look(TimeSpan now)
    {
        ReadPresses(now);
        if (now >= ModeEnds)
            _walk.End(now);
        var next = new Soonest();
        next.Or(_reader.Next);
        PanelLight light = display is null ? PanelLight.Off : _rest.Light(now, MustStay);
        if (display is { } size && light != PanelLight.Off)
            Paint(size, light, now, ref next);
        next.Or(ModeEnds);
        return new PanelPicture(
            display is null ? null : _painter.Frame, Lit(now, ref next), light, next.At ?? TimeSpan.MaxValue, _walk.TakeCommand());
    }

    /// <summary>A sentence that passes by is shown to its end.</summary>
    private TimeSpan? ModeEnds
    {
        get
        {
            if (_walk.Mode is not PanelMode.Telling telling || display is null)
                return _walk.Mode.Until;
            TimeSpan shown = telling.Since + (_painter.Cycle < LongestTelling ? _painter.Cycle : LongestTelling);
            return shown > telling.Until ? shown : telling.Until;
        }
    }

    private bool MustStay =>
        _walk.Mode != PanelMode.Looking || _status is { Phase: BoxPhase.Updating or BoxPhase.ShuttingDown } or { Profile.ArmedFor: not null };

    /// <summary>Nothing that erases disks can be chosen blindly.</summary>
    private IReadOnlyList<ProfileOffer> Offers(PanelStatus? status)
    {
        if (status is null || _isSeen)
            return status?.Profile.Offers ?? [];
        var harmless = new List<ProfileOffer>();
        foreach (ProfileOffer offer in status.Profile.Offers)
        {
            if (!offer.IsDestructive)
                harmless.Add(offer);
        }
        return harmless;
    }

    private void ReadPresses(TimeSpan now)
    {
        while (_reader.Read(now) is { } press)
        {
            bool isAsleep = _isSeen && _rest.Light(press.At, MustStay) == PanelLight.Off;
            _rest.Wake(press.At);
            if (press.At >= ModeEnds)
                _walk.End(press.At);
            if (isAsleep || (_status is not null && !_walk.On(press, _status, _offers, _pages)))
                _reader.Forget();
        }
    }

    private void Paint(DisplaySize size, PanelLight light, TimeSpan now, ref Soonest next)
    {
        next.Or(_rest.Next(now, MustStay));
        if (Shown(now, ref next, out bool isPage) is not { } screen)
            return;
        _painter.Paint(screen, size, light, now);
        next.Or(_painter.Next);
        if (isPage)
            next.Or(_pages.Drawn(_painter.Cycle, now));
    }

    /// <returns>Null while the last screen stays.</returns>
    private Screen? Shown(TimeSpan now, ref Soonest next, out bool isPage)
    {
        isPage = false;
        if (Held(now) is { } held)
        {
            next.Or(now - held.Time + held.Hold.Next(held.Time));
            if (held.Time >= held.Hold.ShownAfter)
                return new HoldScreen(held.Hold.Action, held.Hold.Name, held.Hold.Share(held.Time));
        }
        switch (_walk.Mode)
        {
            case PanelMode.Choosing choosing:
                return new ChooseScreen(_offers, choosing.Index, _status!.Profile.Active);
            case PanelMode.Confirming confirming:
                return new ConfirmScreen(confirming.Offer);
            case PanelMode.Telling telling:
                return telling.Notice;
            case PanelMode.Waiting waiting when now < waiting.SaysSoAt:
                next.Or(waiting.SaysSoAt);
                return null;
            case PanelMode.Waiting waiting:
                return NoticeScreen.Waiting(waiting.Name);
            default:
                isPage = _status?.Phase == BoxPhase.Running;
                return Unasked(now, ref next);
        }
    }

    private Screen Unasked(TimeSpan now, ref Soonest next)
    {
        switch (_status?.Phase)
        {
            case null or BoxPhase.Starting:
                return NoticeScreen.Starting;
            case BoxPhase.Updating:
                return NoticeScreen.Updating;
            case BoxPhase.Ejected:
                return NoticeScreen.Ejected;
            case BoxPhase.ShuttingDown:
                return NoticeScreen.ShuttingDown;
        }
        TimeSpan? armed = null;
        if (_status.Profile.ArmedFor is { } left)
        {
            // A started second counts: 0:00 says that it is over.
            TimeSpan end = _statusAt + left;
            long seconds = Math.Max(0, (end - now).Ticks + TimeSpan.TicksPerSecond - 1) / TimeSpan.TicksPerSecond;
            armed = TimeSpan.FromSeconds(seconds);
            next.Or(seconds > 0 ? end - TimeSpan.FromSeconds(seconds - 1) : null);
        }
        return _pages.At(_status, armed, _reader.Stuck is { } stuck ? $"{stuck} is stuck" : "", now);
    }

    private (PanelHold Hold, TimeSpan Time)? Held(TimeSpan now) =>
        _reader.Held is { Button: PanelButton.Select, Since: var since } && _walk.Hold(_status) is { } hold ? (hold, now - since) : null;

    private Leds Lit(TimeSpan now, ref Soonest next)
    {
        (PanelHold Hold, TimeSpan Time)? held = Held(now);
        Leds? answer = !_isSeen ? PanelLeds.Answer(_walk.Mode, held?.Hold, held?.Time ?? TimeSpan.Zero, now, ref next) : null;
        return answer ?? PanelLeds.Lit(_status, now, ref next);
    }
}
