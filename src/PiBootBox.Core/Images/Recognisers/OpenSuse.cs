using PiBootBox.Core.Tree;

namespace PiBootBox.Core.Images.Recognisers;

/// <summary>
/// openSUSE and SLE. Up to 15 linuxrc starts YaST from the disc's files (boot/x86_64/root); from Leap 16 on the disc holds a live system
/// with Agama, which dracut fetches as a whole.
/// </summary>
public sealed class OpenSuse : IRecogniser
{
    private const string Loader = "boot/x86_64/loader";

    private static readonly string[] Labels = ["suse", "leap", "tumbleweed", "sle-", "agama"];

    public void Recognise(Recognition drive)
    {
        foreach (SystemRoot root in SystemRoot.With(drive, Loader))
        {
            if (root.Find(Loader + "/linux") is not { } kernel || root.Find(Loader + "/initrd") is not { } initrd)
                continue;
            if (root.FindAny("boot/x86_64/root", "boot/x86_64/common") is not null)
                JudgeYast(root, kernel, initrd);
            else if (root.Disc is { } disc && root.Find("LiveOS/squashfs.img") is not null && IsSuse(root.Label))
                JudgeAgama(root, disc.File, kernel, initrd);
        }
    }

    private static bool IsSuse(string label) => Array.Exists(Labels, l => label.Contains(l, StringComparison.OrdinalIgnoreCase));

    private static void JudgeYast(SystemRoot root, FileEntry kernel, FileEntry initrd) =>
        root.Found(root.Linux(
            ImageKind.Suse, root.Titled("openSUSE installer"), kernel, [initrd],
            $"netsetup=dhcp install={BootImage.ImageToken}",
            "SUSE's linuxrc: kernel and RAM disk in boot/x86_64/loader/, and the installer in boot/x86_64/.") with
        {
            RamNeeded = 2L * 1024 * 1024 * 1024,
        });

    private static void JudgeAgama(SystemRoot root, FileEntry disc, FileEntry kernel, FileEntry initrd) =>
        root.Found(root.Linux(
            ImageKind.Suse, root.Titled("openSUSE installer"), kernel, [initrd],
            $"root=live:{BootImage.ImageToken} ip=dhcp",
            "openSUSE's live installer: LiveOS/squashfs.img, with kernel and RAM disk in boot/x86_64/loader/.") with
        {
            RamNeeded = disc.Length + 1024 * 1024 * 1024,
        });
}
