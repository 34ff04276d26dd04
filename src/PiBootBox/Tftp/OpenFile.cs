using Microsoft.Win32.SafeHandles;
using PiBootBox.Core.Tree;

namespace PiBootBox.Tftp;

/// <summary>
/// A file that transfers read, shared by all that want the same one. The handle belongs to its reader
/// thread; <see cref="Failure"/> and what opening found are written there before the packet thread is told.
/// </summary>
internal sealed class OpenFile(FileEntry entry, bool asText, FileReader reader)
{
    private long _slowestIn;
    private int _slowest;

    public FileEntry Entry { get; } = entry;

    /// <summary>Whether it is converted to netascii, which is done in one piece when it is opened.</summary>
    public bool AsText { get; } = asText;

    public FileReader Reader { get; } = reader;

    /// <summary>Of the reader thread alone.</summary>
    public SafeFileHandle? Handle { get; set; }

    /// <summary>Bytes that go over the wire, once <see cref="IsOpen"/>.</summary>
    public long Length { get; set; }

    /// <summary>The whole text of an <see cref="AsText"/> file.</summary>
    public ReadOnlyMemory<byte> Text { get; set; }

    /// <summary>A sentence, once it cannot be read (any more).</summary>
    public string? Failure { get; set; }

    /// <summary>Of the packet thread: opening has succeeded.</summary>
    public bool IsOpen { get; set; }

    /// <summary>Of the packet thread.</summary>
    public Dictionary<int, Chunk> Chunks { get; } = [];

    /// <summary>Of the packet thread: transfers that read it, or wait for it to open.</summary>
    public HashSet<Session> Users { get; } = [];

    /// <summary>Whether all its users are beyond this chunk, and beyond sending it again.</summary>
    public bool IsPassed(int index, long round)
    {
        if (_slowestIn != round)
        {
            _slowestIn = round;
            _slowest = int.MaxValue;
            foreach (Session user in Users)
                _slowest = Math.Min(_slowest, user.ChunkIndex);
        }
        return index < _slowest - 1;
    }

    /// <summary>Of the packet thread: bytes counted for <see cref="Text"/>.</summary>
    public long TextCharge { get; set; }

    /// <summary>Of the packet thread: it counts among the open ones of its reader.</summary>
    public bool HasPlace { get; set; } = true;

    /// <summary>Since when it has no users.</summary>
    public TimeSpan IdleSince { get; set; }
}
