using System.Collections.Concurrent;
using PiBootBox.Core.Tree;
using PiBootBox.Drive;
using PiBootBox.Linux.Udp;

namespace PiBootBox.Tftp;

/// <summary>
/// The files that transfers read, as pieces in bounded memory, shared: thirty machines that fetch one
/// kernel read it once. Belongs to the packet thread and never touches a drive; see <see cref="FileReader"/>.
/// </summary>
/// <param name="resume">A transfer can go on: its file is open, or its chunk is there.</param>
/// <param name="fail">A transfer cannot go on, and why.</param>
internal sealed class FileCache(
    IFileOpener opener, TftpLimits limits, WakeUp wakeUp, Action<Session> resume, Action<Session, string> fail) : IDisposable
{
    // UEFI asks for the size, aborts and opens again: the file stays open that long for it, no longer,
    // because an open file keeps its drive from being unmounted.
    private static readonly TimeSpan Linger = TimeSpan.FromSeconds(2);

    // Enough that a reader which gets the CPU a few milliseconds late does not hold up a window at full wire speed.
    private const int MostAhead = 8;

    private readonly int _mostChunks = Math.Max(2 * MostAhead, limits.CacheBytes / limits.ChunkBytes);
    // By the object: a drive that comes back is another one, and the reader of the old one may hang for ever.
    private readonly Dictionary<FileRoot, FileReader> _readers = new(ReferenceEqualityComparer.Instance);
    private readonly ConcurrentQueue<FileRoot> _gone = new();
    private readonly Dictionary<(FileEntry, bool), OpenFile> _files = [];
    private readonly List<Chunk> _chunks = [];
    private readonly Stack<Chunk> _free = new();
    private readonly List<Session> _starved = [];
    private readonly List<OpenFile> _idle = [];
    private readonly Queue<ReadJob> _done = new();
    private int _openFiles;
    private long _textBytes;
    private int _users;

    /// <summary>Counts the rounds of the packet thread: what was used in this one may still be on its way out.</summary>
    public long Round { get; set; } = 1;

    /// <summary>Transfers wait for room: it may be there in the next round.</summary>
    public bool IsStarved => _starved.Count > 0;

    /// <summary>When <see cref="Sweep"/> has something to do.</summary>
    public TimeSpan NextSweep => _idle.Count > 0 ? _idle[0].IdleSince + Linger : TimeSpan.MaxValue;

    /// <summary>Takes part in a file. Unless it <see cref="OpenFile.IsOpen"/> already, the session is resumed or failed later.</summary>
    /// <returns>Null when too many files of its root are open, or too many texts.</returns>
    public OpenFile? Acquire(FileEntry entry, bool asText, Session session)
    {
        if (!_files.TryGetValue((entry, asText), out OpenFile? file))
        {
            FileReader reader = ReaderOf(entry.Root);
            // A line end may become two bytes.
            long text = asText ? 2 * Math.Min(entry.Length, limits.TextBytes) : 0;
            if (!TryMakeRoom(reader, text))
                return null;
            file = new OpenFile(entry, asText, reader) { TextCharge = text };
            _files.Add((entry, asText), file);
            _openFiles++;
            reader.OpenFiles++;
            _textBytes += text;
            file.Reader.Post(new ReadJob(ReadJobKind.Open, file));
        }
        _idle.Remove(file);
        file.Users.Add(session);
        _users++;
        return file;
    }

    public void Release(OpenFile file, Session session, TimeSpan now)
    {
        if (!file.Users.Remove(session))
            return;
        _users--;
        if (file.Users.Count > 0)
            return;
        if (IsCurrent(file))
        {
            file.IdleSince = now;
            _idle.Add(file);
        }
        else
        {
            Close(file);
        }
    }

    /// <summary>The chunk, if it is in memory; otherwise it is read, and the session resumed when it is there.</summary>
    public Chunk? Find(OpenFile file, int index, Session session)
    {
        session.ChunkIndex = index;
        Chunk? chunk = Request(file, index);
        if (chunk is null)
        {
            if (!_starved.Contains(session))
                _starved.Add(session);
            return null;
        }
        if (!chunk.IsReady && chunk.TryAwait())
        {
            if (!chunk.Awaiting.Contains(session))
                chunk.Awaiting.Add(session);
            return null;
        }
        // Where reading failed, the reader tells so in a moment.
        if (!chunk.IsReady)
            return null;
        chunk.UsedIn = Round;
        ReadAhead(file, index, session);
        return chunk;
    }

    /// <summary>Takes in what the readers did since the last time.</summary>
    public void TakeCompleted(TimeSpan now)
    {
        while (_gone.TryDequeue(out FileRoot? root))
            Abandon(root, now);
        // Only what was there at the start: blocks of this round may still point into the chunks of a file
        // that is found broken now, so those chunks must not come back before the next round.
        for (int left = DoneCount(); left > 0 && TryTakeDone(out ReadJob job); left--)
        {
            switch (job.Kind)
            {
                case ReadJobKind.Close:
                    Forget(job.File);
                    break;
                case ReadJobKind.Open when job.File.Failure is null:
                    job.File.IsOpen = true;
                    // It may have another length by now than the scan saw.
                    _textBytes += job.File.Text.Length - job.File.TextCharge;
                    job.File.TextCharge = job.File.Text.Length;
                    foreach (Session user in job.File.Users.ToArray())
                        resume(user);
                    break;
                case ReadJobKind.Fill when job.File.Failure is null:
                    Session[] awaiting = [.. job.Chunk!.Awaiting];
                    job.Chunk.Awaiting.Clear();
                    Array.ForEach(awaiting, resume);
                    break;
                default:
                    Break(job.File, job.File.Failure!, now);
                    break;
            }
        }
        Session[] starved = [.. _starved];
        _starved.Clear();
        Array.ForEach(starved, resume);
    }

    /// <summary>The drive was taken away: the transfers from it end in the next round. From any thread.</summary>
    public void DriveGone(FileRoot root)
    {
        _gone.Enqueue(root);
        wakeUp.Signal();
    }

    /// <summary>Closes the files that nobody has wanted for a while.</summary>
    public void Sweep(TimeSpan now)
    {
        while (_idle.Count > 0 && _idle[0].IdleSince + Linger <= now)
        {
            OpenFile file = _idle[0];
            _idle.RemoveAt(0);
            _files.Remove((file.Entry, file.AsText));
            Close(file);
        }
    }

    /// <remarks>
    /// An idle file goes early, the oldest first; the reader closes it before it opens the next. Not one
    /// that has yet to open: on a drive that hangs each retry would add one, without end.
    /// </remarks>
    private bool TryMakeRoom(FileReader reader, long text)
    {
        while (reader.OpenFiles >= limits.OpenFiles || _textBytes + text > limits.AllTextBytes)
        {
            bool wantsPlace = reader.OpenFiles >= limits.OpenFiles;
            OpenFile? idle = _idle.Find(file => file.IsOpen && (wantsPlace ? file.Reader == reader : file.TextCharge > 0));
            if (idle is null)
                return false;
            _idle.Remove(idle);
            _files.Remove((idle.Entry, idle.AsText));
            GivePlaceBack(idle);
            Close(idle);
        }
        return true;
    }

    private void GivePlaceBack(OpenFile file)
    {
        if (!file.HasPlace)
            return;
        file.HasPlace = false;
        file.Reader.GivePlaceBack();
        _textBytes -= file.TextCharge;
        file.Text = default;
    }

    /// <summary>Closes what is open; does not wait for a drive.</summary>
    public void Dispose()
    {
        foreach (OpenFile file in _files.Values)
            Close(file);
        foreach (FileReader reader in _readers.Values)
            reader.Dispose();
    }

    private FileReader ReaderOf(FileRoot root)
    {
        if (!_readers.TryGetValue(root, out FileReader? reader))
            _readers.Add(root, reader = new FileReader(root, opener, limits, Tell));
        return reader;
    }

    private void Tell(ReadJob job)
    {
        lock (_done)
            _done.Enqueue(job);
        wakeUp.Signal();
    }

    private void Abandon(FileRoot root, TimeSpan now)
    {
        foreach (OpenFile file in _files.Values.ToArray())
        {
            if (ReferenceEquals(file.Entry.Root, root))
                Break(file, DriveNews.Sentence(root), now);
        }
        if (_readers.Remove(root, out FileReader? reader))
            reader.Retire();
    }

    private int DoneCount()
    {
        lock (_done)
            return _done.Count;
    }

    private bool TryTakeDone(out ReadJob job)
    {
        lock (_done)
            return _done.TryDequeue(out job);
    }

    private bool IsCurrent(OpenFile file) =>
        _files.TryGetValue((file.Entry, file.AsText), out OpenFile? current) && current == file;

    private void Break(OpenFile file, string why, TimeSpan now)
    {
        if (!IsCurrent(file))
            return;
        _files.Remove((file.Entry, file.AsText));
        if (_idle.Remove(file))
            Close(file);
        foreach (Session user in file.Users.ToArray())
        {
            fail(user, why);
            Release(file, user, now);
        }
    }

    private static void Close(OpenFile file) => file.Reader.Post(new ReadJob(ReadJobKind.Close, file));

    private void Forget(OpenFile file)
    {
        foreach (Chunk chunk in file.Chunks.Values)
        {
            chunk.Assign(null, 0);
            _free.Push(chunk);
        }
        file.Chunks.Clear();
        GivePlaceBack(file);
        if (--_openFiles > 0)
            return;
        _chunks.ForEach(chunk => chunk.Dispose());
        _chunks.Clear();
        _free.Clear();
    }

    /// <summary>Half of the look-ahead is always asked for in one go: the reader wakes up once for many chunks.</summary>
    private void ReadAhead(OpenFile file, int index, Session session)
    {
        int depth = Math.Clamp(_mostChunks / (2 * Math.Max(1, _users)), 1, MostAhead);
        if (session.AheadTo - index > depth / 2)
            return;
        int last = (int)((file.Length - 1) / limits.ChunkBytes);
        int to = Math.Min(index + depth, last);
        for (int next = index + 1; next <= to; next++)
        {
            if (Request(file, next) is null)
                break;
        }
        session.AheadTo = to == last ? int.MaxValue : to;
    }

    private Chunk? Request(OpenFile file, int index)
    {
        if (file.Chunks.TryGetValue(index, out Chunk? chunk))
            return chunk;
        chunk = TakeRoom();
        if (chunk is null)
            return null;
        chunk.Assign(file, index);
        chunk.UsedIn = Round;
        file.Chunks.Add(index, chunk);
        file.Reader.Post(new ReadJob(ReadJobKind.Fill, file, chunk));
        return chunk;
    }

    /// <remarks>
    /// What all readers of a file have passed goes first, even while there is room: a chunk that is used
    /// again is warm in the processor's cache, and new memory costs a page fault for every 4 KB (a tenth of
    /// all time, measured). The kernel keeps the file's pages for machines that come later.
    /// </remarks>
    private Chunk? TakeRoom()
    {
        if (_free.TryPop(out Chunk? chunk))
            return chunk;
        foreach (Chunk candidate in _chunks)
        {
            if (!candidate.IsReady || candidate.Awaiting.Count > 0 || candidate.UsedIn >= Round)
                continue;
            if (chunk is null || candidate.UsedIn < chunk.UsedIn)
                chunk = candidate;
        }
        bool isPassed = chunk is not null && chunk.File!.IsPassed(chunk.Index, Round);
        if (!isPassed && _chunks.Count < _mostChunks)
        {
            _chunks.Add(chunk = new Chunk(limits.ChunkBytes));
            return chunk;
        }
        chunk?.File!.Chunks.Remove(chunk.Index);
        return chunk;
    }
}
