using PiBootBox.Core;
using PiBootBox.Core.Journal;
using PiBootBox.Core.Leases;
using PiBootBox.Linux.Clock;
using PiBootBox.Linux.Storage;

namespace PiBootBox.Dhcp;

/// <summary>
/// The leases of all ports, on stable storage. An answer that promises an address is handed in
/// together with its record, and leaves only after the record is safe. One thread writes: while it
/// syncs one batch the next one gathers, so a lone client waits for one sync and no longer, and a
/// crowd shares one.
/// </summary>
public sealed class LeaseStore : IDisposable
{
    /// <summary>
    /// How long the disk may stay silent while leases run. It is also by how much a lease is
    /// prolonged at most for the time the box ran before a power cut.
    /// </summary>
    private static readonly TimeSpan HeartbeatEvery = TimeSpan.FromMinutes(5);

    private readonly Lock _gate = new();
    private readonly LeaseJournalFile _file;
    private readonly Thread _thread;
    private readonly AutoResetEvent _work = new(false);
    private readonly ManualResetEventSlim _idle = new(true);
    private CommitBatch _gathering = new();
    private CommitBatch _committing = new();
    private bool _stopping;

    private LeaseStore(LeaseJournalFile file)
    {
        _file = file;
        _thread = new Thread(Run) { Name = "lease commit", IsBackground = true };
        _thread.Start();
    }

    /// <param name="folder">The state folder; made when missing.</param>
    /// <exception cref="CannotServeException">The folder or the journal in it cannot be used.</exception>
    public static LeaseStore Open(string folder, IMachineJournal journal) =>
        new(LeaseJournalFile.Open(folder, BootClock.BootId(), BootClock.Now, journal));

    /// <summary>Every lease that is on stable storage, oldest first, those of the batches under way included.</summary>
    public IReadOnlyList<LeaseRecord> Leases()
    {
        _idle.Wait(TimeSpan.FromSeconds(1));
        return _file.Leases();
    }

    /// <summary>
    /// Takes a change of the lease table. Its answer is sent when the change is on stable storage; if
    /// the disk does not take it, never. Does not wait, does not allocate; callable from any thread.
    /// </summary>
    /// <param name="answer">A whole frame for <paramref name="sender"/>; empty when nothing is to be sent.</param>
    /// <returns>False: the disk is so far behind that the change was dropped. The client asks again.</returns>
    internal bool TryAdd(IPromiseSender sender, in LeaseRecord record, ReadOnlySpan<byte> answer)
    {
        bool first;
        lock (_gate)
        {
            if (_stopping || !_gathering.TryAdd(sender, record, answer))
                return false;
            first = _gathering.Count == 1;
            _idle.Reset();
        }
        if (first)
            _work.Set();
        return true;
    }

    /// <summary>Commits and sends what has gathered, then closes the journal.</summary>
    public void Dispose()
    {
        lock (_gate)
            _stopping = true;
        _work.Set();
        // A disk that hangs must not hang the stop: the thread then ends with the process.
        if (!_thread.Join(TimeSpan.FromMilliseconds(500)))
            return;
        _work.Dispose();
        _idle.Dispose();
    }

    private void Run()
    {
        bool stopping = false;
        while (!stopping)
        {
            bool called = _work.WaitOne(HeartbeatEvery);
            lock (_gate)
            {
                (_gathering, _committing) = (_committing, _gathering);
                stopping = _stopping;
            }
            if (_committing.Count > 0)
                Commit();
            else if (!called && BootClock.Now < _file.LastExpiry)
                _file.Heartbeat(BootClock.Now);
        }
        _file.Dispose();
    }

    private void Commit()
    {
        if (_file.Commit(_committing.Records, BootClock.Now))
            _committing.Send();
        _committing.Clear();
        lock (_gate)
        {
            if (_gathering.Count == 0)
                _idle.Set();
        }
    }
}
