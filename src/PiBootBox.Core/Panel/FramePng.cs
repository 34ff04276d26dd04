using System.Buffers.Binary;
using System.IO.Compression;

namespace PiBootBox.Core.Panel;

/// <summary>A frame as a picture file for people: lit points on the black glass of a small display. PNG, with a palette.</summary>
public static class FramePng
{
    /// <summary>The room around the display's points, and the dark edge of that, in points.</summary>
    private const int Glass = 4, Edge = 2;

    private static readonly byte[] Palette =
    [
        0x30, 0x36, 0x3C, // the edge
        0x05, 0x07, 0x0A, // the glass
        0xC8, 0xEE, 0xFF, // a lit point
        0x74, 0x96, 0xA6, // between two lit points
    ];

    private enum Colour : byte
    {
        Edge,
        Glass,
        Lit,
        Between,
    }

    /// <param name="scale">Pixels of the picture for one of the display, 1 to 16. From 3 on the points are seen as such.</param>
    public static byte[] Write(Frame frame, int scale) => WriteSheet([frame], 1, scale);

    /// <summary>Several of one size side by side, row by row.</summary>
    /// <param name="frames">At least one.</param>
    /// <param name="scale">As of <see cref="Write"/>.</param>
    public static byte[] WriteSheet(IReadOnlyList<Frame> frames, int columns, int scale)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(scale, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(scale, 16);
        int rows = (frames.Count + columns - 1) / columns;
        int width = columns * Around(frames[0].Size.Width) * scale, height = rows * Around(frames[0].Size.Height) * scale;
        var file = new MemoryStream();
        file.Write([0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A]);
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        header[8] = 8;
        header[9] = 3;
        Chunk(file, "IHDR"u8, header);
        Chunk(file, "PLTE"u8, Palette);
        Chunk(file, "IDAT"u8, Pixels(frames, columns, scale, width, height));
        Chunk(file, "IEND"u8, []);
        return file.ToArray();
    }

    private static int Around(int points) => points + 2 * (Glass + Edge);

    private static byte[] Pixels(IReadOnlyList<Frame> frames, int columns, int scale, int width, int height)
    {
        int across = Around(frames[0].Size.Width) * scale, down = Around(frames[0].Size.Height) * scale;
        var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.SmallestSize))
        {
            // Each row begins with the number of its filter: none.
            var row = new byte[1 + width];
            for (int y = 0; y < height; y++)
            {
                for (int x = 0; x < width; x++)
                {
                    int place = y / down * columns + x / across;
                    row[1 + x] = (byte)(place < frames.Count ? At(frames[place], scale, x % across, y % down) : Colour.Edge);
                }
                zlib.Write(row);
            }
        }
        return packed.ToArray();
    }

    private static Colour At(Frame frame, int scale, int x, int y)
    {
        int column = x / scale - Edge - Glass, row = y / scale - Edge - Glass;
        if (column < -Glass || row < -Glass || column >= frame.Size.Width + Glass || row >= frame.Size.Height + Glass)
            return Colour.Edge;
        if (!frame[column, row])
            return Colour.Glass;
        return scale > 2 && (x % scale == scale - 1 || y % scale == scale - 1) ? Colour.Between : Colour.Lit;
    }

    private static void Chunk(MemoryStream file, ReadOnlySpan<byte> name, ReadOnlySpan<byte> content)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, content.Length);
        file.Write(number);
        file.Write(name);
        file.Write(content);
        BinaryPrimitives.WriteUInt32BigEndian(number, ~Crc(Crc(uint.MaxValue, name), content));
        file.Write(number);
    }

    /// <summary>CRC-32 of ISO 3309, as PNG has it: not the CRC-32C that processors compute.</summary>
    private static uint Crc(uint crc, ReadOnlySpan<byte> bytes)
    {
        foreach (byte value in bytes)
        {
            crc ^= value;
            for (int bit = 0; bit < 8; bit++)
                crc = crc >> 1 ^ ((crc & 1) != 0 ? 0xEDB88320 : 0);
        }
        return crc;
    }
}
