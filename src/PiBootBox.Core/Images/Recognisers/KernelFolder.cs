using PiBootBox.Core.Tree;
using PiBootBox.Media;

namespace PiBootBox.Core.Images.Recognisers;

/// <summary>A folder with a Linux kernel and its RAM disk. One image a folder: the newest pair by its name.</summary>
public sealed class KernelFolder : IRecogniser
{
    public void Recognise(Recognition drive)
    {
        foreach (Recognition.Folder folder in drive.Folders)
        {
            List<FileEntry> kernels = Candidates(drive, folder, BootFileNames.IsKernel, f => drive.FactsOf(f).IsKernel);
            if (kernels.Count == 0)
                continue;
            List<FileEntry> initrds = Candidates(
                drive, folder, BootFileNames.IsInitrd, f => drive.FactsOf(f).Initrd != InitrdFormat.Unknown);
            Judge(drive, folder.Path, kernels, initrds);
        }
    }

    /// <summary>The last in natural order first: it carries the highest version.</summary>
    private static List<FileEntry> Candidates(
        Recognition drive, Recognition.Folder folder, Func<string, bool> isNamed, Func<FileEntry, bool> isOne) =>
    [
        .. folder.Files.Reverse().Where(f => !drive.IsClaimed(f) && isNamed(Recognition.NameOf(f.Path)) && isOne(f)),
    ];

    private static void Judge(Recognition drive, string folder, List<FileEntry> kernels, List<FileEntry> initrds)
    {
        (FileEntry Kernel, FileEntry Initrd)? pair = null;
        foreach (FileEntry kernel in kernels)
        {
            if (pair is null && PartnerOf(kernel, initrds) is { } initrd)
                pair = (kernel, initrd);
        }
        if (pair is not { } chosen)
            return;

        FileFacts facts = drive.FactsOf(chosen.Kernel);
        string kernelName = Recognition.NameOf(chosen.Kernel.Path), initrdName = Recognition.NameOf(chosen.Initrd.Path);
        // The root of a drive may hold anything else besides.
        bool isRoot = folder == drive.Files.Root.PrefixPath;
        string place = isRoot ? kernelName : folder;
        drive.Found(new BootImage(
            Id: "",
            ImageKind.KernelAndInitrd,
            Title(place, facts),
            isRoot ? chosen.Kernel.Path : folder,
            chosen.Kernel,
            [new LoadedFile("initrd", chosen.Initrd)],
            "ip=dhcp",
            facts.Firmwares,
            Advice.ForKernel(facts),
            $"A Linux kernel, {kernelName}, with its RAM disk, {initrdName} ({drive.FactsOf(chosen.Initrd).Initrd}).")
        {
            WantsBootInterface = true,
            Signer = facts.Signer,
        });

        foreach (FileEntry rest in kernels.Concat(initrds).Where(f => f != chosen.Kernel && f != chosen.Initrd))
        {
            drive.PassOver(rest,
                $"Of the pairs in this folder the newest is taken: {kernelName} with {initrdName}. Put this one into a folder of its own to list it too.");
        }
    }

    /// <summary>The RAM disk of the same flavour; failing that, the only one that there is, or the one without a flavour.</summary>
    private static FileEntry? PartnerOf(FileEntry kernel, List<FileEntry> initrds)
    {
        string flavour = FlavourOf(kernel);
        return initrds.Find(i => FlavourOf(i).Equals(flavour, StringComparison.OrdinalIgnoreCase))
            ?? initrds.Find(i => FlavourOf(i).Length == 0)
            ?? (initrds.Count == 1 ? initrds[0] : null);
    }

    private static string FlavourOf(FileEntry file) => BootFileNames.Flavour(Recognition.NameOf(file.Path));

    private static string Title(string place, FileFacts facts)
    {
        string version = (facts.Linux?.Version ?? "").Split(' ')[0];
        return version.Length == 0 ? place : $"{place} (Linux {version})";
    }
}
