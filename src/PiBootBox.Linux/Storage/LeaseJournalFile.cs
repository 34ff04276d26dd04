using PiBootBox.Core;
using PiBootBox.Core.Journal;
using PiBootBox.Core.Leases;

namespace PiBootBox.Linux.Storage;

/// <summary>
/// The lease journal on its disk. <see cref="Commit"/> returns true only when the records are on
/// stable storage; nothing is acknowledged before. The commit thread owns it; only <see cref="Leases"/> is for all.
/// </summary>
public sealed class LeaseJournalFile : IDisposable
{
    public const string FileName = "leases.journal";

    /// <summary>How often a full or failing disk is asked again.</summary>
    private static readonly TimeSpan RetryAfter = TimeSpan.FromMilliseconds(250);

    private readonly StateFolder _folder;
    private readonly string _path;
    private readonly IMachineJournal _journal;
    private readonly LeaseJournalImage _image;
    private readonly byte[] _heartbeat = new byte[LeaseJournalFormat.RecordSize];
    private StableFile? _file;
    private LeaseJournalCompaction? _compaction;
    private TimeSpan _retryAt = TimeSpan.MinValue;
    private TimeSpan _compactAt = TimeSpan.MinValue;
    private bool _failing;

    private LeaseJournalFile(StateFolder folder, LeaseJournalContent content, IMachineJournal journal)
    {
        (_folder, _image, _journal) = (folder, content.Image, journal);
        _path = folder.File(FileName);
    }

    /// <summary>Every lease that is on stable storage, oldest first. Callable from any thread.</summary>
    public IReadOnlyList<LeaseRecord> Leases()
    {
        byte[] copy;
        lock (_image)
            copy = _image.Bytes[LeaseJournalFormat.HeaderSize..].ToArray();
        List<LeaseRecord> leases = new(copy.Length / LeaseJournalFormat.RecordSize);
        for (int at = 0; at < copy.Length; at += LeaseJournalFormat.RecordSize)
        {
            if (LeaseJournalFormat.TryRead(copy.AsSpan(at), out LeaseRecord record, out _))
                leases.Add(record);
        }
        leases.Sort((a, b) => a.At.CompareTo(b.At));
        return leases;
    }

    /// <summary>When the last lease runs out: until then heartbeats say that the box is up.</summary>
    public TimeSpan LastExpiry => _image.LastExpiry;

    /// <summary>
    /// Reads the journal of the state folder and starts a new file from what it says. A disk that is
    /// full or fails now is told of, and tried again at each commit.
    /// </summary>
    /// <param name="folder">Made when missing.</param>
    /// <param name="boot">This boot of the box.</param>
    /// <param name="now">Monotonic time of this boot.</param>
    /// <exception cref="CannotServeException">The folder cannot be used, or the journal in it cannot be read.</exception>
    public static LeaseJournalFile Open(string folder, Guid boot, TimeSpan now, IMachineJournal journal)
    {
        StateFolder state = StateFolder.Open(folder);
        try
        {
            LeaseJournalFile file = new(state, LeaseJournalLoader.Load(state, boot, now, journal), journal);
            file.Rewrite(now);
            return file;
        }
        catch
        {
            state.Dispose();
            throw;
        }
    }

    /// <summary>Writes whole records. False: the disk does not take them, and what they say must not be acknowledged.</summary>
    public bool Commit(ReadOnlySpan<byte> records, TimeSpan now)
    {
        if (_failing && now < _retryAt)
            return false;
        if (_file is null or { Doubtful: true } && !Rewrite(now))
            return false;
        try
        {
            _file!.Append(records);
        }
        catch (IOException e)
        {
            Fail(e, now);
            return false;
        }
        Recovered();
        lock (_image)
            _image.Apply(records);
        Compact(records, now);
        return true;
    }

    /// <summary>Leaves word that the box is up at this time, for the remaining times after a power cut.</summary>
    public void Heartbeat(TimeSpan now)
    {
        LeaseJournalFormat.WriteHeartbeat(_heartbeat, now);
        Commit(_heartbeat, now);
    }

    public void Dispose()
    {
        _compaction?.Abandon();
        _file?.Dispose();
        _folder.Dispose();
    }

    /// <summary>A new file from memory alone, at once: at the start, and when the old file is in doubt.</summary>
    private bool Rewrite(TimeSpan now)
    {
        _compaction?.Abandon();
        _compaction = null;
        try
        {
            Take(new LeaseJournalCompaction(_folder, FileName, _image.Bytes, now));
            return true;
        }
        catch (IOException e)
        {
            Fail(e, now);
            return false;
        }
    }

    /// <summary>
    /// The file may grow to twice its live records and a little: each record is then rewritten less
    /// than once on average, which a flash card notices, and a start reads little.
    /// </summary>
    private void Compact(ReadOnlySpan<byte> records, TimeSpan now)
    {
        if (_compaction is not null)
        {
            _compaction.Add(records);
            if (!_compaction.IsWritten)
                return;
            try
            {
                Take(_compaction);
            }
            catch (IOException e)
            {
                if (_compaction.IsInPlace)
                    DropFile();
                // Else the old file is whole and goes on; it only grows until the next try.
                _compactAt = now + TimeSpan.FromMinutes(1);
                _journal.Trouble("lease-compaction",
                    $"Cannot compact the lease journal {_path} ({e.Message.TrimEnd('.')}): it keeps growing until the disk has room.");
            }
            _compaction = null;
        }
        else if (_file!.Length > 2L * _image.Bytes.Length + 256 * 1024 && now >= _compactAt)
        {
            _compaction = new LeaseJournalCompaction(_folder, FileName, _image.Bytes, now);
        }
    }

    private void Take(LeaseJournalCompaction compaction)
    {
        StableFile file = compaction.Finish();
        DropFile();
        _file = file;
    }

    private void DropFile()
    {
        _file?.Dispose();
        _file = null;
    }

    private void Fail(IOException cause, TimeSpan now)
    {
        _failing = true;
        _retryAt = now + RetryAfter;
        _journal.Trouble("lease-journal",
            $"Cannot write the lease journal {_path} ({cause.Message.TrimEnd('.')}): no address is given out until it can; free some space, or replace the card.");
    }

    private void Recovered()
    {
        if (!_failing)
            return;
        _failing = false;
        _journal.Trouble("lease-journal-back", $"The lease journal {_path} can be written again: addresses are given out.");
    }
}
