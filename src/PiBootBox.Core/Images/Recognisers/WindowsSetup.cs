using PiBootBox.Core.Tree;
using PiBootBox.Media.Wim;

namespace PiBootBox.Core.Images.Recognisers;

/// <summary>
/// Windows: a disc or folder with sources/boot.wim, or a lone .wim that starts (a Windows PE of one's own). wimboot starts it from memory; what
/// boot.wim does not hold, Setup gets by the script of <see cref="WindowsScripts"/>.
/// </summary>
public sealed class WindowsSetup : IRecogniser
{
    private static readonly string[] InstallImages = ["sources/install.wim", "sources/install.esd"];

    public void Recognise(Recognition drive)
    {
        foreach (SystemRoot root in SystemRoot.With(drive, "sources"))
        {
            if (root.Find("sources/boot.wim") is { } wim)
                Judge(drive, root, wim);
        }
        foreach (FileEntry file in drive.Folders.SelectMany(f => f.Files))
        {
            if (!file.Path.EndsWith(".wim", StringComparison.OrdinalIgnoreCase) || drive.IsClaimed(file))
                continue;
            if (WimFacts.Of(drive, file) is { } wim && Refuse(wim) is null)
                drive.Found(Image(wim, file, file.Path, Recognition.NameOf(file.Path), "A WIM file with a system that starts."));
        }
    }

    private static void Judge(Recognition drive, SystemRoot root, FileEntry file)
    {
        if (WimFacts.Of(drive, file) is not { } wim)
        {
            root.PassOver("Windows' sources/boot.wim is no WIM file. Copy the medium again.");
            return;
        }
        if (Refuse(wim) is { } reason)
        {
            root.PassOver($"Windows' sources/boot.wim cannot be started by wimboot: it is {reason}.");
            return;
        }
        FileEntry? install = root.FindAny(InstallImages);
        bool isSetup = install is not null || root.Find("sources/setup.exe") is not null;
        BootImage image = Image(
            wim, file, root.Path, root.Label.Length > 0 ? root.Label : root.Name,
            !isSetup ? "A Windows PE: sources/boot.wim."
            : install is null ? "Windows Setup: sources/boot.wim. What it installs, it must find at the PC."
            : $"Windows Setup: sources/boot.wim. {Recognition.NameOf(install.Path)} it must find at the PC, or fetch with curl.exe of the Windows PE.");
        drive.Found(isSetup ? image with { Initrds = WindowsScripts.For(install, root.Path) } : image);
        root.Claim();
    }

    /// <returns>Null where wimboot can start it.</returns>
    private static string? Refuse(WimFacts wim) =>
        wim.IsEsd ? "an .esd file" : wim.IsSplit ? "one part of a split file" : wim.IsBootable ? null : "a file without a system that starts";

    private static BootImage Image(WimFacts wim, FileEntry file, string path, string name, string why)
    {
        string system = wim.System.Length > 0 ? wim.System : "Windows PE";
        return new BootImage(
            Id: "",
            ImageKind.Windows,
            $"{system} ({name})",
            path,
            file,
            [],
            "",
            Firmwares(wim.Architecture),
            "It starts by iPXE and wimboot, which Secure Boot does not let in: switch Secure Boot off.",
            why)
        {
            Method = BootMethod.Wimboot,
            // The file as it was loaded, and the system that works in it.
            RamNeeded = file.Length + 1024 * 1024 * 1024,
        };
    }

    /// <summary>wimboot's usual file is for BIOS and UEFI x64; a list that tells no architecture is that of a PE made on a 64-bit PC.</summary>
    private static FirmwareSet Firmwares(WimArchitecture? architecture) => architecture switch
    {
        WimArchitecture.X86 => FirmwareSet.Bios,
        WimArchitecture.Arm64 => FirmwareSet.EfiArm64,
        WimArchitecture.Arm => FirmwareSet.None,
        _ => FirmwareSet.Bios | FirmwareSet.EfiX64,
    };
}
