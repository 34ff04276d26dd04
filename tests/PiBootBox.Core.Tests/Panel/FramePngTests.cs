using System.Buffers.Binary;
using System.IO.Compression;
using PiBootBox.Core.Panel;
using PiBootBox.Core.Tests.Boot;

namespace PiBootBox.Core.Tests.Panel;

public class FramePngTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void A_pixel_of_the_frame_is_a_lit_square_of_the_picture(int scale)
    {
        var frame = new Frame(DisplaySize.Flat) { [5, 7] = true };

        (int width, int height, byte[] rows) = Read(FramePng.Write(frame, scale));

        Assert.Equal(((128 + 12) * scale, (32 + 12) * scale), (width, height));
        Assert.Equal(2, At(5 + 6, 7 + 6));
        Assert.Equal(1, At(6 + 6, 7 + 6));
        Assert.Equal(0, At(0, 0));
        byte At(int x, int y) => rows[y * scale * (width + 1) + 1 + x * scale];
    }

    [Fact]
    public void A_sheet_shows_its_frames_row_by_row_and_leaves_the_last_places_empty()
    {
        var marked = new Frame(DisplaySize.Flat) { [0, 0] = true };
        var plain = new Frame(DisplaySize.Flat);

        (int width, int height, byte[] rows) = Read(FramePng.WriteSheet([plain, marked, marked], 2, 1));

        Assert.Equal((280, 88), (width, height));
        Assert.Equal([1, 2, 2, 0], (byte[])[At(6, 6), At(146, 6), At(6, 50), At(146, 50)]);
        byte At(int x, int y) => rows[y * (width + 1) + 1 + x];
    }

    [Theory]
    [InlineData(128, 64)]
    [InlineData(128, 32)]
    public void The_sheets_that_the_readme_shows_are_those_of_now(int width, int height)
    {
        byte[] sheet = ScreenGallery.Sheet(new DisplaySize(width, height));
        string path = Golden.PathOf(Path.Combine("Sheets", $"screens-{width}x{height}.png"));
        if (Golden.AreWritten)
            File.WriteAllBytes(path, sheet);

        // How it is packed may differ from one framework to the next.
        Assert.Equal(Read(File.ReadAllBytes(path)).Rows, Read(sheet).Rows);
    }

    [Fact]
    public void The_end_of_the_file_has_the_checksum_that_every_PNG_ends_in() =>
        Assert.Equal([0xAE, 0x42, 0x60, 0x82], FramePng.Write(new Frame(DisplaySize.Tall), 2)[^4..]);

    [Theory]
    [InlineData(0)]
    [InlineData(17)]
    public void A_scale_out_of_bounds_is_refused(int scale) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => FramePng.Write(new Frame(DisplaySize.Tall), scale));

    private static (int Width, int Height, byte[] Rows) Read(byte[] file)
    {
        Assert.Equal([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A], file[..8]);
        var chunks = new Dictionary<string, byte[]>();
        for (int at = 8; at < file.Length;)
        {
            int length = BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(at));
            chunks[System.Text.Encoding.ASCII.GetString(file, at + 4, 4)] = file[(at + 8)..(at + 8 + length)];
            at += 12 + length;
        }
        Assert.Equal(["IHDR", "PLTE", "IDAT", "IEND"], chunks.Keys);
        var rows = new MemoryStream();
        using var zlib = new ZLibStream(new MemoryStream(chunks["IDAT"]), CompressionMode.Decompress);
        zlib.CopyTo(rows);
        byte[] header = chunks["IHDR"];
        Assert.Equal([8, 3, 0, 0, 0], header[8..]);
        return (BinaryPrimitives.ReadInt32BigEndian(header), BinaryPrimitives.ReadInt32BigEndian(header.AsSpan(4)), rows.ToArray());
    }
}
