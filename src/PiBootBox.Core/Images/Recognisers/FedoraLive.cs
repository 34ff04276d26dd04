using PiBootBox.Core.Tree;

namespace PiBootBox.Core.Images.Recognisers;

/// <summary>A live system as Fedora makes them, and whoever builds with its tools: dracut fetches LiveOS/squashfs.img into memory.</summary>
public sealed class FedoraLive : IRecogniser
{
    private const string Arguments =
        $"root=live:{BootImage.ImageToken}/LiveOS/squashfs.img ro rd.live.image rd.lvm=0 rd.luks=0 rd.md=0 rd.dm=0 ip=dhcp";

    public void Recognise(Recognition drive)
    {
        foreach (SystemRoot root in SystemRoot.With(drive, "LiveOS"))
        {
            if (root.Find("LiveOS/squashfs.img") is not { } system
                || root.FindAny("images/pxeboot/vmlinuz", "boot/x86_64/loader/linux", "isolinux/vmlinuz") is not { } kernel
                || root.FindAny("images/pxeboot/initrd.img", "boot/x86_64/loader/initrd", "isolinux/initrd.img") is not { } initrd)
            {
                continue;
            }
            root.Found(root.Linux(
                ImageKind.FedoraLive, root.Titled("Fedora Live"), kernel, [initrd], Arguments,
                "A live system of dracut: LiveOS/squashfs.img with its kernel and RAM disk.") with
            {
                RamNeeded = system.Length + 1024 * 1024 * 1024,
            });
        }
    }
}
