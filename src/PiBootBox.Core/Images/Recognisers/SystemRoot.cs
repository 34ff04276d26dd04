using PiBootBox.Core.Images.Discs;
using PiBootBox.Core.Tree;

namespace PiBootBox.Core.Images.Recognisers;

/// <summary>Where a system's own medium begins: the image of its disc, or a folder that its files were copied into.</summary>
/// <param name="path">Of the image's file or of the folder; the root's own, <see cref="FileRoot.PrefixPath"/>, for the root of the drive.</param>
public sealed class SystemRoot(Recognition drive, string path)
{
    /// <summary>Every folder named <paramref name="marker"/> that nobody has claimed tells of one root above it.</summary>
    /// <param name="marker">Such as <c>live</c> or <c>arch/boot/x86_64</c>, in any case.</param>
    public static IEnumerable<SystemRoot> With(Recognition drive, string marker)
    {
        foreach (Recognition.Folder folder in drive.Folders)
        {
            int above = folder.Path.Length - marker.Length;
            // A drive's own name tells nothing of what is on it.
            if (above < drive.Files.Root.Prefix.Length || above > 0 && folder.Path[above - 1] != '/'
                || !folder.Path.EndsWith(marker, StringComparison.OrdinalIgnoreCase) || drive.IsClaimed(folder.Files[0]))
            {
                continue;
            }
            yield return new SystemRoot(drive, above == 0 ? "" : folder.Path[..(above - 1)]);
        }
    }

    /// <summary>The discs that nobody has claimed.</summary>
    public static IEnumerable<SystemRoot> Discs(Recognition drive)
    {
        foreach (DiscImage disc in drive.Discs)
        {
            if (!drive.IsClaimed(disc.File))
                yield return new SystemRoot(drive, disc.File.Path);
        }
    }

    public string Path => path;

    /// <summary>Null for a folder.</summary>
    public DiscImage? Disc => drive.DiscAt(path);

    /// <summary>The name of the disc's volume; empty for a folder.</summary>
    public string Label => Disc?.Label ?? "";

    /// <summary>For a menu: the disc's own name tells one release from another.</summary>
    public string Titled(string family) => $"{family} ({(Label.Length > 0 ? Label : Name)})";

    /// <summary>What to call it when it does not say more of itself.</summary>
    public string Name => path == drive.Files.Root.PrefixPath ? $"The root of the {drive.Files.Root.Name}" : Recognition.NameOf(path);

    public FileEntry? Find(string file) => drive.Files.TryFind(Below(file), out FileEntry? entry) ? entry : null;

    /// <summary>The first of these that is there.</summary>
    public FileEntry? FindAny(params ReadOnlySpan<string> files)
    {
        foreach (string file in files)
        {
            if (Find(file) is { } entry)
                return entry;
        }
        return null;
    }

    /// <summary>The last file in natural order, which carries the highest version, of those in a folder that begin so.</summary>
    public FileEntry? FindNewest(string folder, string start) =>
        drive.FolderAt(Below(folder))?.Files.LastOrDefault(f => IsOne(Recognition.NameOf(f.Path), start));

    /// <summary>No system names its own files with a space: "vmlinuz (copy)" is somebody's, and a kernel's command line ends a word at it.</summary>
    private static bool IsOne(string name, string start) => name.StartsWith(start, StringComparison.OrdinalIgnoreCase) && !name.Contains(' ');

    /// <summary>The beginning of a small text file; empty when it is not there.</summary>
    public string Text(string file, int most = 4096) => drive.ReadText(Below(file), most);

    /// <summary>Takes a Linux in that starts from here, and everything below with it.</summary>
    /// <param name="image">What the recogniser knows; the rest is read from the kernel's header.</param>
    /// <returns>False, and a reason in the list, where the kernel is none.</returns>
    public bool Found(BootImage image)
    {
        FileFacts facts = drive.FactsOf(image.Kernel);
        // A kernel that unpacks itself is an EFI program without Linux' own header on arm64.
        if (!facts.IsKernel && !facts.IsEfiProgram)
        {
            drive.PassOver(image.Kernel, "Its system has its kernel here, but this file is none. Copy it again.");
            return false;
        }
        drive.Found(image with { Firmwares = facts.Firmwares, SecureBoot = Advice.ForKernel(facts), Signer = facts.Signer });
        Claim();
        return true;
    }

    /// <summary>Takes everything below from the recognisers that come after.</summary>
    public void Claim()
    {
        // The root of a drive may hold anything else besides.
        if (path != drive.Files.Root.PrefixPath)
            drive.ClaimFolder(path);
        if (Disc is { } disc)
            drive.Claim(disc.File);
    }

    /// <summary>Known for what it is, and not for the menu.</summary>
    public void PassOver(string reason)
    {
        Claim();
        drive.PassOver(path, reason);
    }

    /// <summary>A Linux of this root, for <see cref="Found"/>.</summary>
    /// <param name="initrds">In the order in which they are loaded.</param>
    public BootImage Linux(ImageKind kind, string title, FileEntry kernel, FileEntry[] initrds, string arguments, string why) =>
        new(
            Id: "",
            kind,
            title,
            path,
            kernel,
            [.. initrds.Select((file, number) => new LoadedFile(number == 0 ? "initrd" : $"initrd{number + 1}", file))],
            arguments,
            FirmwareSet.None,
            SecureBoot: "",
            why)
        {
            WantsBootInterface = true,
        };

    private string Below(string file) => path.Length == 0 ? file : $"{path}/{file}";
}
