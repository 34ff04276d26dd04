using PiBootBox.Core.Boot;
using PiBootBox.Core.Tree;

namespace PiBootBox.Core.Images.Recognisers;

/// <summary>
/// What live-build makes: Debian Live and Kali, and on the same ground Clonezilla and GParted Live with arguments of their own.
/// live-boot fetches the squashed file system by itself (<c>fetch=</c>) into memory.
/// </summary>
public sealed class DebianLive : IRecogniser
{
    private const string Clonezilla =
        "components username=user union=overlay config noswap edd=on nomodeset ocs_live_run=\"ocs-live-general\" ocs_live_extra_param=\"\" "
        + "ocs_live_batch=no net.ifnames=0 noprompt";

    private const string GParted = "components union=overlay username=user vga=788";

    public void Recognise(Recognition drive)
    {
        foreach (SystemRoot root in SystemRoot.With(drive, "live"))
        {
            if (root.FindNewest("live", "vmlinuz") is not { } kernel || root.FindNewest("live", "initrd") is not { } initrd)
                continue;
            // One with a version, as live-build names them, has its RAM disk of the same version.
            string flavour = BootFileNames.Flavour(Recognition.NameOf(kernel.Path));
            initrd = root.FindAny($"live/initrd.img-{flavour}") ?? initrd;
            if (root.FindNewest("live", "filesystem.squashfs") is not { } system)
            {
                drive.PassOver(kernel, "A live system has its kernel here, but live/filesystem.squashfs is not there. Copy it again.");
                continue;
            }
            Judge(root, kernel, initrd, system);
        }
    }

    private static void Judge(SystemRoot root, FileEntry kernel, FileEntry initrd, FileEntry system)
    {
        (string family, string own) =
            root.Label.Contains("clonezilla", StringComparison.OrdinalIgnoreCase) || root.FindAny("Clonezilla-Live-Version", "live/Clonezilla-Live-Version") is not null
                ? ("Clonezilla", Clonezilla)
            : root.Label.Contains("gparted", StringComparison.OrdinalIgnoreCase) || root.FindAny("GParted-Live-Version", "live/GParted-Live-Version") is not null
                ? ("GParted Live", GParted)
            : root.Text(".disk/info").StartsWith("Kali", StringComparison.OrdinalIgnoreCase)
                ? ("Kali Live", "components")
            : ("Debian Live", "components");
        string title = root.Text(".disk/info", 200).Split('\n')[0].Trim();
        root.Found(root.Linux(
            ImageKind.DebianLive,
            title.Length > 0 ? title : $"{family} ({root.Name})",
            kernel,
            [initrd],
            $"boot=live {own} fetch={BootImage.ImageToken}/live/{BoxUrl.Path(Recognition.NameOf(system.Path))} ip=dhcp",
            $"{family}: a kernel, a RAM disk and {Recognition.NameOf(system.Path)} in live/.") with
        {
            // The file system stays in memory for as long as the system runs.
            RamNeeded = system.Length + 512 * 1024 * 1024,
        });
    }
}
