using PiBootBox.Core.Answers;
using PiBootBox.Core.Boot;
using PiBootBox.Core.Images;
using PiBootBox.Core.Journal;
using PiBootBox.Core.Machines;
using PiBootBox.Core.Panel;
using PiBootBox.Core.Tree;

namespace PiBootBox.Core.Profiles;

/// <summary>
/// What the box hands out now. The panel, the command and the settings say it; <see cref="BootPlanner"/> asks for it. A choice holds for the
/// next machine that reads its menu, and until another one is made. What erases disks is never a choice that stays: it is armed,
/// for a while and some machines, behind which stands the menu. Callable from any thread.
/// </summary>
/// <remarks>
/// What an owner wrote into a settings file needs no arming: it is a decision in writing, about machines that the owner knows, and a box
/// without a panel has to install a classroom too. A button is pressed in passing, so that its choice must not erase what a machine plugged in a week later holds.
/// </remarks>
/// <param name="history">Where a machine is in its boot: one boot is one turn.</param>
/// <param name="tell">A line for the journal, without a full stop. It must return at once.</param>
/// <param name="installs">Null for a box that remembers no installations.</param>
public sealed class ProfileDesk(
    ContentShelf shelf, ProfileRules rules, IBootHistory history, Action<string> tell, InstallBook? installs = null)
{
    /// <summary>Of a choice: as the settings take it.</summary>
    public const int MostText = 1024;

    private readonly Lock _gate = new();
    private volatile Profile _shared = new(rules.Initial);
    private volatile Offered? _offered;
    private Arming? _arming;

    public ProfileRules Rules { get; } = rules;

    /// <summary>What a person chose, an image by its id; null when nobody did.</summary>
    public string? Chosen => _shared is { Origin: ProfileOrigin.Chosen } profile ? profile.Choice : null;

    /// <summary>After a choice, on the thread that made it: it returns when that is kept, and false when it cannot be.</summary>
    public Func<bool> Changed { get; set; } = static () => true;

    /// <summary>What every machine gets that did not take what is armed.</summary>
    public Profile Shared => _shared;

    /// <summary>Takes what a file kept. Nothing is armed by that.</summary>
    public void Restore(string choice) => _shared = new Profile(choice, ProfileOrigin.Chosen);

    /// <summary>Ends an arming whose time is over. Whoever asks is answered rightly without; the journal is told by it.</summary>
    /// <param name="now">Monotonic time since the box's boot.</param>
    public void Look(TimeSpan now)
    {
        lock (_gate)
            Expire(now);
    }

    public ProfileStatus Status(TimeSpan now)
    {
        DriveSnapshot drive = shelf.Current.Drive;
        Offered? offered = _offered;
        if (offered is null || !ReferenceEquals(offered.Drive, drive))
            _offered = offered = new Offered(drive, ProfileOffers.Of(drive));
        lock (_gate)
        {
            Expire(now);
            if (_arming is { IsOpen: true } armed)
                return new ProfileStatus(armed.Image, armed.Title, offered.List, armed.Until - now);
        }
        string choice = _shared.Choice ?? drive.Settings.Default ?? Profile.LocalWord;
        return ProfileOffers.Find(drive, choice) is { } active
            ? new ProfileStatus(active.Choice, active.Title, offered.List, null)
            : new ProfileStatus(choice, choice, offered.List, null);
    }

    /// <summary>Does what a person wants: <see cref="PanelAction.Choose"/>, <see cref="PanelAction.Arm"/> or <see cref="PanelAction.Disarm"/>.</summary>
    public ProfileAnswer Do(PanelCommand command, TimeSpan now) => command.Action switch
    {
        PanelAction.Choose => Choose(command.Choice, now),
        PanelAction.Arm => Arm(command.Choice, now),
        PanelAction.Disarm => Disarm(now),
        _ => throw new ArgumentOutOfRangeException(nameof(command), command.Action, "no matter of profiles"),
    };

    /// <summary>Forgets what persons chose: the settings of the box and the drive say it again.</summary>
    public ProfileAnswer Forget(TimeSpan now)
    {
        Set(new Profile(Rules.Initial), "what the settings say", now);
        return Kept("The settings say again what the box hands out.");
    }

    /// <summary>What a machine that reads its menu now may start; if it is armed and starts indeed, it has to <see cref="Take"/> it.</summary>
    /// <param name="machine">Null for one that the box does not know.</param>
    /// <param name="firmware">By which it boots.</param>
    internal Profile For(MachineId? machine, TimeSpan now, out Firmware firmware)
    {
        BootAttempts attempts = machine is { } known ? history.Of(known) : default;
        firmware = attempts.Current?.Client.Firmware ?? Firmware.None;
        lock (_gate)
        {
            Expire(now);
            if (_arming is null)
                return _shared;
            if (machine is null)
                TellMissed(_arming);
            return machine is { } asking ? _arming.For(asking, attempts, now) ?? _shared : _shared;
        }
    }

    /// <summary>This machine starts what is armed. Of two that come for the last turn at once, one gets it.</summary>
    internal Profile Take(MachineId machine, TimeSpan now)
    {
        BootAttempts attempts = history.Of(machine);
        lock (_gate)
        {
            Expire(now);
            if (_arming?.For(machine, attempts, now) is not { Origin: ProfileOrigin.Armed } armed)
                return _shared;
            if (_arming.Take(machine, attempts.Current!.Value, now))
                TellTaken(_arming, machine);
            return armed;
        }
    }

    private ProfileAnswer Choose(string choice, TimeSpan now)
    {
        if (Find(choice, out string refusal) is not { } offer)
            return new ProfileAnswer(false, refusal);
        string title = Printable.Name(offer.Title);
        if (offer.IsDestructive)
            return new ProfileAnswer(false, $"{title} erases the disk of a PC that starts it, so it has to be armed: hold the button, or run 'pibootbox profile arm {Printable.Text(choice)}'.");
        Set(new Profile(offer.Choice, ProfileOrigin.Chosen), offer.Title, now);
        return Kept($"From the next PC on the box hands out: {title}.");
    }

    private ProfileAnswer Arm(string choice, TimeSpan now)
    {
        if (Find(choice, out string refusal) is not { } offer)
            return new ProfileAnswer(false, refusal);
        DriveSnapshot drive = shelf.Current.Drive;
        if (!offer.IsDestructive || drive.FindImage(offer.Choice) is not { } image)
            return new ProfileAnswer(false, $"{Printable.Name(offer.Title)} erases nothing and needs no arming: choose it.");
        if (image.Answers is { } answers && InstallGuard.Forbids(answers, image, null, installs) is { } reason)
            return new ProfileAnswer(false, Printable.Text(reason));
        string term = $"{Words(Rules.ArmedFor)} or until {Machines(Rules.ArmedMachines)}";
        lock (_gate)
        {
            Expire(now);
            Disarm("something else is armed");
            // What a power cut leaves is the menu, and so is what comes afterwards.
            _shared = new Profile(Profile.MenuWord, ProfileOrigin.Chosen);
            _arming = new Arming(image.Id, image.Title, Rules, now);
            tell($"{image.Title} is armed for {term}");
        }
        return Kept($"{Printable.Name(image.Title)} is armed for {term}. Then the box hands out the menu.");
    }

    private ProfileAnswer Disarm(TimeSpan now)
    {
        lock (_gate)
        {
            Expire(now);
            bool wasOpen = Disarm("it was disarmed");
            if (_arming?.Revoke(now) == true && !wasOpen)
            {
                tell($"{_arming.Title} is not started by who took it either: it was disarmed");
                return new ProfileAnswer(true, $"Nothing is armed any more: a PC that took {Printable.Name(_arming.Title)} and did not start it yet gets its own disk.");
            }
            if (!wasOpen)
                return new ProfileAnswer(true, "Nothing is armed.");
        }
        return new ProfileAnswer(true, "Nothing is armed any more. The box hands out the menu.");
    }

    private void Set(Profile profile, string title, TimeSpan now)
    {
        lock (_gate)
        {
            Expire(now);
            Disarm("something else was chosen");
            _arming = null;
            if (_shared == profile)
                return;
            _shared = profile;
            tell($"The profile is now {title}");
        }
    }

    /// <summary>What a choice of a person leads to.</summary>
    private ProfileOffer? Find(string choice, out string refusal)
    {
        refusal = "";
        DriveSnapshot drive = shelf.Current.Drive;
        if (choice.Length is 0 or > MostText || ProfileOffers.Find(drive, choice) is not { } offer)
        {
            refusal = $"There is no image \"{Printable.Name(choice)}\" on the drive: 'pibootbox profile list' shows what there is.";
            return null;
        }
        if (drive.FindImage(offer.Choice)?.Flaw is { } flaw)
        {
            refusal = Printable.Text($"{offer.Title} is damaged. {flaw.Sentence}");
            return null;
        }
        return offer;
    }

    private ProfileAnswer Kept(string sentence) =>
        new(true, Changed() ? sentence : $"{sentence} It could not be kept: after a restart the box hands out what it did before this; look at the log.");

    private void Expire(TimeSpan now)
    {
        if (_arming is { } armed && now >= armed.Until)
            Disarm("its time is over");
    }

    /// <summary>Nobody else takes it. Whoever took it goes on.</summary>
    /// <returns>Whether it was open.</returns>
    private bool Disarm(string why)
    {
        if (_arming is not { IsOpen: true } armed)
            return false;
        armed.Close();
        tell($"{armed.Title} is armed no more: {why}");
        return true;
    }

    private void TellTaken(Arming arming, MachineId machine)
    {
        string name = shelf.Current.Drive.Settings.Rules.NameOf(machine) ?? machine.ToString();
        tell(arming.IsOpen
            ? $"{name} took {arming.Title}, as {arming.Taken} of {Rules.ArmedMachines}"
            : $"{arming.Title} is armed no more: {name} took it");
    }

    private void TellMissed(Arming arming)
    {
        if (!arming.IsOpen || arming.WasMissed)
            return;
        arming.WasMissed = true;
        tell($"A machine whose address the box did not see being given read its menu: {arming.Title} is for machines that the box knows, so it got none of it");
    }

    private static string Words(TimeSpan time) => time.TotalMinutes switch
    {
        1 => "1 minute",
        60 => "1 hour",
        var minutes when minutes % 60 == 0 => $"{minutes / 60:0} hours",
        var minutes => $"{minutes:0.#} minutes",
    };

    private static string Machines(int count) => count == 1 ? "one PC takes it" : $"{count} PCs take it";

    private sealed record Offered(DriveSnapshot Drive, IReadOnlyList<ProfileOffer> List);
}
