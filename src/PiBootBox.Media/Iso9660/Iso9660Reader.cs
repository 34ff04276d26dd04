using System.Diagnostics.CodeAnalysis;

namespace PiBootBox.Media.Iso9660;

/// <summary>
/// Lists the files of a disc image of ISO 9660 (ECMA-119), with the richest names it has: Rock Ridge, else
/// Joliet, else plain. Nothing of the files themselves is read.
/// </summary>
public static class Iso9660Reader
{
    /// <returns>False where this is no ISO 9660 disc.</returns>
    /// <exception cref="IOException">The drive fails.</exception>
    public static bool TryRead(IRandomAccess medium, MediumBounds bounds, [NotNullWhen(true)] out Medium? listing)
    {
        listing = null;
        var collected = new MediumListing(bounds);
        using var buffered = new BufferedMedium(medium, collected.Stop);
        if (VolumeDescriptors.Read(buffered) is not { } descriptors
            || (descriptors.Primary ?? descriptors.Joliet) is not { } volume)
        {
            return false;
        }

        var systemUse = new SystemUse(buffered, volume.BlockSize, collected);
        NameSource names = NameSource.Plain;
        if (descriptors.Primary is { } primary && HasRockRidge(buffered, primary, systemUse))
        {
            names = NameSource.RockRidge;
        }
        else if (descriptors.Joliet is { } joliet)
        {
            names = NameSource.Joliet;
            volume = joliet;
        }
        new TreeWalk(buffered, volume, names, systemUse, collected).Walk();
        listing = collected.Build(MediumFormat.Iso9660, volume.Label);
        return true;
    }

    /// <summary>The root's own record announces the protocol, and has a mode as every record with Rock Ridge must.</summary>
    private static bool HasRockRidge(IRandomAccess medium, Volume volume, SystemUse systemUse)
    {
        Span<byte> record = stackalloc byte[byte.MaxValue];
        record = record[..medium.Read((long)volume.RootAt * volume.BlockSize, record)];
        if (record.IsEmpty || record[0] > record.Length)
            return false;
        record = record[..record[0]];
        if (!DirectoryRecord.IsWhole(record))
            return false;
        ReadOnlySpan<byte> fields = new DirectoryRecord(record).SystemUse;
        if (!systemUse.IsAnnounced(fields))
            return false;
        var facts = new RockRidge();
        systemUse.Read(fields, facts);
        return facts.HasMode;
    }
}
