using PiBootBox.Core.Tree;

namespace PiBootBox.Core.Images.Recognisers;

/// <summary>Comes first: a Raspberry Pi's folder holds kernels and RAM disks, and none of them is a PC's.</summary>
public sealed class RaspberryPiFolder : IRecogniser
{
    private static readonly string[] Kernels = ["kernel.img", "kernel7.img", "kernel7l.img", "kernel8.img", "kernel_2712.img"];

    public void Recognise(Recognition drive)
    {
        foreach (string folder in PiFolders.In(drive.Files))
        {
            drive.PassOver(folder, "No image for a PC: Raspberry Pis get the files of this folder by TFTP.");
            if (folder.Length > 0)
                drive.ClaimFolder(folder);
            else
                ClaimKernels(drive);
        }
    }

    // The root of a drive may hold anything else besides.
    private static void ClaimKernels(Recognition drive)
    {
        foreach (string kernel in Kernels)
        {
            if (drive.Files.TryFind(kernel, out FileEntry? file))
                drive.Claim(file);
        }
    }
}
