using PiBootBox.Core.Tree;

namespace PiBootBox.Core.Images.Recognisers;

/// <summary>A kernel that stands alone: memtest86+, iPXE as a .lkrn, a Linux with its RAM disk built in.</summary>
public sealed class LoneKernel : IRecogniser
{
    public void Recognise(Recognition drive)
    {
        foreach (FileEntry file in drive.Folders.SelectMany(f => f.Files))
        {
            string name = Recognition.NameOf(file.Path);
            if (!BootFileNames.IsLoneKernel(name) || drive.IsClaimed(file))
                continue;

            FileFacts facts = drive.FactsOf(file);
            if (facts.IsKernel && facts.Firmwares != FirmwareSet.None)
                drive.Found(Image(file, name, facts));
            else if (BootFileNames.PromisesKernel(name) && !drive.IsClaimed(file))
                drive.PassOver(file, "Named like a Linux kernel, but its header is none that a PC can boot. Copy it again.");
        }
    }

    private static BootImage Image(FileEntry file, string name, FileFacts facts)
    {
        string version = facts.Linux?.Version ?? "";
        bool isMemtest = version.StartsWith("Memtest", StringComparison.OrdinalIgnoreCase)
            || name.StartsWith("memtest", StringComparison.OrdinalIgnoreCase);
        return new BootImage(
            Id: "",
            ImageKind.Kernel,
            isMemtest ? $"Memory test ({name})" : version.Length > 0 ? $"{name} ({version.Split(' ')[0]})" : name,
            file.Path,
            file,
            [],
            "",
            facts.Firmwares,
            Advice.ForKernel(facts),
            "A kernel by its header, and no RAM disk in its folder that belongs to it.")
        {
            Signer = facts.Signer,
        };
    }
}
