using Microsoft.Extensions.Logging;
using PiBootBox.Core.Journal;
using PiBootBox.Core.Machines;
using PiBootBox.Journal;
using PiBootBox.Wire;

namespace PiBootBox.Tests.Journal;

public sealed class MachineJournalTests
{
    private static readonly Ipv4 Address = new(0x0A000007);

    private readonly HeldLog _log = new();

    [Fact]
    public async Task A_file_is_told_with_the_machine_that_has_the_address()
    {
        await using (var journal = new MachineJournal(_log, TimeProvider.System) { MachineAt = _ => new MachineId(new MacAddress(7)) })
            journal.Record(new MachineEvent(Step.FileDone, null, Address, "HTTP", "linux", 8_000_000, 8_000_000));
        Assert.Equal(["00:00:00:00:00:07 has all of linux (8.0 MB)"], _log.Lines);
    }

    [Fact]
    public async Task A_machine_is_called_by_the_name_that_it_was_given()
    {
        await using (var journal = new MachineJournal(_log, TimeProvider.System) { NameOf = _ => "desk\u001b 4" })
            journal.Record(new MachineEvent(Step.AddressGiven, new MachineId(new MacAddress(7)), Address, "DHCP"));
        Assert.Equal(["desk? 4 (00:00:00:00:00:07) has the address 10.0.0.7"], _log.Lines);
    }

    [Fact]
    public async Task The_book_knows_at_once_and_tells_troubles_and_roles_too()
    {
        await using var journal = new MachineJournal(_log, TimeProvider.System) { MachineAt = _ => new MachineId(new MacAddress(7)) };
        journal.Record(new MachineEvent(Step.FileDone, null, Address, "TFTP", "snponly.efi", 9, 9));
        journal.Trouble("full", "the pool is full");
        journal.RoleChanged("eth0", Core.Roles.Role.Proxy, "another server gives the addresses");

        Assert.True(journal.Book.Of(new MachineId(new MacAddress(7))).Current?.Has(BootReached.LoaderFetched));
        Assert.Equal(
            ["the pool is full", "eth0: another server gives the addresses"], journal.Book.Read(-1, out _).Box.Select(line => line.Sentence));
    }

    [Fact]
    public async Task A_line_break_from_the_wire_forges_no_line()
    {
        await using (var journal = new MachineJournal(_log, TimeProvider.System))
            journal.Trouble("full", "10.0.0.9 was refused x\n<0>kernel panic");
        Assert.Equal(["10.0.0.9 was refused x?<0>kernel panic"], _log.Lines);
    }

    [Fact]
    public async Task A_log_that_stands_still_holds_up_nobody()
    {
        _log.Gate.Reset();
        await using (var journal = new MachineJournal(_log, TimeProvider.System))
        {
            for (int i = 0; i < 10_000; i++)
            {
                journal.Record(new MachineEvent(Step.AddressAsked, null, Address, "DHCP"));
                journal.Trouble($"kind {i % 8}", "malformed");
            }
            _log.Gate.Set();
        }
        Assert.InRange(_log.Lines.Count, 1, 2100);
        Assert.Contains("malformed", _log.Lines);
    }

    [Fact]
    public async Task Roles_have_lines_of_their_own_and_not_too_many()
    {
        await using (var journal = new MachineJournal(_log, new StandingClock()))
        {
            for (int i = 0; i < 200; i++)
                journal.Record(new MachineEvent(Step.AddressAsked, new MachineId(new MacAddress(7)), default, "DHCP"));
            for (int i = 0; i < 100; i++)
                journal.RoleChanged("eth0", Core.Roles.Role.Proxy, $"change {i}");
        }
        Assert.Equal(100, _log.Lines.Count(line => line.EndsWith("asks for an address", StringComparison.Ordinal)));
        Assert.Equal(Enumerable.Range(0, 30).Select(i => $"eth0: change {i}"), _log.Lines.Where(line => line.StartsWith("eth0", StringComparison.Ordinal)));
    }

    private sealed class StandingClock : TimeProvider
    {
        public override long GetTimestamp() => 1;
    }

    private sealed class HeldLog : ILogger<MachineJournal>
    {
        public ManualResetEventSlim Gate { get; } = new(true);

        public List<string> Lines { get; } = [];

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            Gate.Wait();
            Lines.Add(formatter(state, exception));
        }
    }
}
