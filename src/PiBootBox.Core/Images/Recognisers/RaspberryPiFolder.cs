using PiBootBox.Core.Tree;

namespace PiBootBox.Core.Images.Recognisers;

/// <summary>Comes first: a Raspberry Pi's folder holds kernels and RAM disks, and none of them is a PC's.</summary>
public sealed class RaspberryPiFolder : IRecogniser
{
    private static readonly string[] Kernels = ["kernel.img", "kernel7.img", "kernel7l.img", "kernel8.img", "kernel_2712.img"];

    public void Recognise(Recognition drive)
    {
        foreach (PiFolder folder in PiFolders.In(drive.Files, areRefusedToo: true))
        {
            drive.PassOver(folder.Path, "No image for a PC: Raspberry Pis get the files of this folder by TFTP.");
            if (folder.IsRoot)
                ClaimKernels(drive, folder.Root);
            else
                drive.ClaimFolder(folder.Path);
        }
    }

    // The root of a drive may hold anything else besides.
    private static void ClaimKernels(Recognition drive, FileRoot root)
    {
        foreach (string kernel in Kernels)
        {
            if (drive.Files.TryFind(root.Prefix + kernel, out FileEntry? file))
                drive.Claim(file);
        }
    }
}
