using System.Buffers;

namespace PiBootBox.Media;

/// <summary>
/// A medium whose small reads are answered from a few large ones: a USB stick takes about a millisecond for
/// each read, of 64 bytes or of 64 KiB. Half a megabyte of rented memory, given back by <see cref="Dispose"/>.
/// </summary>
/// <param name="exhausted">Called when the medium has cost its most: nothing more is read of it, as if it ended.</param>
public sealed class BufferedMedium(IRandomAccess source, Action? exhausted = null) : IRandomAccess, IDisposable
{
    private const int PageSize = 64 * 1024;
    private const int MostPages = 8;

    /// <summary>
    /// Large reads of one medium: a gigabyte. Readers sweep: 50,000 files of UDF, the most that are listed, have 100 MB of
    /// records, which are 1,600 reads; of ISO 9660 13 MB and a block of Rock Ridge for every few, some 600. Records that
    /// lead back and forth would make a read of each few bytes.
    /// </summary>
    private const int MostReads = 16_384;

    private readonly Page?[] _pages = new Page?[MostPages];
    private long _clock;
    private int _reads;

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
            int within = (int)(offset % PageSize);
            if (PageOf(offset / PageSize) is not { } page || within >= page.Filled)
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

    /// <summary>From memory, or in the place of the page that was used longest ago; null when no more is read.</summary>
    private Page? PageOf(long number)
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

        if (_reads == MostReads)
        {
            exhausted?.Invoke();
            return null;
        }
        _reads++;
        Page page = _pages[oldest] ??= new Page(ArrayPool<byte>.Shared.Rent(PageSize));
        page.Number = -1;
        long start = number * PageSize;
        page.Filled = source.Read(start, page.Bytes.AsSpan(0, (int)Math.Min(PageSize, source.Length - start)));
        page.Number = number;
        page.LastUsed = ++_clock;
        return page;
    }
}
