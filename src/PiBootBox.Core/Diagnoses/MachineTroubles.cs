using PiBootBox.Core.Boot;
using PiBootBox.Core.Images;
using PiBootBox.Core.Journal;
using PiBootBox.Core.Machines;
using PiBootBox.Core.Panel;

namespace PiBootBox.Core.Diagnoses;

/// <summary>Machines that do not get on: of each kind of trouble the machine that was heard last.</summary>
internal static class MachineTroubles
{
    /// <summary>Whoever stood at the machine has gone by then.</summary>
    private static readonly TimeSpan Recent = TimeSpan.FromMinutes(10);

    /// <summary>A loader brings its network up anew: a switch with spanning tree holds its first frames back for half a minute.</summary>
    private static readonly TimeSpan LoaderSilence = TimeSpan.FromSeconds(45);

    /// <summary>A loader that lost a file asks again within this time.</summary>
    private static readonly TimeSpan RetryTime = TimeSpan.FromSeconds(15);

    public static void Find(BoxFacts box, List<Diagnosis> found)
    {
        int first = found.Count;
        foreach (MachineFacts machine in box.Machines)
        {
            TimeSpan quiet = box.Now - machine.Story.LastHeard;
            if (quiet <= Recent && machine.Story.Attempts.Current is { } attempt && Of(box, machine, attempt, quiet) is { } trouble)
                AddFirstOfKind(found, first, trouble);
        }
    }

    private static void AddFirstOfKind(List<Diagnosis> found, int first, Diagnosis trouble)
    {
        for (int i = first; i < found.Count; i++)
        {
            if (found[i].Kind == trouble.Kind)
                return;
        }
        found.Add(trouble);
    }

    private static Diagnosis? Of(BoxFacts box, MachineFacts machine, in BootAttempt attempt, TimeSpan quiet)
    {
        const BootReached started = BootReached.Kernel | BootReached.Initrd | BootReached.System;
        if (machine.Story.Lines is [.., { Step: Step.FileFailed } failed] && quiet >= RetryTime)
            return new Diagnosis("file-lost", $"{machine.Name} lost {Recognition.NameOf(failed.What)}", "Look at its cable, and at the drive");
        if (attempt.Has(started))
            return null;
        return OfFirmware(box, machine.Name, attempt.Client.Firmware)
            ?? (quiet >= LoaderSilence ? OfSilence(machine.Name, attempt) : null)
            ?? (attempt.Fetches >= BootStage.ManyFetches
                ? new Diagnosis("comes-again", $"{machine.Name} came {attempt.Fetches} times", "Look at its screen: nothing it boots stays up")
                : null);
    }

    private static Diagnosis? OfFirmware(BoxFacts box, string name, Firmware firmware)
    {
        DriveSnapshot drive = box.Contents.Drive;
        if (firmware == Firmware.None || drive.Trouble == DriveTrouble.BeingRead)
            return null;
        if (firmware == Firmware.RaspberryPi)
            return drive.PiFolders.Count > 0 ? null : new Diagnosis("no-pi-folder", $"{name} is a Raspberry Pi", "Copy its boot folder onto the drive");
        LoaderChain[] chains = LoaderChains.Of(firmware);
        if (chains.Length == 0)
            return new Diagnosis("unknown-firmware", $"{name}: unknown firmware", "The box cannot boot this kind of machine");
        string words = LoaderChains.WordsOf(firmware);
        if (box.Contents.Loaders.Files.Count > 0 && LoaderChains.In(box.Contents.Loaders, firmware, ipxeFirst: false).Length == 0)
            return new Diagnosis("no-loader", $"No boot loader for {words}", $"{name} needs {chains[^1].Start} in the loader folder");
        // A drive without images was told already.
        if (drive.Images.Count == 0)
            return null;
        FirmwareSet wanted = firmware.ToSet();
        bool isThere = false;
        foreach (BootImage image in drive.Images)
            isThere |= !image.Hidden && image.Firmwares.HasFlag(wanted);
        if (!isThere)
            return new Diagnosis("no-image", $"No image for {words} ({name})", $"Copy one that boots on {words}");
        return DriveTroubles.IsImage(box.Choice) && drive.FindImage(box.Choice) is { } active && !active.Firmwares.HasFlag(wanted)
            ? new Diagnosis("profile-firmware", $"{name} is {words}: {active.Title} is not", "Choose another profile for it")
            : null;
    }

    private static Diagnosis? OfSilence(string name, in BootAttempt attempt)
    {
        if (LoaderVerdict.Of(attempt, LoaderChains.Of(attempt.Client.Firmware)) is not { } verdict)
            return null;
        bool isUefi = attempt.Client.Firmware != Firmware.Bios;
        return verdict.Reason switch
        {
            // Firmware refuses a shim that is revoked or not signed for it, and what is not signed at all, only after it has all of it.
            LoaderReason.ShimSilent => new Diagnosis("secure-boot", $"{name}: shim does not start", "Secure Boot refused it? Switch it on again: another follows"),
            LoaderReason.GrubSilent => new Diagnosis("secure-boot", $"{name}: Secure Boot refused?", $"shim took {verdict.Failed.Then}, then silence: update both"),
            LoaderReason.IpxeSilent when isUefi && !verdict.Failed.IsSigned =>
                new Diagnosis("secure-boot", $"{name}: Secure Boot refused?", $"Switch it off there, or put shim beside {verdict.Failed.Start}"),
            _ => new Diagnosis("loader-silent", $"{name}: silent after {verdict.Failed.Start}", "Switch it on again: the box tries the next loader"),
        };
    }
}
