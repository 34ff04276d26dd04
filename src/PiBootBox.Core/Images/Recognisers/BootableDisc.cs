using PiBootBox.Core.Images.Discs;
using PiBootBox.Core.Tree;
using PiBootBox.Media.Iso9660;

namespace PiBootBox.Core.Images.Recognisers;

/// <summary>
/// The last resort: a disc that no other recogniser knows, and that firmware could boot. iPXE plays its disc drive over HTTP, which ends
/// when a system leaves the firmware behind: right for DOS and tools, wrong for Linux and Windows.
/// </summary>
public sealed class BootableDisc : IRecogniser
{
    private static readonly (string File, FirmwareSet Firmware)[] Loaders =
    [
        ("efi/boot/bootx64.efi", FirmwareSet.EfiX64),
        ("efi/boot/bootia32.efi", FirmwareSet.EfiIa32),
        ("efi/boot/bootaa64.efi", FirmwareSet.EfiArm64),
    ];

    public void Recognise(Recognition drive)
    {
        foreach (SystemRoot root in SystemRoot.Discs(drive))
        {
            if (root.Disc is { } disc && FirmwaresOf(drive, root, disc) is var firmwares and not FirmwareSet.None)
            {
                drive.Found(Image(root, disc.File, firmwares));
                root.Claim();
            }
        }
    }

    private static FirmwareSet FirmwaresOf(Recognition drive, SystemRoot root, DiscImage disc)
    {
        FirmwareSet firmwares = FirmwareSet.None;
        foreach (byte platform in drive.LookOnce(disc.File, Platforms))
        {
            firmwares |= (BootPlatform)platform switch
            {
                BootPlatform.Bios => FirmwareSet.Bios,
                BootPlatform.Efi => EfiFirmwares(root),
                _ => FirmwareSet.None,
            };
        }
        return firmwares;
    }

    private static byte[] Platforms(IOpenedFile disc)
    {
        var platforms = new List<byte>();
        foreach (BootEntry entry in ElTorito.Read(disc))
        {
            if (entry.IsBootable)
                platforms.Add((byte)entry.Platform);
        }
        return [.. platforms];
    }

    /// <summary>The disc usually shows what its EFI image holds; one that does not is of a PC.</summary>
    private static FirmwareSet EfiFirmwares(SystemRoot root)
    {
        FirmwareSet firmwares = FirmwareSet.None;
        foreach ((string file, FirmwareSet firmware) in Loaders)
        {
            if (root.Find(file) is not null)
                firmwares |= firmware;
        }
        return firmwares == FirmwareSet.None ? FirmwareSet.EfiX64 : firmwares;
    }

    private static BootImage Image(SystemRoot root, FileEntry file, FirmwareSet firmwares) =>
        new(
            Id: "", ImageKind.Disc, root.Titled("Disc"), file.Path, file, [], "", firmwares,
            "iPXE plays the disc drive, and it is not signed: switch Secure Boot off.",
            $"A disc for {firmwares.Words()} by its boot catalogue, of a system that the box does not know: iPXE plays the disc drive. Linux and Windows lose this disk once their kernel starts.")
        {
            Method = BootMethod.Sanboot,
        };
}
