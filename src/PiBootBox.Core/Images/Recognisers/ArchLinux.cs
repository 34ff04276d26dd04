using PiBootBox.Core.Tree;

namespace PiBootBox.Core.Images.Recognisers;

/// <summary>Arch Linux' medium, which fetches its file system into memory.</summary>
public sealed class ArchLinux : IRecogniser
{
    // Its hook joins the URL and the rest of a path without a slash.
    private const string Arguments = $"archisobasedir=arch archiso_http_srv={BootImage.ImageToken}/ ip=dhcp";

    public void Recognise(Recognition drive)
    {
        foreach (SystemRoot root in SystemRoot.With(drive, "arch/boot/x86_64"))
        {
            if (root.Find("arch/boot/x86_64/vmlinuz-linux") is not { } kernel
                || root.Find("arch/boot/x86_64/initramfs-linux.img") is not { } initrd)
            {
                continue;
            }
            FileEntry? system = root.FindAny("arch/x86_64/airootfs.sfs", "arch/x86_64/airootfs.erofs");
            root.Found(root.Linux(
                ImageKind.ArchLinux, root.Titled("Arch Linux"), kernel, [.. Microcode(root), initrd], Arguments,
                "Arch's medium: arch/boot/x86_64/ with kernel and RAM disk.") with
            {
                RamNeeded = (system?.Length ?? 0) + 512 * 1024 * 1024,
            });
        }
    }

    /// <summary>In older releases beside the RAM disk, which must come after it.</summary>
    private static IEnumerable<FileEntry> Microcode(SystemRoot root)
    {
        foreach (string name in new[] { "arch/boot/intel-ucode.img", "arch/boot/amd-ucode.img" })
        {
            if (root.Find(name) is { } file)
                yield return file;
        }
    }
}
