using PiBootBox.Core.Machines;

namespace PiBootBox.Core.Images;

/// <summary>The firmwares that can start an image.</summary>
[Flags]
public enum FirmwareSet
{
    None = 0,
    Bios = 1,
    EfiIa32 = 2,
    EfiX64 = 4,
    EfiArm64 = 8,
}

public static class FirmwareSets
{
    private static readonly (FirmwareSet Flag, string Name)[] Names =
    [
        (FirmwareSet.Bios, "BIOS"),
        (FirmwareSet.EfiX64, "UEFI x64"),
        (FirmwareSet.EfiIa32, "UEFI 32-bit"),
        (FirmwareSet.EfiArm64, "UEFI arm64"),
    ];

    public static FirmwareSet ToSet(this Firmware firmware) => firmware switch
    {
        Firmware.Bios => FirmwareSet.Bios,
        Firmware.EfiIa32 => FirmwareSet.EfiIa32,
        Firmware.EfiX64 => FirmwareSet.EfiX64,
        Firmware.EfiArm64 => FirmwareSet.EfiArm64,
        _ => FirmwareSet.None,
    };

    /// <summary>"BIOS, UEFI x64".</summary>
    public static string Words(this FirmwareSet set) =>
        string.Join(", ", Names.Where(n => set.HasFlag(n.Flag)).Select(n => n.Name));
}
