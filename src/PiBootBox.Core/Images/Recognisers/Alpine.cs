using PiBootBox.Core.Boot;
using PiBootBox.Core.Tree;

namespace PiBootBox.Core.Images.Recognisers;

/// <summary>Alpine's medium: kernel, RAM disk and modules of one flavour (lts, virt) in boot/, packages in apks/.</summary>
public sealed class Alpine : IRecogniser
{
    private const string Kernels = "vmlinuz-";

    public void Recognise(Recognition drive)
    {
        foreach (SystemRoot root in SystemRoot.With(drive, "boot"))
        {
            if (root.FindAny("apks/x86_64/APKINDEX.tar.gz", "apks/x86/APKINDEX.tar.gz", "apks/aarch64/APKINDEX.tar.gz") is null
                || root.FindNewest("boot", Kernels) is not { } kernel)
            {
                continue;
            }
            string flavour = Recognition.NameOf(kernel.Path)[Kernels.Length..];
            if (root.Find($"boot/initramfs-{flavour}") is not { } initrd || root.Find($"boot/modloop-{flavour}") is not { } modules)
                continue;
            string release = root.Text(".alpine-release", 64).Split('\n')[0].Trim();
            root.Found(root.Linux(
                ImageKind.Alpine,
                release.StartsWith("alpine-", StringComparison.Ordinal) ? $"Alpine Linux {release["alpine-".Length..]}" : root.Titled("Alpine Linux"),
                kernel,
                [initrd],
                $"modules=loop,squashfs modloop={BootImage.ImageToken}/boot/{BoxUrl.Path(Recognition.NameOf(modules.Path))} alpine_repo={BootImage.ImageToken}/apks ip=dhcp",
                $"Alpine's medium: kernel, RAM disk and modules of the flavour {flavour} in boot/, packages in apks/.") with
            {
                RamNeeded = modules.Length + initrd.Length + 256 * 1024 * 1024,
            });
        }
    }
}
