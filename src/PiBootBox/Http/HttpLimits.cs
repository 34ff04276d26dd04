namespace PiBootBox.Http;

/// <summary>What one web server of the box spends on its clients at most.</summary>
public sealed record HttpLimits
{
    /// <summary>Open connections in all. Each costs a thread while it waits or transfers.</summary>
    public int Connections { get; init; } = 512;

    /// <summary>Open connections of one address: a whole classroom behind one router still fits.</summary>
    public int ConnectionsOfClient { get; init; } = 128;

    /// <summary>
    /// Threads that one root may keep in the kernel past <see cref="StallTime"/>: then its files are
    /// refused until some come back. They hold no place among <see cref="Connections"/>.
    /// </summary>
    public int StuckThreads { get; init; } = 64;

    /// <summary>From connecting, or from the first byte of a further request, to its whole head.</summary>
    public TimeSpan HeadTime { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a connection may wait for its next request.</summary>
    public TimeSpan IdleTime { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>A transfer that brings fewer than <see cref="StallBytes"/> to its client in this time is ended.</summary>
    public TimeSpan StallTime { get; init; } = TimeSpan.FromSeconds(60);

    public long StallBytes { get; init; } = 16 * 1024;

    /// <summary>How long a client may take to close after the last answer.</summary>
    public TimeSpan CloseTime { get; init; } = TimeSpan.FromSeconds(5);
}
