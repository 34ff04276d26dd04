using System.Buffers;

namespace PiBootBox.Media;

/// <summary>
/// A medium whose small reads are answered from a few large ones: a USB stick takes about a millisecond for
/// each read, of 64 bytes or of 64 KiB. Half a megabyte of rented memory, given back by <see cref="Dispose"/>.
/// </summary>
public sealed class BufferedMedium(IRandomAccess source) : IRandomAccess, IDisposable
{
    private const int PageSize = 64 * 1024;
    private const int MostPages = 8;

    private readonly Page?[] _pages = new Page?[MostPages];
    private long _clock;

    private sealed class Page(byte[] bytes)
    {
        public byte[] Bytes => bytes;
        public long Number = -1;
        public int Filled;
        public long LastUsed;
    }

    public long Length => source.Length;

    public int Read(long offset, Span<byte> target)
    {
        int filled = 0;
        while (filled < target.Length && offset >= 0 && offset < Length)
        {
            Page page = PageOf(offset / PageSize);
            int within = (int)(offset % PageSize);
            if (within >= page.Filled)
                break;
            int taken = Math.Min(page.Filled - within, target.Length - filled);
            page.Bytes.AsSpan(within, taken).CopyTo(target[filled..]);
            filled += taken;
            offset += taken;
        }
        return filled;
    }

    public void Dispose()
    {
        for (int i = 0; i < _pages.Length; i++)
        {
            if (_pages[i] is { } page)
                ArrayPool<byte>.Shared.Return(page.Bytes);
            _pages[i] = null;
        }
    }

    /// <summary>From memory, or in the place of the page that was used longest ago.</summary>
    private Page PageOf(long number)
    {
        int oldest = 0;
        for (int i = 0; i < _pages.Length; i++)
        {
            Page? held = _pages[i];
            if (held is null)
            {
                oldest = i;
                break;
            }
            if (held.Number == number)
            {
                held.LastUsed = ++_clock;
                return held;
            }
            if (held.LastUsed < _pages[oldest]!.LastUsed)
                oldest = i;
        }

        Page page = _pages[oldest] ??= new Page(ArrayPool<byte>.Shared.Rent(PageSize));
        page.Number = -1;
        long start = number * PageSize;
        page.Filled = source.Read(start, page.Bytes.AsSpan(0, (int)Math.Min(PageSize, source.Length - start)));
        page.Number = number;
        page.LastUsed = ++_clock;
        return page;
    }
}
