using System.Buffers.Binary;

namespace PiBootBox.Media.Iso9660;

/// <summary>The catalogue of a disc's boot images ("El Torito" Bootable CD-ROM Format Specification 1.0).</summary>
public static class ElTorito
{
    private const int EntrySize = 32;
    private const int SectorSize = VolumeDescriptors.SectorSize;

    /// <summary>Entries of one catalogue, headers included: a sector of them.</summary>
    private const int MostEntries = SectorSize / EntrySize;

    private const byte ValidationHeader = 0x01, SectionHeader = 0x90, LastSectionHeader = 0x91, Extension = 0x44;
    private const byte Bootable = 0x88;

    /// <returns>
    /// In the catalogue's order; empty where the disc has no catalogue or a damaged one. Entries that point
    /// outside of the medium are not listed.
    /// </returns>
    /// <exception cref="IOException">The drive fails.</exception>
    public static IReadOnlyList<BootEntry> Read(IRandomAccess medium)
    {
        using var buffered = new BufferedMedium(medium);
        if (VolumeDescriptors.Read(buffered) is not { BootCatalogue: > 0 and var sector })
            return [];
        Span<byte> catalogue = stackalloc byte[SectorSize];
        catalogue = catalogue[..buffered.Read((long)sector * SectorSize, catalogue)];
        return catalogue.Length >= 2 * EntrySize && IsValid(catalogue[..EntrySize]) ? ReadEntries(buffered, catalogue) : [];
    }

    /// <summary>All 16-bit words of the validation entry add up to zero.</summary>
    private static bool IsValid(ReadOnlySpan<byte> entry)
    {
        ushort sum = 0;
        for (int i = 0; i < EntrySize; i += 2)
            sum += BinaryPrimitives.ReadUInt16LittleEndian(entry[i..]);
        return entry[0] == ValidationHeader && entry[30] == 0x55 && entry[31] == 0xAA && sum == 0;
    }

    private static List<BootEntry> ReadEntries(IRandomAccess medium, ReadOnlySpan<byte> catalogue)
    {
        var entries = new List<BootEntry>();
        var platform = (BootPlatform)catalogue[1];
        // The initial entry is a section of its own, without a header.
        int left = 1;
        bool isLast = false;
        for (int i = 1; i < MostEntries && (i + 1) * EntrySize <= catalogue.Length; i++)
        {
            ReadOnlySpan<byte> entry = catalogue.Slice(i * EntrySize, EntrySize);
            if (entry[0] == Extension)
                continue;
            if (left > 0)
            {
                left--;
                if (ReadEntry(medium, platform, entry) is { } found)
                    entries.Add(found);
                continue;
            }
            if (isLast || entry[0] is not (SectionHeader or LastSectionHeader))
                break;
            isLast = entry[0] == LastSectionHeader;
            platform = (BootPlatform)entry[1];
            left = BinaryPrimitives.ReadUInt16LittleEndian(entry[2..]);
        }
        return entries;
    }

    private static BootEntry? ReadEntry(IRandomAccess medium, BootPlatform platform, ReadOnlySpan<byte> entry)
    {
        long at = (long)BinaryPrimitives.ReadUInt32LittleEndian(entry[8..]) * SectorSize;
        ushort sectors = BinaryPrimitives.ReadUInt16LittleEndian(entry[6..]);
        var emulation = (BootEmulation)(entry[1] & 0x0F);
        if (at == 0 || at >= medium.Length || emulation > BootEmulation.HardDisk)
            return null;
        long length = emulation switch
        {
            BootEmulation.Floppy1200K => 1200 * 1024,
            BootEmulation.Floppy1440K => 1440 * 1024,
            BootEmulation.Floppy2880K => 2880 * 1024,
            _ => Math.Max(Math.Max(sectors, (ushort)1) * 512L, platform == BootPlatform.Efi ? FatLength(medium, at) : 0),
        };
        return new BootEntry(
            platform, entry[0] == Bootable, emulation, BinaryPrimitives.ReadUInt16LittleEndian(entry[2..]), sectors,
            new Extent(at, Math.Min(length, medium.Length - at)));
    }

    /// <summary>
    /// UEFI takes the rest of the disc where the count is 0 or 1, and 65,535 sectors are less than many images:
    /// the file system in it knows its size.
    /// </summary>
    /// <returns>Bytes, 0 where there is no FAT.</returns>
    private static long FatLength(IRandomAccess medium, long at)
    {
        Span<byte> sector = stackalloc byte[512];
        if (!medium.TryReadExactly(at, sector) || sector[510] != 0x55 || sector[511] != 0xAA)
            return 0;
        int sectorSize = BinaryPrimitives.ReadUInt16LittleEndian(sector[11..]);
        if (sectorSize is not (512 or 1024 or 2048 or 4096))
            return 0;
        uint count = BinaryPrimitives.ReadUInt16LittleEndian(sector[19..]);
        if (count == 0)
            count = BinaryPrimitives.ReadUInt32LittleEndian(sector[32..]);
        return (long)count * sectorSize;
    }
}
