using System.Text;
using PiBootBox.Core.Tree;

namespace PiBootBox.Core.Images.Recognisers;

/// <summary>
/// VMware's installer. Its loader for UEFI reads boot.cfg and fetches what that names; on the disc all names begin at its root, which
/// a web server has not, so it gets a copy with a prefix. BIOS would need a COMBOOT loader, which packaged iPXE cannot start.
/// </summary>
public sealed class Esxi : IRecogniser
{
    private const string Settings = "boot.cfg";

    public void Recognise(Recognition drive)
    {
        foreach (SystemRoot root in SystemRoot.With(drive, "efi/boot"))
        {
            string settings = root.Text(Settings, 64 * 1024);
            if (!settings.Contains("modules=", StringComparison.Ordinal) || root.Find("efi/boot/bootx64.efi") is not { } loader)
                continue;
            FileFacts facts = drive.FactsOf(loader);
            if (!facts.IsEfiProgram)
            {
                root.PassOver("ESXi's loader, efi/boot/bootx64.efi, is no EFI program. Copy the medium again.");
                continue;
            }
            BootImage image = root.Linux(
                ImageKind.Esxi, root.Titled("VMware ESXi installer"), loader, [], $"-c {BootImage.FilesToken}/{Settings}",
                "ESXi: boot.cfg with its modules, and a loader for UEFI, which gets a boot.cfg of the box.");
            drive.Found(image with
            {
                Method = BootMethod.NetworkProgram,
                Served = [new LoadedFile(Settings, new TemplateEntry(Rewritten(settings), "text/plain; charset=us-ascii"))],
                Firmwares = facts.Firmwares,
                SecureBoot = "Its loader fetches its files through iPXE, which is not signed: switch Secure Boot off.",
                WantsBootInterface = false,
                RamNeeded = 8L * 1024 * 1024 * 1024,
            });
            root.Claim();
        }
    }

    /// <summary>Names relative to the disc's root, and the root's own URL.</summary>
    private static string Rewritten(string settings)
    {
        var text = new StringBuilder(settings.Length + 100);
        foreach (string line in settings.Split('\n'))
        {
            string plain = line.TrimEnd('\r');
            int equals = plain.IndexOf('=');
            string key = equals < 0 ? "" : plain[..equals].Trim();
            if (key == "prefix")
                continue;
            // It would look for a disc drive.
            if (key == "kernelopt")
                plain = plain.Replace("cdromBoot", "").TrimEnd();
            if (key is "kernel" or "modules")
                plain = $"{key}={string.Join(" --- ", plain[(equals + 1)..].Split(" --- ").Select(name => name.Trim().TrimStart('/')))}";
            text.Append(plain).Append('\n');
        }
        return text.ToString().TrimEnd('\n') + $"\nprefix={BootImage.FilesToken}/content\n";
    }
}
