using PiBootBox.Core.Tree;

namespace PiBootBox.Core.Images.Recognisers;

/// <summary>
/// Debian's installer for the network: <c>debian-installer/ARCH/{linux,initrd.gz}</c>, at the root or
/// deeper, as netboot.tar.gz and the packages debian-installer-*-netboot-* lay it out.
/// </summary>
public sealed class DebianNetboot : IRecogniser
{
    private const string Marker = "debian-installer";

    public void Recognise(Recognition drive)
    {
        foreach (Recognition.Folder folder in drive.Folders)
        {
            string parent = Recognition.FolderOf(folder.Path);
            if (!Recognition.NameOf(parent).Equals(Marker, StringComparison.OrdinalIgnoreCase)
                || !drive.Files.TryFind($"{folder.Path}/linux", out FileEntry? kernel)
                || drive.IsClaimed(kernel))
            {
                continue;
            }
            Judge(drive, folder.Path, parent, kernel);
        }
    }

    private static void Judge(Recognition drive, string folder, string marker, FileEntry kernel)
    {
        string architecture = Recognition.NameOf(folder);
        FileFacts facts = drive.FactsOf(kernel);
        if (!facts.IsKernel)
        {
            drive.PassOver(kernel, $"Debian's installer for {architecture} has its kernel here, but this file is none. Copy it again.");
            return;
        }
        if (!drive.Files.TryFind($"{folder}/initrd.gz", out FileEntry? initrd))
        {
            drive.PassOver(kernel, "Debian's installer needs initrd.gz beside it, and it is not there. Copy the folder again.");
            return;
        }

        string root = Recognition.FolderOf(marker);
        drive.ClaimFolder(folder);
        drive.Found(new BootImage(
            Id: "",
            ImageKind.DebianNetboot,
            Title(drive, root, architecture),
            folder,
            kernel,
            [new LoadedFile("initrd", initrd)],
            "--- quiet",
            facts.Firmwares,
            Advice.ForKernel(facts),
            $"Debian's netboot folder: {folder}/linux and initrd.gz.")
        {
            Signer = facts.Signer,
        });
    }

    private static string Title(Recognition drive, string root, string architecture)
    {
        string info = drive.ReadText(root.Length == 0 ? "version.info" : $"{root}/version.info", 512);
        string release = "";
        foreach (string line in info.Split('\n'))
        {
            if (line.StartsWith("Debian version:", StringComparison.Ordinal))
                release = " " + line["Debian version:".Length..].Trim();
        }
        string flavour = Recognition.NameOf(root).Equals("gtk", StringComparison.OrdinalIgnoreCase) ? ", graphical" : "";
        return $"Debian{release} installer, {architecture}{flavour}";
    }
}
