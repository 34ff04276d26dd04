using PiBootBox.Core.Tftp;
using PiBootBox.Wire;
using PiBootBox.Wire.Tftp;

namespace PiBootBox.Tftp;

/// <summary>What a client asked for.</summary>
internal sealed record Ask(string Name, TftpMode Mode, TftpOptions Options);

/// <summary>One client's read of one file: the transfer, where its bytes come from, and what was told about it.</summary>
internal sealed class Session(Ipv4 client, ushort port, Lane lane, Ask ask, TimeSpan now)
{
    public Ipv4 Client { get; } = client;

    public ushort Port { get; } = port;

    public Lane Lane { get; } = lane;

    public Ask Ask { get; } = ask;

    /// <summary>False once it ended, however.</summary>
    public bool IsLive { get; set; } = true;

    /// <summary>Null while the file is being opened.</summary>
    public TftpTransfer? Transfer { get; set; }

    /// <summary>Null where <see cref="Memory"/> holds the bytes.</summary>
    public OpenFile? File { get; set; }

    public ReadOnlyMemory<byte> Memory { get; set; }

    /// <summary>The chunk that the last block came from; it may have been given to another file since.</summary>
    public Chunk? Chunk { get; set; }

    /// <summary>Which chunk it has come to.</summary>
    public int ChunkIndex { get; set; }

    /// <summary>The last chunk that was asked for ahead of need.</summary>
    public int AheadTo { get; set; } = -1;

    /// <summary>Since when the drive is awaited; <see cref="TimeSpan.MaxValue"/> when it is not.</summary>
    public TimeSpan AwaitsDriveSince { get; set; } = TimeSpan.MaxValue;

    public TimeSpan LastHeard { get; set; } = now;

    /// <summary>When progress may be told again.</summary>
    public TimeSpan NextReport { get; set; }

    /// <summary>Its place in <see cref="SessionTable"/>.</summary>
    public int Place { get; set; }

    /// <summary>The client may not exist: nothing came back yet.</summary>
    public bool IsHalfOpen => Transfer is not { IsHeard: true };
}
