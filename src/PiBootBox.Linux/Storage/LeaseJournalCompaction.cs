using System.Buffers;
using PiBootBox.Core.Leases;

namespace PiBootBox.Linux.Storage;

/// <summary>
/// A new journal file in the making, beside the old one. The bulk is written and synced on a thread
/// of its own (a sync may take seconds, which the pool must not notice) while the old file goes on taking commits; <see cref="Finish"/> adds those and
/// renames, which costs the commits one sync and one rename. Whatever happens before the rename
/// leaves the old file as it was.
/// </summary>
internal sealed class LeaseJournalCompaction
{
    private readonly StateFolder _folder;
    private readonly string _path;
    private readonly string _temporary;
    private readonly Task<StableFile> _bulk;
    private readonly ArrayBufferWriter<byte> _since = new();

    /// <param name="image">Copied: it may change while the copy is written.</param>
    /// <param name="now">Goes behind the image as a heartbeat: the compacted records no longer tell how long the box has run.</param>
    public LeaseJournalCompaction(StateFolder folder, string name, ReadOnlySpan<byte> image, TimeSpan now)
    {
        (_folder, _path, _temporary) = (folder, folder.File(name), folder.File(name + ".new"));
        byte[] copy = new byte[image.Length + LeaseJournalFormat.RecordSize];
        image.CopyTo(copy);
        LeaseJournalFormat.WriteHeartbeat(copy.AsSpan(image.Length), now);
        _bulk = Task.Factory.StartNew(
            () => Write(copy), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    /// <summary>The bulk is on the disk, or has failed: <see cref="Finish"/> will not wait for it.</summary>
    public bool IsWritten => _bulk.IsCompleted;

    /// <summary>The new file has the name, though the folder may not have reached the disk: the old one no longer counts.</summary>
    public bool IsInPlace { get; private set; }

    /// <summary>Records that were committed to the old file in the meantime.</summary>
    public void Add(ReadOnlySpan<byte> records) => _since.Write(records);

    /// <summary>The new file in the old one's place.</summary>
    /// <exception cref="IOException">Unless <see cref="IsInPlace"/>, the old file stays.</exception>
    public StableFile Finish()
    {
        StableFile file = _bulk.GetAwaiter().GetResult();
        try
        {
            if (_since.WrittenCount > 0)
                file.Append(_since.WrittenSpan);
            File.Move(_temporary, _path, overwrite: true);
            IsInPlace = true;
            _folder.Sync();
            return file;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            file.Dispose();
            throw new IOException(e.Message, e);
        }
    }

    /// <summary>Waits for the bulk and drops it; the next compaction starts the temporary file from nothing.</summary>
    public void Abandon()
    {
        try
        {
            _bulk.GetAwaiter().GetResult().Dispose();
        }
        catch (IOException)
        {
            // Nothing was promised on it.
        }
    }

    private StableFile Write(byte[] image)
    {
        StableFile file = StableFile.Create(_temporary);
        try
        {
            file.Append(image);
            return file;
        }
        catch (IOException)
        {
            file.Dispose();
            throw;
        }
    }
}
