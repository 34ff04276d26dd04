using PiBootBox.Core.Tree;

namespace PiBootBox.Core.Images.Recognisers;

/// <summary>Talos Linux: the two files of a release, by their own names, or its disc. It looks for its network by itself.</summary>
public sealed class Talos : IRecogniser
{
    private const string Arguments = "talos.platform=metal slab_nomerge pti=on console=tty0";

    /// <summary>What its documentation asks of a node that only works.</summary>
    private const long Ram = 1024 * 1024 * 1024;

    public void Recognise(Recognition drive)
    {
        foreach (SystemRoot root in SystemRoot.With(drive, "boot"))
        {
            if (root.Label.StartsWith("TALOS", StringComparison.OrdinalIgnoreCase)
                && root.Find("boot/vmlinuz") is { } kernel && root.Find("boot/initramfs.xz") is { } initrd)
            {
                root.Found(Image(root, root.Titled("Talos Linux"), kernel, initrd, "Talos' disc: boot/vmlinuz and boot/initramfs.xz."));
            }
        }
        foreach (Recognition.Folder folder in drive.Folders)
        {
            foreach (string architecture in new[] { "amd64", "arm64" })
                RecogniseFiles(drive, folder.Path, architecture);
        }
    }

    private static void RecogniseFiles(Recognition drive, string folder, string architecture)
    {
        var root = new SystemRoot(drive, folder);
        if (root.Find($"vmlinuz-{architecture}") is not { } kernel || drive.IsClaimed(kernel)
            || root.Find($"initramfs-{architecture}.xz") is not { } initrd)
        {
            return;
        }
        BootImage image = Image(root, $"Talos Linux ({architecture})", kernel, initrd,
            $"Talos' release files: vmlinuz-{architecture} and initramfs-{architecture}.xz.");
        // Both architectures may share a folder, so that it is not the image.
        new SystemRoot(drive, drive.Files.Root.PrefixPath).Found(image with { Path = kernel.Path });
    }

    private static BootImage Image(SystemRoot root, string title, FileEntry kernel, FileEntry initrd, string why) =>
        root.Linux(ImageKind.Talos, title, kernel, [initrd], Arguments, why) with { WantsBootInterface = false, RamNeeded = Ram };
}
