namespace PiBootBox.Media;

/// <summary>How an initial RAM disk begins. Several archives may follow one another; the first one shows.</summary>
public enum InitrdFormat
{
    Unknown,
    Gzip,
    Bzip2,
    Lzma,
    Xz,
    Lzop,
    Lz4,
    Zstd,
    /// <summary>An archive without compression: often the processor's microcode, with the real one behind it.</summary>
    Cpio,
}

public static class InitrdFormats
{
    /// <summary>Bytes that <see cref="Recognise"/> looks at.</summary>
    public const int Needed = 6;

    /// <summary>The magic numbers that the kernel itself goes by (lib/decompress.c, init/initramfs.c).</summary>
    public static InitrdFormat Recognise(ReadOnlySpan<byte> head) => head switch
    {
        [0x1F, 0x8B or 0x9E, ..] => InitrdFormat.Gzip,
        [(byte)'B', (byte)'Z', (byte)'h', ..] => InitrdFormat.Bzip2,
        [0x5D, 0x00, 0x00, ..] => InitrdFormat.Lzma,
        [0xFD, (byte)'7', (byte)'z', (byte)'X', (byte)'Z', 0x00, ..] => InitrdFormat.Xz,
        [0x89, (byte)'L', (byte)'Z', (byte)'O', ..] => InitrdFormat.Lzop,
        [0x02, 0x21, 0x4C, 0x18, ..] => InitrdFormat.Lz4,
        [0x28, 0xB5, 0x2F, 0xFD, ..] => InitrdFormat.Zstd,
        [(byte)'0', (byte)'7', (byte)'0', (byte)'7', (byte)'0', (byte)'1' or (byte)'2', ..] => InitrdFormat.Cpio,
        _ => InitrdFormat.Unknown,
    };

    /// <exception cref="IOException">The drive fails.</exception>
    public static InitrdFormat Recognise(IRandomAccess source)
    {
        Span<byte> head = stackalloc byte[Needed];
        return Recognise(head[..source.Read(0, head)]);
    }
}
