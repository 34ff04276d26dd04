using PiBootBox.Core.Journal;
using PiBootBox.Core.Machines;
using PiBootBox.Linux.Storage;

namespace PiBootBox.Machines;

/// <summary>Brings the machine memory to its file in the background. It is a convenience: nothing waits for it, and no fault stops the box.</summary>
public sealed class MachineMemoryKeeper : IAsyncDisposable
{
    private static readonly TimeSpan AfterChange = TimeSpan.FromSeconds(1);

    /// <summary>A classroom that is found out about at once is a handful of writes, which a flash card notices.</summary>
    private static readonly TimeSpan BetweenWrites = TimeSpan.FromSeconds(10);

    internal const string FileName = "machines";

    private readonly KeptFile _file;
    private readonly IMachineJournal _journal;
    private readonly TimeProvider _clock;
    private readonly SemaphoreSlim _changed = new(0, 1);
    private readonly CancellationTokenSource _ending = new();
    private readonly Task _writer;
    private long _written;

    private MachineMemoryKeeper(MachineMemory memory, KeptFile file, IMachineJournal journal, TimeProvider clock, bool isBroken)
    {
        (Memory, _file, _journal, _clock) = (memory, file, journal, clock);
        // A broken file is replaced even if nothing is found out any more.
        _written = isBroken ? -1 : memory.Version;
        memory.Changed = Wake;
        if (isBroken)
            Wake();
        _writer = WriteAsync();
    }

    public MachineMemory Memory { get; }

    /// <param name="folder">The state folder, which is there.</param>
    public static MachineMemoryKeeper Open(string folder, IMachineJournal journal, TimeProvider clock)
    {
        var file = new KeptFile(folder, FileName);
        try
        {
            if (file.Read(MachineMemoryFormat.MostBytes) is not { } bytes)
                return new MachineMemoryKeeper(new MachineMemory(), file, journal, clock, isBroken: false);
            if (MachineMemoryFormat.TryRead(bytes, out MachineMemory memory))
                return new MachineMemoryKeeper(memory, file, journal, clock, isBroken: false);
            journal.Trouble("machine-memory", $"What was found out about machines is lost: {file.Path} is damaged, or of another version. The box finds it out again.");
        }
        catch (IOException fault)
        {
            journal.Trouble("machine-memory", $"What was found out about machines is lost: {file.Path} cannot be read ({fault.Message.TrimEnd('.')}). The box finds it out again.");
        }
        return new MachineMemoryKeeper(new MachineMemory(), file, journal, clock, isBroken: true);
    }

    /// <summary>Writes what is not written yet.</summary>
    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        await _writer;
        Memory.Changed = static () => { };
        Write();
        _ending.Dispose();
    }

    private void Wake()
    {
        lock (_changed)
        {
            if (_changed.CurrentCount == 0)
                _changed.Release();
        }
    }

    private async Task WriteAsync()
    {
        try
        {
            while (true)
            {
                await _changed.WaitAsync(_ending.Token);
                await Task.Delay(AfterChange, _clock, _ending.Token);
                // A sync may take seconds, which the pool must not notice.
                bool isWritten = await Task.Factory.StartNew(Write, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
                await Task.Delay(BetweenWrites, _clock, _ending.Token);
                if (!isWritten)
                    Wake();
            }
        }
        catch (OperationCanceledException)
        {
            // The box stops.
        }
    }

    private bool Write()
    {
        long version = Memory.Version;
        if (version == _written)
            return true;
        try
        {
            _file.Replace(MachineMemoryFormat.Write(Memory));
            _written = version;
            return true;
        }
        catch (IOException fault)
        {
            _journal.Trouble("machine-memory", $"What was found out about machines cannot be kept in {_file.Path} ({fault.Message.TrimEnd('.')}): after a restart the box finds it out again. Free some space, or replace the card.");
            return false;
        }
    }
}
