using PiBootBox.Core.Images;
using PiBootBox.Wire;

namespace PiBootBox.Core.Boot;

/// <summary>The commands of iPXE that load and start one image. <c>${box}</c> is the root of the box's tree.</summary>
internal static class IpxeImage
{
    /// <param name="failure">The command for when it cannot be loaded, or comes back with an error.</param>
    /// <param name="answersUrl">Of Windows Setup's answer file; null where a person is asked.</param>
    public static void WriteLoad(
        IpxeScript script, BootImage image, Ipv4 address, string arguments, bool isBootInterface, string failure, string? answersUrl = null)
    {
        script.Line("imgfree");
        arguments = ImagePath.Fill(image, arguments.Length == 0 ? "" : " " + IpxeText.Words(arguments), "${box}", address);
        if (isBootInterface)
            arguments = " BOOTIF=01-${netX/mac:hexhyp}" + arguments;
        switch (image.Method)
        {
            case BootMethod.Kernel:
                WriteLinux(script, image, arguments, failure);
                break;
            case BootMethod.EfiProgram or BootMethod.NetworkProgram:
                script.Line($"echo {MenuRow.Size(image.Length)} from ${{box}}");
                script.Line($"kernel --name program.efi {Kernel(image)}{arguments} || {failure}");
                WriteShim(script, image);
                script.Line($"boot || {failure}");
                break;
            case BootMethod.Wimboot:
                WriteWindows(script, image, failure, answersUrl);
                break;
            case BootMethod.Memdisk:
                WriteFloppy(script, image, failure);
                break;
            case BootMethod.Sanboot:
                script.Line("echo Its disk is the box: Linux and Windows lose it once their kernel starts.");
                script.Line($"sanboot --no-describe {Kernel(image)} || {failure}");
                break;
        }
    }

    private static string Kernel(BootImage image) => $"${{box}}/{ImagePath.OfKernel(image)}";

    private static void WriteLinux(IpxeScript script, BootImage image, string arguments, string failure)
    {
        // Names of our own: iPXE puts an image's name in front of the command line, and a file's name
        // could hold spaces there. A kernel started by UEFI asks for the RAM disk by the name in initrd=.
        string disk = image.Initrds.Count == 0 ? "" : $", RAM disk {MenuRow.Size(image.Length - image.Kernel.Length)}";
        script.Line($"echo Kernel {MenuRow.Size(image.Kernel.Length)}{disk}, from ${{box}}");
        string names = string.Concat(image.Initrds.Select(initrd => $" initrd={initrd.Name}"));
        script.Line($"kernel --name linux {Kernel(image)}{names}{arguments} || {failure}");
        foreach (LoadedFile initrd in image.Initrds)
            WriteInitrd(script, image, initrd, initrd.CpioPath, failure);
        WriteShim(script, image);
        script.Line($"boot || {failure}");
    }

    /// <summary>wimboot puts every file but the WIM and its loaders into \Windows\System32, and takes the loaders out of the WIM.</summary>
    private static void WriteWindows(IpxeScript script, BootImage image, string failure, string? answersUrl)
    {
        script.Line($"echo {MenuRow.Size(image.Length)} from ${{box}}");
        script.Line($"kernel --name wimboot ${{box}}/{BootTools.WimbootFor(image)} || {failure}");
        foreach (LoadedFile file in image.Initrds)
            WriteInitrd(script, image, file, file.Name, failure);
        if (answersUrl is not null)
            script.Line($"initrd --name autounattend.xml {answersUrl} autounattend.xml || {failure}");
        script.Line($"initrd --name boot.wim {Kernel(image)} boot.wim || {failure}");
        script.Line($"boot || {failure}");
    }

    private static void WriteFloppy(IpxeScript script, BootImage image, string failure)
    {
        script.Line($"echo {MenuRow.Size(image.Length)} from ${{box}}");
        script.Line($"kernel --name memdisk ${{box}}/{BootTools.Memdisk} && initrd --name floppy {Kernel(image)} && boot ||");
        // Without memdisk iPXE itself is the floppy drive, and is lost to systems that leave the BIOS behind.
        script.Line("imgfree");
        script.Line($"sanboot --no-describe --drive 0x00 {Kernel(image)} || {failure}");
    }

    /// <summary>
    /// Firmware trusts no distribution by itself, and a signed iPXE starts its kernels through the shim of the loader folder. iPXE
    /// leaves that out where the firmware takes the image as it is.
    /// </summary>
    private static void WriteShim(IpxeScript script, BootImage image)
    {
        if (image.Signer != Signer.None)
            script.Line("isset ${menu-secure} && shim ${box}/${menu-shim} ||");
    }

    private static void WriteInitrd(IpxeScript script, BootImage image, LoadedFile file, string place, string failure) =>
        script.Line($"initrd --name {file.Name} ${{box}}/{ImagePath.Of(image, file)}{(place.Length == 0 ? "" : " " + place)} || {failure}");
}
