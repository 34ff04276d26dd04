using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;

namespace PiBootBox.Media.Wim;

/// <summary>
/// Reads the header of a WIM file and its list of images ("Windows Imaging File Format" of Microsoft). Nothing is
/// unpacked: the list is stored as it is.
/// </summary>
public static class WimReader
{
    private const int HeaderBytes = 208;

    /// <summary>The usual version is 0x10D00.</summary>
    private const uint EsdVersion = 0xE00;

    /// <summary>Bytes; a Windows disc of eleven editions has 15 KB.</summary>
    private const int MostList = 1024 * 1024;

    private const byte CompressedResource = 4;

    /// <returns>False where it does not begin as a WIM file does.</returns>
    /// <exception cref="IOException">The drive fails.</exception>
    public static bool TryRead(IRandomAccess source, [NotNullWhen(true)] out WimFile? wim)
    {
        wim = null;
        Span<byte> header = stackalloc byte[HeaderBytes];
        if (source.Length < HeaderBytes
            || !source.TryReadExactly(0, header)
            || !header[..8].SequenceEqual("MSWIM\0\0\0"u8)
            || BinaryPrimitives.ReadUInt32LittleEndian(header[8..]) < HeaderBytes)
        {
            return false;
        }

        string? flaw = ReadList(source, header[72..96], out IReadOnlyList<WimImage> images);
        wim = new WimFile(
            Compression(BinaryPrimitives.ReadUInt32LittleEndian(header[16..])),
            BinaryPrimitives.ReadUInt32LittleEndian(header[12..]) == EsdVersion,
            BinaryPrimitives.ReadUInt16LittleEndian(header[40..]),
            BinaryPrimitives.ReadUInt16LittleEndian(header[42..]),
            (int)Math.Min(BinaryPrimitives.ReadUInt32LittleEndian(header[120..]), int.MaxValue),
            (int)Math.Min(BinaryPrimitives.ReadUInt32LittleEndian(header[44..]), int.MaxValue),
            images,
            flaw);
        return true;
    }

    private static WimCompression Compression(uint flags) => (flags & 0x2E_0002) switch
    {
        0 => WimCompression.None,
        0x02_0002 or 0x20_0002 => WimCompression.Xpress,
        0x04_0002 => WimCompression.Lzx,
        0x08_0002 => WimCompression.Lzms,
        _ => WimCompression.Unknown,
    };

    /// <param name="resource">Packed size (7 bytes), flags, offset, size.</param>
    private static string? ReadList(IRandomAccess source, ReadOnlySpan<byte> resource, out IReadOnlyList<WimImage> images)
    {
        images = [];
        ulong packed = BinaryPrimitives.ReadUInt64LittleEndian(resource) & 0xFF_FFFF_FFFF_FFFF;
        ulong offset = BinaryPrimitives.ReadUInt64LittleEndian(resource[8..]);
        if ((resource[7] & CompressedResource) != 0 || packed > MostList)
            return "Its list of images is damaged: copy the file again.";
        bool isWithin = packed <= (ulong)source.Length && offset <= (ulong)source.Length - packed;
        byte[] text = new byte[isWithin ? packed : 0];
        if (!isWithin || !source.TryReadExactly((long)offset, text))
            return "Its list of images lies past its end: the file is cut short, copy it again.";
        images = WimImageList.Read(text);
        return null;
    }
}
