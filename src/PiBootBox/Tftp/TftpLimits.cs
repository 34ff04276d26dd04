namespace PiBootBox.Tftp;

/// <summary>What one network port's TFTP server spends at most. The defaults suit a board with 512 MB.</summary>
public sealed record TftpLimits
{
    public static readonly TftpLimits Default = new();

    /// <summary>UDP port; 0 takes a free one, for tests.</summary>
    public ushort Port { get; init; } = 69;

    /// <summary>Transfers at once.</summary>
    public int Transfers { get; init; } = 512;

    /// <summary>Transfers at once of one address: firmware has one or two, a restarted one leaves some behind.</summary>
    public int TransfersPerMachine { get; init; } = 8;

    /// <summary>Blocks under way to one client.</summary>
    public int Window { get; init; } = 64;

    /// <summary>Bytes that are read from a drive at once.</summary>
    public int ChunkBytes { get; init; } = 64 * 1024;

    /// <summary>Bytes of files held for all transfers together.</summary>
    public int CacheBytes { get; init; } = 32 * 1024 * 1024;

    /// <summary>Files of one root open at once.</summary>
    public int OpenFiles { get; init; } = 256;

    /// <summary>Bytes of netascii texts held for all transfers together. Each may be twice <see cref="TextBytes"/> long.</summary>
    public int AllTextBytes { get; init; } = 8 * 1024 * 1024;

    /// <summary>Longest file that is converted to netascii, in bytes.</summary>
    public int TextBytes { get; init; } = 1024 * 1024;

    /// <summary>How long a drive may take for one read before the transfer ends with a clear text.</summary>
    public TimeSpan DrivePatience { get; init; } = TimeSpan.FromSeconds(20);
}
