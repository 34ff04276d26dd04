using PiBootBox.Core.Images.Discs;
using PiBootBox.Core.Tree;

namespace PiBootBox.Core.Images.Recognisers;

/// <summary>
/// Ubuntu, Mint and their kin, desktop and server. casper fetches the whole disc into memory, and takes only a URL that ends in <c>.iso</c>.
/// </summary>
public sealed class Casper : IRecogniser
{
    /// <summary>Without the last, cloud-init fetches what <c>url=</c> names for itself, which is the disc.</summary>
    private const string Arguments =
        $"boot=casper netboot=url url={BootImage.ImageToken} cloud-config-url=/dev/null ip=dhcp";

    public void Recognise(Recognition drive)
    {
        foreach (SystemRoot root in SystemRoot.With(drive, "casper"))
        {
            if (root.FindAny("casper/vmlinuz", "casper/vmlinuz.efi") is not { } kernel
                || root.FindAny("casper/initrd", "casper/initrd.lz", "casper/initrd.gz", "casper/initrd.img") is not { } initrd)
            {
                continue;
            }
            if (root.Disc is not { } disc)
            {
                root.PassOver("Ubuntu's files, unpacked: its system fetches the disc as one file. Copy the .iso to the drive as it is.");
                continue;
            }
            Judge(root, disc, kernel, initrd);
        }
    }

    private static void Judge(SystemRoot root, DiscImage disc, FileEntry kernel, FileEntry initrd)
    {
        string title = root.Text(".disk/info", 200).Split('\n')[0].Trim();
        root.Found(root.Linux(
            ImageKind.Casper,
            title.Length > 0 ? title : root.Titled("Ubuntu"),
            kernel,
            [initrd],
            Arguments,
            $"Ubuntu's casper: {Recognition.NameOf(kernel.Path)} and {Recognition.NameOf(initrd.Path)} in casper/.") with
        {
            // The disc, and the system that is unpacked from it.
            RamNeeded = 2 * disc.File.Length,
        });
    }
}
