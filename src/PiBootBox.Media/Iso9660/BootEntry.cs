namespace PiBootBox.Media.Iso9660;

/// <summary>Firmwares as the boot catalogue numbers them.</summary>
public enum BootPlatform : byte
{
    Bios = 0x00,
    PowerPc = 0x01,
    Mac = 0x02,
    Efi = 0xEF,
}

/// <summary>What a BIOS pretends the boot image is.</summary>
public enum BootEmulation : byte
{
    None = 0,
    Floppy1200K = 1,
    Floppy1440K = 2,
    Floppy2880K = 3,
    HardDisk = 4,
}

/// <summary>One way to boot a disc: an entry of its El Torito catalogue.</summary>
/// <param name="IsBootable">As the disc marks it: firmware passes the others over.</param>
/// <param name="LoadSegment">Where a BIOS puts it; 0 is the usual 0x07C0.</param>
/// <param name="SectorCount">Sectors of 512 bytes that a BIOS loads first.</param>
/// <param name="Image">
/// Where the image lies, all of it within the medium: a floppy by its size, an EFI image by what its FAT says,
/// else the sectors that are loaded, which may be only the begin of it.
/// </param>
public sealed record BootEntry(
    BootPlatform Platform, bool IsBootable, BootEmulation Emulation, ushort LoadSegment, ushort SectorCount, Extent Image);
