using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using PiBootBox.Core;
using PiBootBox.Core.Answers;
using PiBootBox.Core.Diagnoses;
using PiBootBox.Core.Journal;
using PiBootBox.Core.Machines;
using PiBootBox.Core.Roles;
using PiBootBox.Linux.Clock;
using PiBootBox.Wire;

namespace PiBootBox.Journal;

/// <summary>
/// Writes what happens to the machines into the <see cref="Book"/>, at once, and tells the log: for that, packet threads
/// only put an entry into a bounded queue; one reader makes sentences of them, at a bounded rate. A terminal that stands
/// still holds up nobody else.
/// </summary>
public sealed class MachineJournal : IMachineJournal, IAsyncDisposable
{
    private const int LinesPerSecond = 100;

    /// <summary>Apart from the others: no crowd of machines keeps a role out of the log, and no cable with a loose contact fills it.</summary>
    private const int RoleLinesPerMinute = 30;

    private const int LongestTrouble = 400;

    /// <summary>
    /// The reader sleeps this long between two looks. Woken by every event of a crowd it cost half of the
    /// box's processor time: the pool's threads spin (sched_yield) before they sleep.
    /// </summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    private readonly Channel<Entry> _entries = Channel.CreateBounded<Entry>(
        new BoundedChannelOptions(2048) { FullMode = BoundedChannelFullMode.Wait, SingleReader = true });

    private readonly ILogger _log;
    private readonly TroubleGate _troubles;
    private readonly Task _reader;
    private readonly LineRate _lines, _roles;
    private int _leftOut;

    public MachineJournal(ILogger<MachineJournal> log, TimeProvider clock)
    {
        _log = log;
        _troubles = new TroubleGate(clock);
        (_lines, _roles) = (new LineRate(clock, LinesPerSecond, TimeSpan.FromSeconds(1)), new LineRate(clock, RoleLinesPerMinute, TimeSpan.FromMinutes(1)));
        _reader = Task.Run(ReadAsync);
    }

    /// <summary>What every machine did, for whoever asks or decides.</summary>
    public MachineBook Book { get; } = new();

    /// <summary>The troubles of late, for the panel.</summary>
    public ToldTroubles Told { get; } = new();

    /// <summary>Finds the machine behind an address by its lease; the program sets it once the ports are served.</summary>
    public Func<Ipv4, MachineId?> MachineAt { get; set; } = static _ => null;

    /// <summary>What the technician calls a machine; null when nothing.</summary>
    public Func<MachineId, string?> NameOf { get; set; } = static _ => null;

    public void Record(in MachineEvent happened) => Keep(happened with { What = AnswerPath.Masked(happened.What) });

    private void Keep(in MachineEvent happened)
    {
        MachineId? leased = happened.Machine is null ? MachineAt(happened.Address) : null;
        Book.Record(happened, BootClock.Now, leased);
        if (!_entries.Writer.TryWrite(new Entry(happened, null)))
            Interlocked.Increment(ref _leftOut);
    }

    public void Trouble(string kind, string sentence)
    {
        Told.Tell(kind, BootClock.Now);
        if (!_troubles.MayTell(kind, out int before))
            return;
        Book.RecordOfBox(sentence, BootClock.Now);
        string told = before == 0 ? sentence : $"{sentence} ({before} more like this since the last such line)";
        if (!_entries.Writer.TryWrite(new Entry(default, told)))
            Interlocked.Increment(ref _leftOut);
    }

    public void RoleChanged(string port, Role role, string sentence) => News($"{port}: {sentence}");

    /// <summary>The box does something else from now on.</summary>
    /// <param name="sentence">Without a full stop.</param>
    public void News(string sentence)
    {
        Book.RecordOfBox(sentence, BootClock.Now);
        if (!_entries.Writer.TryWrite(new Entry(default, null, sentence)))
            Interlocked.Increment(ref _leftOut);
    }

    public async ValueTask DisposeAsync()
    {
        _entries.Writer.TryComplete();
        await _reader;
    }

    private async Task ReadAsync()
    {
        while (await _entries.Reader.WaitToReadAsync())
        {
            while (_entries.Reader.TryRead(out Entry entry))
            {
                if (entry.Trouble is { } sentence)
                    JournalLog.Trouble(_log, Printable.Clean(sentence, LongestTrouble));
                else if (entry.News is not { } news)
                    Tell(entry.Happened);
                else if (MayWriteLine(_roles))
                    JournalLog.Happened(_log, Printable.Clean(news, LongestTrouble));
            }
            await Task.Delay(Pause);
        }
    }

    private void Tell(in MachineEvent happened)
    {
        bool quiet = happened.Step is Step.FileAbsent;
        if (quiet && !_log.IsEnabled(LogLevel.Debug) || !MayWriteLine(_lines))
            return;
        string who = (happened.Machine ?? Book.MachineAt(happened.Address) ?? MachineAt(happened.Address)) is { } machine
            ? Sentence.Who(machine, NameOf(machine))
            : happened.Address.ToString();
        string sentence = Sentence.Of(who, happened);
        if (happened.Step is Step.FileFailed or Step.AddressRefused or Step.AddressDeclined)
            JournalLog.Attention(_log, sentence);
        else if (quiet)
            JournalLog.Detail(_log, sentence);
        else
            JournalLog.Happened(_log, sentence);
    }

    private bool MayWriteLine(LineRate rate)
    {
        if (!rate.TryTake(out bool isNewTime))
        {
            Interlocked.Increment(ref _leftOut);
            return false;
        }
        if (isNewTime && Interlocked.Exchange(ref _leftOut, 0) is > 0 and int leftOut)
            JournalLog.LeftOut(_log, leftOut);
        return true;
    }

    /// <param name="Trouble">A sentence of its own; null for something that happened to a machine.</param>
    /// <param name="News">Something about the box, or a port.</param>
    private readonly record struct Entry(MachineEvent Happened, string? Trouble, string? News = null);
}

internal static partial class JournalLog
{
    [LoggerMessage(Level = LogLevel.Information, Message = "{Sentence}")]
    public static partial void Happened(ILogger log, string sentence);

    [LoggerMessage(Level = LogLevel.Debug, Message = "{Sentence}")]
    public static partial void Detail(ILogger log, string sentence);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Sentence}")]
    public static partial void Attention(ILogger log, string sentence);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Sentence}")]
    public static partial void Trouble(ILogger log, string sentence);

    [LoggerMessage(Level = LogLevel.Information, Message = "({Count} more steps left out here: too many for the log)")]
    public static partial void LeftOut(ILogger log, int count);
}
