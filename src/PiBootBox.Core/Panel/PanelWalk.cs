using PiBootBox.Core.Panel.Screens;

namespace PiBootBox.Core.Panel;

/// <summary>
/// The way through the panel by its buttons. Next opens the list of profiles and goes through it, select takes what is shown; a
/// profile that erases disks is only armed by a held select, before the eyes of the one who holds it. A long press of next is the
/// back button of a panel that has none.
/// </summary>
internal sealed class PanelWalk
{
    private PanelCommand? _command;

    public PanelMode Mode { get; private set; } = PanelMode.Looking;

    public void Leave() => Mode = PanelMode.Looking;

    /// <summary>What was asked for, once.</summary>
    public PanelCommand? TakeCommand()
    {
        PanelCommand? command = _command;
        _command = null;
        return command;
    }

    /// <summary>What comes of select if it stays down now.</summary>
    public PanelHold? Hold(PanelStatus? status) => (status?.Phase, Mode) switch
    {
        (_, PanelMode.Waiting) => null,
        (BoxPhase.Ejected, _) => PanelHold.PowerOff,
        (BoxPhase.Running, PanelMode.Confirming confirming) => PanelHold.Arm(confirming.Offer),
        (BoxPhase.Running, PanelMode.Choosing { Offer: { IsDestructive: true } offer }) => PanelHold.Arm(offer),
        (BoxPhase.Running, not PanelMode.Choosing) when status.Profile.ArmedFor is not null => null,
        (BoxPhase.Running, _) => HasDrive(status) ? PanelHold.Eject(status.Drive.Name) : PanelHold.PowerOff,
        _ => null,
    };

    /// <param name="offers">What may be chosen here.</param>
    /// <returns>Whether the button may become something more if it stays down.</returns>
    public bool On(Press press, PanelStatus status, IReadOnlyList<ProfileOffer> offers, PanelPages pages)
    {
        if (Mode is PanelMode.Telling)
            Leave();
        // Patience ends between presses, never under a finger: what is held would become something else.
        if (press.Kind == PressKind.Down)
        {
            Mode = Mode switch
            {
                PanelMode.Choosing choosing => choosing with { Since = press.At },
                PanelMode.Confirming confirming => confirming with { Since = press.At },
                _ => Mode,
            };
        }
        if (Mode is PanelMode.Waiting || status.Phase is not (BoxPhase.Running or BoxPhase.Ejected))
            return false;
        if (press.Button == PanelButton.Select && Hold(status) is { } hold
            && press.Kind == (hold.Action == PanelAction.Arm ? PressKind.Firm : PressKind.VeryLong))
        {
            Ask(hold, press.At);
            return false;
        }
        if (status.Phase == BoxPhase.Ejected)
            return true;
        switch (press.Button, press.Kind)
        {
            case (PanelButton.Next, PressKind.Short):
                GoOn(status.Profile, offers, press.At);
                break;
            case (PanelButton.Next, PressKind.Long) or (PanelButton.Back, PressKind.Short):
                GoBack(press.At, pages);
                break;
            case (PanelButton.Select, PressKind.Short):
                Select(press.At, pages);
                break;
            case (PanelButton.Select, PressKind.Long) when Mode == PanelMode.Looking && status.Profile.ArmedFor is not null:
                Ask(new PanelCommand(PanelAction.Disarm), "disarming", press.At);
                return false;
        }
        return true;
    }

    /// <summary>Compares what was asked for with what is.</summary>
    /// <returns>Whether what a held button stands for is still the same.</returns>
    public bool Follow(PanelStatus? before, PanelStatus status, IReadOnlyList<ProfileOffer> offers, TimeSpan now)
    {
        bool isSame = before?.Phase == status.Phase && before.Profile.ArmedFor is null == status.Profile.ArmedFor is null
            && HasDrive(before) == HasDrive(status);
        if (before?.Phase != status.Phase && Mode is not PanelMode.Waiting)
            Leave();
        switch (Mode)
        {
            case PanelMode.Waiting waiting when IsDone(waiting.Command, status):
                Mode = Answer(waiting.Command.Action, status) is { } notice ? new PanelMode.Telling(notice, now) : PanelMode.Looking;
                return isSame;
            case PanelMode.Choosing choosing:
                int index = Find(offers, choosing.Offer.Choice, choosing.Index);
                Mode = index < 0 ? PanelMode.Looking : choosing with { Offer = offers[index], Index = index };
                return isSame && index >= 0 && offers[index] == choosing.Offer;
            case PanelMode.Confirming confirming:
                int at = Find(offers, confirming.Offer.Choice, confirming.Index);
                if (at >= 0 && offers[at] == confirming.Offer)
                    Mode = confirming with { Index = at };
                else
                    Leave();
                return isSame && at >= 0 && offers[at] == confirming.Offer;
            default:
                return isSame;
        }
    }

    /// <summary>What was asked for cannot be done.</summary>
    public void Refuse(string problem, string cure, TimeSpan now)
    {
        if (Mode is PanelMode.Waiting)
            Mode = new PanelMode.Telling(NoticeScreen.Refused(problem, cure), now, IsReason: true);
    }

    /// <summary>The time of a mode is over.</summary>
    public void End(TimeSpan now) =>
        Mode = Mode is PanelMode.Waiting ? new PanelMode.Telling(NoticeScreen.NotDone, now) : PanelMode.Looking;

    private void GoOn(ProfileStatus profile, IReadOnlyList<ProfileOffer> offers, TimeSpan now)
    {
        int index = Mode switch
        {
            PanelMode.Choosing choosing => choosing.Index + 1,
            PanelMode.Confirming confirming => confirming.Index,
            _ => Find(offers, profile.Active, 0),
        };
        Mode = offers.Count == 0 ? PanelMode.Looking : new PanelMode.Choosing(offers[index % offers.Count], index % offers.Count, now);
    }

    private void GoBack(TimeSpan now, PanelPages pages)
    {
        if (Mode is PanelMode.Confirming confirming)
        {
            Mode = new PanelMode.Choosing(confirming.Offer, confirming.Index, now);
            return;
        }
        if (Mode == PanelMode.Looking)
            pages.GoHome(now);
        Leave();
    }

    private void Select(TimeSpan now, PanelPages pages)
    {
        switch (Mode)
        {
            case PanelMode.Choosing { Offer: { IsDestructive: true } offer } choosing:
                Mode = new PanelMode.Confirming(offer, choosing.Index, now);
                break;
            // What holds already too: chosen once more, it takes from a PC what that took while it was armed.
            case PanelMode.Choosing { Offer: var offer }:
                Ask(new PanelCommand(PanelAction.Choose, offer.Choice), offer.Title, now);
                break;
            case PanelMode.Confirming confirming:
                Mode = confirming with { Since = now };
                break;
            default:
                pages.Advance(now);
                break;
        }
    }

    private void Ask(PanelHold hold, TimeSpan now)
    {
        string choice = Mode switch
        {
            PanelMode.Confirming confirming => confirming.Offer.Choice,
            PanelMode.Choosing choosing when hold.Action == PanelAction.Arm => choosing.Offer.Choice,
            _ => "",
        };
        Ask(new PanelCommand(hold.Action, choice), hold.Name, now);
    }

    private void Ask(PanelCommand command, string name, TimeSpan now)
    {
        _command = command;
        Mode = new PanelMode.Waiting(command, name, now);
    }

    private static bool HasDrive(PanelStatus status) => status.Drive.Name.Length > 0;

    /// <summary>The place of a choice; where it was if it is gone, as far as there are places; -1 without any.</summary>
    private static int Find(IReadOnlyList<ProfileOffer> offers, string choice, int otherwise)
    {
        for (int i = 0; i < offers.Count; i++)
        {
            if (offers[i].Choice == choice)
                return i;
        }
        return Math.Min(otherwise, offers.Count - 1);
    }

    private static bool IsDone(PanelCommand command, PanelStatus status) => command.Action switch
    {
        PanelAction.Choose => status.Profile.Active == command.Choice,
        PanelAction.Arm => status.Profile.ArmedFor is not null && status.Profile.Active == command.Choice,
        PanelAction.Disarm => status.Profile.ArmedFor is null,
        PanelAction.Eject => status.Phase == BoxPhase.Ejected,
        _ => status.Phase == BoxPhase.ShuttingDown,
    };

    /// <summary>Null where the screen that follows is the answer.</summary>
    private static NoticeScreen? Answer(PanelAction action, PanelStatus status) => action switch
    {
        PanelAction.Choose => NoticeScreen.Chosen(status.Profile.Title),
        PanelAction.Disarm => NoticeScreen.Disarmed(status.Profile.Title),
        _ => null,
    };
}
