using PiBootBox.Core.Tree;

namespace PiBootBox.Core.Images.Recognisers;

/// <summary>SystemRescue, built on Arch's medium; the processors' microcode comes before its RAM disk.</summary>
public sealed class SystemRescue : IRecogniser
{
    private const string Boot = "sysresccd/boot/x86_64";
    private const string Arguments = $"archisobasedir=sysresccd archiso_http_srv={BootImage.ImageToken}/ checksum ip=dhcp";

    public void Recognise(Recognition drive)
    {
        foreach (SystemRoot root in SystemRoot.With(drive, Boot))
        {
            if (root.Find(Boot + "/vmlinuz") is not { } kernel || root.Find(Boot + "/sysresccd.img") is not { } initrd)
                continue;
            var initrds = new List<FileEntry>();
            foreach (string name in new[] { "sysresccd/boot/intel_ucode.img", "sysresccd/boot/amd_ucode.img" })
            {
                if (root.Find(name) is { } microcode)
                    initrds.Add(microcode);
            }
            initrds.Add(initrd);
            string version = root.Text("sysresccd/VERSION", 64).Split('\n')[0].Trim();
            root.Found(root.Linux(
                ImageKind.SystemRescue,
                version.Length > 0 ? $"SystemRescue {version}" : root.Titled("SystemRescue"),
                kernel, [.. initrds], Arguments,
                "SystemRescue: sysresccd/boot/x86_64/ with kernel and RAM disk.") with
            {
                RamNeeded = (root.Find("sysresccd/x86_64/airootfs.sfs")?.Length ?? 0) + 512 * 1024 * 1024,
            });
        }
    }
}
