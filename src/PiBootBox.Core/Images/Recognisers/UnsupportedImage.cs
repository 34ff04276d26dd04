using PiBootBox.Core.Images.Discs;
using PiBootBox.Core.Tree;

namespace PiBootBox.Core.Images.Recognisers;

/// <summary>Comes last: says why a file that its owner surely meant to boot is not in the menu.</summary>
public sealed class UnsupportedImage : IRecogniser
{
    private static readonly string[] Disks = [".img", ".wim", ".vhd", ".vhdx", ".qcow2", ".vtoy"];

    public void Recognise(Recognition drive)
    {
        foreach (DiscImage disc in drive.Discs)
        {
            if (!drive.IsClaimed(disc.File))
                drive.PassOver(disc.File, "No system that the box knows is on this disc. Its files are served all the same, below its name.");
        }
        foreach (FileEntry file in drive.Folders.SelectMany(f => f.Files))
        {
            if (drive.IsClaimed(file))
                continue;
            string name = Recognition.NameOf(file.Path);
            if (BootFileNames.IsInitrd(name))
                drive.PassOver(file, "A RAM disk without a kernel that it belongs to. Put the kernel beside it.");
            else if (Disks.Any(e => name.EndsWith(e, StringComparison.OrdinalIgnoreCase)))
                drive.PassOver(file, "A disk image: it is served as a file, but cannot be started. Copy the kernel and the RAM disk out of it into a folder.");
        }
    }
}
