using PiBootBox.Core.Images.Discs;
using PiBootBox.Core.Tree;

namespace PiBootBox.Core.Images.Recognisers;

/// <summary>
/// The installers of Proxmox (VE, Backup Server, Mail Gateway). They know no network while they start, but take their whole disc from
/// the RAM disk, where the boot loader packs it as /proxmox.iso.
/// </summary>
public sealed class Proxmox : IRecogniser
{
    private const string Arguments = "ramdisk_size=16777216 rw quiet splash=silent";

    public void Recognise(Recognition drive)
    {
        foreach (SystemRoot root in SystemRoot.With(drive, "boot"))
        {
            if (root.Find("boot/linux26") is not { } kernel || root.Find("boot/initrd.img") is not { } initrd)
                continue;
            if (root.Disc is { } disc)
                Judge(root, disc, kernel, initrd);
            else
                root.PassOver("Proxmox' files, unpacked: its installer wants the disc as one file. Copy the .iso to the drive as it is.");
        }
    }

    private static void Judge(SystemRoot root, DiscImage disc, FileEntry kernel, FileEntry initrd)
    {
        BootImage image = root.Linux(
            ImageKind.Proxmox, root.Titled("Proxmox installer"), kernel, [initrd], Arguments,
            "Proxmox: boot/linux26 and boot/initrd.img; the whole disc goes into the PC's memory.");
        root.Found(image with
        {
            Initrds = [.. image.Initrds, new LoadedFile("proxmox.iso", disc.File, "/proxmox.iso")],
            WantsBootInterface = false,
            // Once as it was loaded, once unpacked, and the system that it starts.
            RamNeeded = 2 * disc.File.Length + 1024 * 1024 * 1024,
        });
    }
}
