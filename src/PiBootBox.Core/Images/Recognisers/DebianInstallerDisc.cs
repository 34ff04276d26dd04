namespace PiBootBox.Core.Images.Recognisers;

/// <summary>The installer on Debian's and Kali's discs, netinst and larger. Its RAM disk knows discs and USB sticks only.</summary>
public sealed class DebianInstallerDisc : IRecogniser
{
    private static readonly (string Folder, string Architecture)[] Folders =
        [("install.amd", "amd64"), ("install.386", "i386"), ("install.a64", "arm64")];

    public void Recognise(Recognition drive)
    {
        foreach ((string folder, string architecture) in Folders)
        {
            foreach (SystemRoot root in SystemRoot.With(drive, folder))
            {
                if (root.Find($"{folder}/vmlinuz") is null)
                    continue;
                string name = root.Text(".disk/info", 200).Contains("Kali", StringComparison.OrdinalIgnoreCase) ? "Kali" : "Debian";
                root.PassOver(
                    $"{name}'s installer for discs: its RAM disk looks for a disc drive, and a PC that booted from the network has none. "
                    + $"Copy the folder debian-installer/{architecture} (linux and initrd.gz) out of {name}'s netboot.tar.gz of the same release to the drive: "
                    + "that installer takes its packages from the network.");
            }
        }
    }
}
