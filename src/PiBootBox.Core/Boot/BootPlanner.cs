using PiBootBox.Core.Answers;
using PiBootBox.Core.Images;
using PiBootBox.Core.Machines;
using PiBootBox.Core.Profiles;
using PiBootBox.Core.Tree;
using PiBootBox.Wire;

namespace PiBootBox.Core.Boot;

/// <summary>The one answer to "what should this machine boot?". DHCP, TFTP, HTTP and the menu are its mouths.</summary>
/// <param name="chooser">Null for a box that remembers nothing: every machine gets the first loader that is there.</param>
/// <param name="ipxeFirst">UEFI machines get iPXE, not shim: right where none has Secure Boot on.</param>
/// <param name="installs">Null for a box that remembers nothing: it installs again and again.</param>
/// <param name="profiles">Null for a box where nobody chooses.</param>
public sealed class BootPlanner(
    ContentShelf shelf, BoxIdentity box, LoaderChooser? chooser = null, bool ipxeFirst = false, InstallBook? installs = null,
    ProfileDesk? profiles = null) : IBootFiles
{
    /// <summary>Long enough for a person to read the menu and move.</summary>
    public static readonly TimeSpan MenuCountdown = TimeSpan.FromSeconds(15);

    /// <summary>With a profile set nobody is expected at the keyboard; long enough for one who is.</summary>
    public static readonly TimeSpan ProfileCountdown = TimeSpan.FromSeconds(3);

    private readonly LoaderChooser _chooser = chooser ?? LoaderChooser.WithoutMemory;
    private volatile BootFileTable? _table;

    /// <summary>What every machine gets of which the box knows nothing else.</summary>
    public Profile SharedProfile => profiles?.Shared ?? Profile.None;

    public BootFile For(MachineId machine, PxeClient client, Ipv4 boxAddress)
    {
        BoxContents contents = shelf.Current;
        BootFileTable? table = _table;
        if (table is null || !ReferenceEquals(table.Contents, contents))
            _table = table = new BootFileTable(contents, box.HttpPort, ipxeFirst);
        return table.For(machine, client, boxAddress, _chooser);
    }

    /// <summary>What a machine gets that reads its menu now. If it starts what is armed, this is its turn.</summary>
    /// <param name="now">Monotonic time since the box's boot.</param>
    public Profile ProfileFor(DriveSnapshot drive, MachineId? machine, TimeSpan now)
    {
        if (profiles is null)
            return Profile.None;
        Profile offered = profiles.For(machine, now, out Firmware firmware);
        if (offered.Origin != ProfileOrigin.Armed || machine is not { } known)
            return offered;
        // What it cannot start, or what is set for it alone, leaves the turn to another machine.
        bool startsIt = drive.Settings.Rules.ImageOf(known) is null && Plan(drive, machine, firmware, offered).Target == BootTarget.Image;
        return startsIt ? profiles.Take(known, now) : profiles.Shared;
    }

    /// <param name="machine">Null for any machine that the settings do not name.</param>
    /// <param name="profile">Of <see cref="ProfileFor"/>, or <see cref="SharedProfile"/> for a menu that many share.</param>
    public BootPlan Plan(DriveSnapshot drive, MachineId? machine, Firmware firmware, Profile profile)
    {
        if (machine is { } known && drive.Settings.Rules.ImageOf(known) is { } image)
            return Plan(drive, machine, new Profile(image), firmware, "its own entry in the settings", null);
        if (profile.Choice is null)
            return Plan(drive, machine, new Profile(drive.Settings.Default), firmware, "the drive's settings", null);
        string source = profile.Origin == ProfileOrigin.Written ? "the box's settings" : "the active profile";
        return Plan(drive, machine, profile, firmware, source, profiles?.Rules.Countdown);
    }

    /// <summary>Whether a machine came for its loader so often in a row, and nothing but a menu came of it, that nobody seems to look.</summary>
    public bool ComesAgain(MachineId machine) => _chooser.ComesAgain(machine);

    /// <summary>What was installed on a machine, which may change its plan; null when nothing.</summary>
    public Installation? InstallationOf(MachineId machine) => installs?.Of(machine);

    private BootPlan Plan(
        DriveSnapshot drive, MachineId? machine, Profile profile, Firmware firmware, string source, TimeSpan? profileCountdown)
    {
        TimeSpan countdown = drive.Settings.Timeout ?? MenuCountdown;
        if (profile.IsMenu)
            return new BootPlan(BootTarget.Menu, null, TimeSpan.Zero, $"The menu waits for a choice, by {source}.");
        if (profile.IsLocal)
            return new BootPlan(BootTarget.LocalDisk, null, countdown, "The menu counts down to the PC's own disk.");

        BootImage? image = drive.FindImage(profile.Choice!);
        if (image is null)
        {
            return new BootPlan(BootTarget.LocalDisk, null, countdown,
                $"The image \"{profile.Choice}\" of {source} is not on the drive, so the menu counts down to the PC's own disk.");
        }
        if (!image.Firmwares.HasFlag(firmware.ToSet()) || firmware.ToSet() == FirmwareSet.None)
        {
            return new BootPlan(BootTarget.LocalDisk, null, countdown,
                $"{image.Title} boots on {image.Firmwares.Words()} only, so the menu counts down to the PC's own disk.");
        }
        if (image.Flaw is { } flaw)
        {
            return new BootPlan(BootTarget.LocalDisk, null, countdown,
                $"{image.Title} is damaged, so the menu counts down to the PC's own disk. {flaw.Sentence}");
        }
        AnswerFile? answers = drive.AnswersFor(machine, image);
        if (answers is not null && InstallGuard.Forbids(answers, image, machine, installs) is { } reason)
            return new BootPlan(BootTarget.LocalDisk, null, countdown, reason);
        if (profile.Origin == ProfileOrigin.HadItsTurn)
        {
            return new BootPlan(BootTarget.LocalDisk, null, countdown,
                $"{image.Title} was armed for one start on this machine and had it, so the menu counts down to the PC's own disk.");
        }
        // Asked here and not only where a person chooses: what is on the drive may have changed since.
        if (profile.Origin == ProfileOrigin.Chosen && (answers is not null || image.IsDestructive))
            return new BootPlan(BootTarget.Menu, null, TimeSpan.Zero, $"{image.Title} erases the disk of this machine and is not armed, so the menu waits for a choice.");
        return new BootPlan(
            BootTarget.Image, image, profileCountdown ?? drive.Settings.Timeout ?? ProfileCountdown, $"{image.Title} starts by itself, by {source}.")
        {
            IsDirect = profileCountdown == TimeSpan.Zero,
        };
    }
}
