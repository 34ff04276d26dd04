using System.Buffers.Binary;
using System.Text;

namespace PiBootBox.Media.Iso9660;

/// <summary>One tree of folders of a disc: a primary or supplementary volume descriptor (ECMA-119 8.4, 8.5).</summary>
/// <param name="BlockSize">Bytes of a logical block: 512, 1024 or 2048.</param>
/// <param name="RootAt">Logical block of the root folder's records.</param>
/// <param name="RootLength">Bytes of them.</param>
internal sealed record Volume(int BlockSize, uint RootAt, uint RootLength, string Label);

/// <summary>What the descriptors at the begin of a disc name.</summary>
/// <param name="Joliet">The same files with names in UCS-2; null where there are none.</param>
/// <param name="BootCatalogue">Sector of the El Torito catalogue, 0 where there is none.</param>
internal sealed record VolumeDescriptors(Volume? Primary, Volume? Joliet, uint BootCatalogue)
{
    public const int SectorSize = 2048;

    private const int FirstSector = 16;
    private const int Most = 64;
    private const byte BootRecord = 0, PrimaryVolume = 1, SupplementaryVolume = 2, Terminator = 255;
    private const int LabelAt = 40, LabelLength = 32;

    /// <returns>Null where this is no ISO 9660 disc.</returns>
    /// <exception cref="IOException">The drive fails.</exception>
    public static VolumeDescriptors? Read(IRandomAccess medium)
    {
        Span<byte> sector = stackalloc byte[SectorSize];
        Volume? primary = null, joliet = null;
        uint catalogue = 0;
        bool isDisc = false;
        for (int i = FirstSector; i < FirstSector + Most; i++)
        {
            // Discs without a terminator are read as well: what follows is no descriptor.
            if (!medium.TryReadExactly((long)i * SectorSize, sector)
                || !sector.Slice(1, 5).SequenceEqual("CD001"u8)
                || sector[0] == Terminator)
            {
                break;
            }
            isDisc = true;
            switch (sector[0])
            {
                case BootRecord when sector.Slice(7, 23).SequenceEqual("EL TORITO SPECIFICATION"u8):
                    catalogue = BinaryPrimitives.ReadUInt32LittleEndian(sector[71..]);
                    break;
                case PrimaryVolume:
                    primary ??= ReadVolume(sector, DecodeLabel(sector, Encoding.Latin1));
                    break;
                case SupplementaryVolume when IsJoliet(sector.Slice(88, 32)):
                    joliet ??= ReadVolume(sector, DecodeLabel(sector, Encoding.BigEndianUnicode));
                    break;
            }
        }
        return isDisc ? new VolumeDescriptors(primary, joliet, catalogue) : null;
    }

    /// <summary>UCS-2 level 1, 2 and 3 (Joliet specification, "Escape sequences").</summary>
    private static bool IsJoliet(ReadOnlySpan<byte> escapes) =>
        escapes.StartsWith("%/@"u8) || escapes.StartsWith("%/C"u8) || escapes.StartsWith("%/E"u8);

    private static Volume? ReadVolume(ReadOnlySpan<byte> sector, string label)
    {
        int blockSize = BinaryPrimitives.ReadUInt16LittleEndian(sector[128..]);
        if (blockSize is not (512 or 1024 or 2048))
            return null;
        var root = new DirectoryRecord(sector.Slice(156, DirectoryRecord.Shortest));
        return new Volume(blockSize, root.Block + root.AttributeBlocks, root.Length, label);
    }

    private static string DecodeLabel(ReadOnlySpan<byte> sector, Encoding encoding) =>
        encoding.GetString(sector.Slice(LabelAt, LabelLength)).TrimEnd(' ', '\0');
}
