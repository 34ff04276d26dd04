using PiBootBox.Core.Tree;

namespace PiBootBox.Core.Images.Recognisers;

/// <summary>A program for UEFI: <c>*.efi</c>. The machine type in its PE header decides which PCs can start it.</summary>
public sealed class EfiProgram : IRecogniser
{
    private static readonly string[] SecondStages = ["grub", "mm", "fb", "mok"];

    public void Recognise(Recognition drive)
    {
        foreach (FileEntry file in drive.Folders.SelectMany(f => f.Files))
        {
            if (file.Path.EndsWith(".efi", StringComparison.OrdinalIgnoreCase) && !drive.IsClaimed(file))
                Judge(drive, file);
        }
    }

    private static void Judge(Recognition drive, FileEntry file)
    {
        string name = Recognition.NameOf(file.Path);
        FileFacts facts = drive.FactsOf(file);
        if (drive.IsClaimed(file))
            return;
        if (facts.Pe is not { } pe)
            drive.PassOver(file, "Named .efi, but it has no PE header. Copy it again.");
        else if (!pe.IsEfiApplication)
            drive.PassOver(file, $"PE subsystem {pe.Subsystem}: a driver or no EFI file at all. Only EFI applications can be started.");
        else if (facts.Firmwares == FirmwareSet.None)
            drive.PassOver(file, $"Made for machine type 0x{(ushort)pe.Machine:X4}, which the box does not boot.");
        else if (SecondStages.Any(s => name.StartsWith(s, StringComparison.OrdinalIgnoreCase)))
            drive.PassOver(file, "The second stage of a boot chain: it needs the files of its own medium. Rename it to list it all the same.");
        else
            drive.Found(Image(file, name, facts));
    }

    private static BootImage Image(FileEntry file, string name, FileFacts facts) =>
        new(
            Id: "",
            ImageKind.EfiProgram,
            name,
            file.Path,
            file,
            [],
            "",
            facts.Firmwares,
            Advice.ForKernel(facts),
            $"An EFI application for {facts.Firmwares.Words()}, by its PE header.")
        {
            Method = BootMethod.EfiProgram,
            Signer = facts.Signer,
        };
}
