using PiBootBox.Linux.Udp;

namespace PiBootBox.Tftp;

/// <summary>
/// A piece of a file in memory. A reader thread fills it; all else happens on the packet thread. The two
/// meet in one word, so that a chunk which was read ahead in time costs the packet thread no wake-up.
/// </summary>
internal sealed class Chunk(int bytes) : IDisposable
{
    private const int Filling = 0, FillingAndAwaited = 1, Ready = 2, Failed = 3;

    private int _state;

    public PinnedBuffer Buffer { get; } = new(bytes);

    public OpenFile? File { get; private set; }

    /// <summary>Which piece of the file.</summary>
    public int Index { get; private set; }

    /// <summary>The round of the packet thread that used it last: the oldest one makes room.</summary>
    public long UsedIn { get; set; }

    /// <summary>Transfers that cannot go on without it.</summary>
    public List<Session> Awaiting { get; } = [];

    public bool IsReady => Volatile.Read(ref _state) == Ready;

    public bool IsFilling => Volatile.Read(ref _state) <= FillingAndAwaited;

    public bool IsOf(OpenFile file, int index) => File == file && Index == index;

    public void Assign(OpenFile? file, int index)
    {
        (File, Index) = (file, index);
        Awaiting.Clear();
        Volatile.Write(ref _state, Filling);
    }

    /// <returns>False when the reader was faster and nobody will be told.</returns>
    public bool TryAwait() =>
        Interlocked.CompareExchange(ref _state, FillingAndAwaited, Filling) is Filling or FillingAndAwaited;

    /// <summary>The reader is done with it.</summary>
    /// <returns>Whether the packet thread must be told.</returns>
    public bool Complete(bool hasBytes) =>
        Interlocked.Exchange(ref _state, hasBytes ? Ready : Failed) == FillingAndAwaited || !hasBytes;

    public void Dispose() => Buffer.Dispose();
}
