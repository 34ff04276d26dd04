namespace PiBootBox.Core.Panel;

/// <summary>
/// One picture in black and white, laid out as the displays keep it: pages of eight rows, a byte for each column of a page, the
/// least significant bit on top.
/// </summary>
public sealed class Frame(DisplaySize size)
{
    private readonly byte[] _bytes = new byte[size.Width * size.Height / 8];

    public DisplaySize Size => size;

    /// <summary>All pages, from the top.</summary>
    public Span<byte> Bytes => _bytes;

    public Span<byte> Page(int page) => _bytes.AsSpan(page * size.Width, size.Width);

    /// <summary>Outside of the picture nothing is lit, and setting does nothing.</summary>
    public bool this[int x, int y]
    {
        get => IsInside(x, y) && (_bytes[y / 8 * size.Width + x] & 1 << y % 8) != 0;
        set
        {
            if (!IsInside(x, y))
                return;
            ref byte column = ref _bytes[y / 8 * size.Width + x];
            byte bit = (byte)(1 << y % 8);
            column = value ? (byte)(column | bit) : (byte)(column & ~bit);
        }
    }

    private bool IsInside(int x, int y) => (uint)x < (uint)size.Width && (uint)y < (uint)size.Height;
}
