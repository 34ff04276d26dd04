using PiBootBox.Core.Tree;
using PiBootBox.Wire.Tftp;

namespace PiBootBox.Tftp;

internal enum ReadJobKind
{
    Open,
    Fill,
    Close,
}

/// <param name="Chunk">To be filled.</param>
internal readonly record struct ReadJob(ReadJobKind Kind, OpenFile File, Chunk? Chunk = null);

/// <summary>
/// The one thread that touches one drive: it opens, reads and closes in the order in which it is asked,
/// so that a stick is read in sequence, and a dying drive holds up nobody but the transfers from it.
/// </summary>
internal sealed class FileReader : IDisposable
{
    private readonly Queue<ReadJob> _jobs = new();
    private readonly IFileOpener _opener;
    private readonly TftpLimits _limits;
    private readonly Action<ReadJob> _done;
    private bool _stopping;

    // Of the packet thread.
    private bool _isRetired;

    /// <param name="done">Called on this thread for every job that the packet thread must hear of.</param>
    public FileReader(FileRoot root, IFileOpener opener, TftpLimits limits, Action<ReadJob> done)
    {
        (_opener, _limits, _done) = (opener, limits, done);
        new Thread(Run) { Name = $"read {root.Name}", IsBackground = true }.Start();
    }

    /// <summary>Of the packet thread: files that it was asked to open and that have not given their place back.</summary>
    public int OpenFiles { get; set; }

    public void Post(ReadJob job)
    {
        lock (_jobs)
        {
            _jobs.Enqueue(job);
            if (_jobs.Count == 1)
                Monitor.Pulse(_jobs);
        }
    }

    /// <summary>Of the packet thread: one of its open files is closed.</summary>
    public void GivePlaceBack()
    {
        OpenFiles--;
        if (_isRetired && OpenFiles == 0)
            Dispose();
    }

    /// <summary>Of the packet thread: nothing new comes, and it ends when its files are closed.</summary>
    public void Retire()
    {
        _isRetired = true;
        if (OpenFiles == 0)
            Dispose();
    }

    /// <summary>Does not wait for the thread: a read from a dying drive may never come back.</summary>
    public void Dispose()
    {
        lock (_jobs)
        {
            _stopping = true;
            Monitor.Pulse(_jobs);
        }
    }

    private void Run()
    {
        while (TryTake(out ReadJob job))
        {
            switch (job.Kind)
            {
                case ReadJobKind.Open:
                    job.File.Failure = Try(job.File, Open);
                    _done(job);
                    break;
                case ReadJobKind.Fill:
                    string? failure = job.File.Failure ?? Try(job.File, file => Fill(file, job.Chunk!));
                    job.File.Failure = failure;
                    if (job.Chunk!.Complete(failure is null))
                        _done(job);
                    break;
                case ReadJobKind.Close:
                    job.File.Handle?.Dispose();
                    _done(job);
                    break;
            }
        }
    }

    private bool TryTake(out ReadJob job)
    {
        lock (_jobs)
        {
            while (_jobs.Count == 0 && !_stopping)
                Monitor.Wait(_jobs);
            return _jobs.TryDequeue(out job);
        }
    }

    private void Open(OpenFile file)
    {
        file.Handle = _opener.Open(file.Entry, out long length);
        file.Length = length;
        if (!file.AsText)
            return;
        if (length > _limits.TextBytes)
            throw new IOException($"As netascii only files up to {_limits.TextBytes} bytes are sent: ask in octet mode.");
        byte[] text = new byte[length];
        Read(file, text, 0);
        file.Text = Netascii.Encode(text);
        file.Length = file.Text.Length;
    }

    private void Fill(OpenFile file, Chunk chunk)
    {
        long offset = (long)chunk.Index * _limits.ChunkBytes;
        Read(file, chunk.Buffer.Span[..(int)Math.Min(_limits.ChunkBytes, file.Length - offset)], offset);
    }

    private void Read(OpenFile file, Span<byte> into, long offset)
    {
        if (_opener.Read(file.Handle!, file.Entry, offset, into) < into.Length)
            throw new EndOfStreamException("It became shorter while it was read.");
    }

    private static string? Try(OpenFile file, Action<OpenFile> work)
    {
        try
        {
            work(file);
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ObjectDisposedException)
        {
            return $"{file.Entry.Path} cannot be read from the {file.Entry.Root.Name}: {e.Message}";
        }
    }
}
