using PiBootBox.Core.Leases;
using PiBootBox.Core.Machines;
using PiBootBox.Wire;
using static PiBootBox.Core.Tests.Leases.Table;

namespace PiBootBox.Core.Tests.Leases;

public class LeaseRestartTests
{
    private static LeaseRecord Record(LeaseOp op, int address, int machine, TimeSpan at, TimeSpan duration) =>
        new(op, Address(address), Client(machine).Machine, default, at, duration);

    [Fact]
    public void Bindings_survive_with_the_time_they_had_left()
    {
        var table = new Table(10);
        Guid uuid = new("11111111-0000-0000-0000-000000000001");
        Ipv4 address = table.Boot(Client(1, uuid, key: 5))!.Value;
        table.Pass(Hour / 2);
        table.Restart();
        Assert.Equal(uuid, table.Leases.ByAddress(address)?.Uuid);
        Assert.Equal(address, table.Offer(Client(1, key: 5)));
        table.Pass(Hour / 2 - TimeSpan.FromSeconds(1));
        Assert.NotNull(table.Leases.ByAddress(address));
        table.Pass(TimeSpan.FromSeconds(1));
        Assert.Null(table.Leases.ByAddress(address));
    }

    [Fact]
    public void A_quarantine_survives_and_ends_when_it_would_have()
    {
        var table = new Table(1);
        table.Leases.Decline(Client(1), table.Boot(Client(1))!.Value, table.Now, out _);
        table.Pass(TimeSpan.FromMinutes(6));
        table.Restart();
        Assert.Null(table.Offer(Client(2)));
        table.Pass(TimeSpan.FromMinutes(4));
        Assert.NotNull(table.Offer(Client(2)));
    }

    [Fact]
    public void The_last_record_of_an_address_counts()
    {
        var table = new Table(4);
        table.Leases.Restore(Record(LeaseOp.Bound, 0, 1, default, Hour), default);
        table.Leases.Restore(Record(LeaseOp.Released, 0, 1, default, default), default);
        table.Leases.Restore(Record(LeaseOp.Bound, 0, 2, default, Hour), default);
        table.Leases.Restore(Record(LeaseOp.Quarantined, 1, 3, default, Hour), default);
        table.Leases.Restore(Record(LeaseOp.Quarantined, 1, 3, default, Hour), default);
        table.Leases.Restore(Record(LeaseOp.Bound, 1, 3, default, Hour), default);
        table.Leases.Restore(Record(LeaseOp.Bound, 2, 4, default, Hour), default);
        table.Leases.Restore(Record(LeaseOp.Released, 2, 4, default, default), default);
        Assert.Equal(Client(2).Machine, table.Leases.ByAddress(Address(0)));
        Assert.Equal(Client(3).Machine, table.Leases.ByAddress(Address(1)));
        Assert.Null(table.Leases.ByAddress(Address(2)));
        // A released binding is still a preference.
        Assert.Equal(Address(2), table.Offer(Client(4)));
    }

    [Fact]
    public void A_lease_that_ended_meanwhile_is_a_preference_only()
    {
        var table = new Table(4);
        Assert.True(table.Leases.Restore(Record(LeaseOp.Bound, 2, 1, -2 * Hour, Hour), default));
        Assert.Null(table.Leases.ByAddress(Address(2)));
        Assert.Equal(Address(2), table.Offer(Client(1)));
        Assert.Empty(table.Leases.Snapshot(default));
    }

    [Fact]
    public void A_record_of_an_address_that_is_ours_no_more_is_passed_over()
    {
        var table = new Table(4, probe: false, Address(3));
        Assert.False(table.Leases.Restore(Record(LeaseOp.Bound, 4, 1, default, Hour), default));
        Assert.False(table.Leases.Restore(Record(LeaseOp.Bound, 3, 1, default, Hour), default));
        var kept = new LeaseTable(
            new LeaseScope(Address(0), Address(3), [(Client(7).Machine.Mac, Address(1))], [], Probe: false), new ActivityBoard());
        Assert.False(kept.Restore(Record(LeaseOp.Bound, 1, 1, default, Hour), default));
        Assert.True(kept.Restore(Record(LeaseOp.Bound, 1, 7, default, Hour), default));
    }

    [Fact]
    public void A_snapshot_may_be_read_while_the_table_changes()
    {
        var table = new Table(1000);
        for (int i = 0; i < 600; i++)
            table.Boot(Client(i));
        var seen = new List<Ipv4>();
        foreach (LeaseRecord record in table.Leases.Snapshot(table.Now))
        {
            seen.Add(record.Address);
            if (seen.Count == 100)
                table.Leases.Release(Client(599), Address(599), table.Now, out _);
        }
        Assert.Equal(599, seen.Count);
    }
}
