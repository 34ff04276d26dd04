using PiBootBox.Core.Answers;
using PiBootBox.Core.Images;
using PiBootBox.Core.Machines;
using PiBootBox.Core.Tree;
using PiBootBox.Wire;

namespace PiBootBox.Core.Boot;

/// <summary>The one answer to "what should this machine boot?". DHCP, TFTP, HTTP and the menu are its mouths.</summary>
/// <param name="chooser">Null for a box that remembers nothing: every machine gets the first loader that is there.</param>
/// <param name="ipxeFirst">UEFI machines get iPXE, not shim: right where none has Secure Boot on.</param>
/// <param name="installs">Null for a box that remembers nothing: it installs again and again.</param>
public sealed class BootPlanner(
    ContentShelf shelf, BoxIdentity box, LoaderChooser? chooser = null, bool ipxeFirst = false, InstallBook? installs = null) : IBootFiles
{
    /// <summary>Long enough for a person to read the menu and move.</summary>
    public static readonly TimeSpan MenuCountdown = TimeSpan.FromSeconds(15);

    /// <summary>With a profile set nobody is expected at the keyboard; long enough for one who is.</summary>
    public static readonly TimeSpan ProfileCountdown = TimeSpan.FromSeconds(3);

    private readonly LoaderChooser _chooser = chooser ?? LoaderChooser.WithoutMemory;
    private volatile Profile _profile = Profile.None;
    private volatile BootFileTable? _table;

    /// <summary>Overrides the drive's own default. <see cref="Profile.None"/> gives it back.</summary>
    public Profile Profile
    {
        get => _profile;
        set => _profile = value;
    }

    public BootFile For(MachineId machine, PxeClient client, Ipv4 boxAddress)
    {
        BoxContents contents = shelf.Current;
        BootFileTable? table = _table;
        if (table is null || !ReferenceEquals(table.Contents, contents))
            _table = table = new BootFileTable(contents, box.HttpPort, ipxeFirst);
        return table.For(machine, client, boxAddress, _chooser);
    }

    /// <param name="machine">Null for any machine that the settings do not name.</param>
    public BootPlan Plan(DriveSnapshot drive, MachineId? machine, Firmware firmware)
    {
        if (machine is { } known && drive.Settings.Rules.ImageOf(known) is { } image)
            return Plan(drive, machine, new Profile(image), firmware, "its own entry in the settings");
        return _profile.Choice is not null
            ? Plan(drive, machine, _profile, firmware, "the active profile")
            : Plan(drive, machine, new Profile(drive.Settings.Default), firmware, "the drive's settings");
    }

    /// <summary>Whether a machine came for its loader so often in a row, and nothing but a menu came of it, that nobody seems to look.</summary>
    public bool ComesAgain(MachineId machine) => _chooser.ComesAgain(machine);

    /// <summary>What was installed on a machine, which may change its plan; null when nothing.</summary>
    public Installation? InstallationOf(MachineId machine) => installs?.Of(machine);

    private BootPlan Plan(DriveSnapshot drive, MachineId? machine, Profile profile, Firmware firmware, string source)
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
        if (drive.AnswersFor(machine, image) is { } answers && InstallGuard.Forbids(answers, image, machine, installs) is { } reason)
            return new BootPlan(BootTarget.LocalDisk, null, countdown, reason);
        return new BootPlan(
            BootTarget.Image, image, drive.Settings.Timeout ?? ProfileCountdown, $"{image.Title} starts by itself, by {source}.");
    }
}
