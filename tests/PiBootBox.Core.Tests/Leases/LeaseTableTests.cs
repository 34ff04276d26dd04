using PiBootBox.Core.Leases;
using PiBootBox.Wire;
using static PiBootBox.Core.Tests.Leases.Table;

namespace PiBootBox.Core.Tests.Leases;

public class LeaseTableTests
{
    [Fact]
    public void All_addresses_but_the_excluded_ones_are_given_out_once()
    {
        var table = new Table(10, probe: false, Address(0), Address(5));
        Ipv4?[] given = [.. Enumerable.Range(1, 8).Select(i => table.Boot(Client(i)))];
        Assert.Equal(8, table.Leases.Capacity);
        Assert.Equal(8, given.Distinct().Count());
        Assert.DoesNotContain(Address(0), given);
        Assert.DoesNotContain(Address(5), given);
        Assert.Null(table.Offer(Client(9)));
    }

    [Fact]
    public void An_ended_lease_goes_to_its_machine_first_and_to_others_only_when_nothing_else_is_left()
    {
        var table = new Table(3);
        Ipv4? one = table.Boot(Client(1));
        table.Pass(2 * Hour);
        Assert.Null(table.Leases.ByAddress(one!.Value));
        Assert.NotEqual(one, table.Boot(Client(2)));
        Assert.NotEqual(one, table.Boot(Client(3)));
        Assert.Equal(one, table.Boot(Client(1)));
        table.Pass(2 * Hour);
        Assert.Equal(table.Boot(Client(2)), table.Boot(Client(2)));
        Assert.NotNull(table.Boot(Client(4)));
    }

    [Fact]
    public void The_longest_unused_address_is_reused_first()
    {
        var table = new Table(3);
        Ipv4? first = table.Boot(Client(1));
        table.Pass(TimeSpan.FromMinutes(1));
        table.Boot(Client(2));
        table.Pass(TimeSpan.FromMinutes(1));
        table.Boot(Client(3));
        table.Pass(2 * Hour);
        Assert.Equal(first, table.Boot(Client(4)));
    }

    [Fact]
    public void An_offer_without_a_request_ends_after_a_minute()
    {
        var table = new Table(1);
        Assert.NotNull(table.Offer(Client(1)));
        table.Pass(TimeSpan.FromSeconds(59));
        Assert.NotNull(table.Leases.ByAddress(Address(0)));
        table.Pass(TimeSpan.FromSeconds(1));
        Assert.Null(table.Leases.ByAddress(Address(0)));
    }

    [Fact]
    public void An_old_offer_gives_way_when_nothing_else_is_left()
    {
        var table = new Table(1);
        Assert.NotNull(table.Offer(Client(1)));
        table.Pass(TimeSpan.FromSeconds(9));
        Assert.Null(table.Offer(Client(2)));
        table.Pass(TimeSpan.FromSeconds(1));
        Assert.NotNull(table.Offer(Client(2)));
        Assert.Equal(BindOutcome.Wrong, table.Bind(Client(1), Address(0)));
        Assert.Equal(BindOutcome.Bound, table.Bind(Client(2), Address(0)));
    }

    [Fact]
    public void An_old_offer_whose_machine_loads_files_gives_way_to_nobody()
    {
        var table = new Table(1);
        Ipv4 address = table.Offer(Client(1))!.Value;
        table.Pass(TimeSpan.FromSeconds(15));
        table.Activity.Seen(address, table.Now);
        Assert.Null(table.Offer(Client(2)));
    }

    [Fact]
    public void A_flood_of_invented_machines_leaves_room_and_the_pool_recovers_from_it()
    {
        var table = new Table(1000);
        Ipv4? known = table.Boot(Client(1));
        int offered = Enumerable.Range(100, 50_000).Count(i => table.Offer(Client(i)) is not null);
        Assert.Equal(875, offered);
        Assert.Equal(OfferOutcome.TooManyOffers, table.Leases.Offer(Client(2), default, table.Now, out _));
        // Who knows what it wants still gets it.
        Assert.Equal(known, table.Boot(Client(1)));
        Assert.Equal(BindOutcome.Bound, table.Bind(Client(3), Address(999)));
        table.Pass(TimeSpan.FromSeconds(61));
        Assert.Equal(800, Enumerable.Range(200_000, 800).Count(i => table.Boot(Client(i)) is not null));
    }

    [Fact]
    public void One_machine_can_put_only_four_addresses_into_quarantine()
    {
        var table = new Table(100);
        DeclineOutcome[] outcomes = [.. Enumerable.Range(0, 10).Select(_ => table.Leases.Decline(Client(1), table.Boot(Client(1))!.Value, table.Now, out LeaseRecord _))];
        Assert.Equal(4, outcomes.Count(outcome => outcome == DeclineOutcome.Quarantined));
        Assert.Equal(6, outcomes.Count(outcome => outcome == DeclineOutcome.NotKept));
        table.Pass(LeaseTable.QuarantineTime);
        Assert.Equal(DeclineOutcome.Quarantined, table.Leases.Decline(Client(1), table.Boot(Client(1))!.Value, table.Now, out _));
    }

    [Fact]
    public void Many_machines_can_put_only_a_quarter_of_the_pool_into_quarantine()
    {
        var table = new Table(100);
        Assert.Equal(25, Enumerable.Range(1, 60).Count(i =>
            table.Leases.Decline(Client(i), table.Boot(Client(i))!.Value, table.Now, out _) == DeclineOutcome.Quarantined));
    }

    [Fact]
    public void A_machine_from_before_is_adopted_only_when_the_caller_says_so()
    {
        var table = new Table(10);
        Assert.Equal(BindOutcome.Unknown, table.Bind(Client(1), Address(3), adopt: false));
        Assert.Equal(BindOutcome.Bound, table.Bind(Client(1), Address(3)));
        Assert.Equal(BindOutcome.Bound, table.Bind(Client(1), Address(3), adopt: false));
        Assert.Equal(BindOutcome.NotOurs, table.Bind(Client(1), Address(11)));
    }

    [Fact]
    public void The_largest_pool_is_given_out_to_the_last_address_and_ends_in_order()
    {
        const int Size = 131_072;
        var table = new Table(Size);
        for (int i = 0; i < Size; i++)
        {
            Assert.Equal(OfferOutcome.Offered, table.Leases.Offer(Client(i), default, table.Now, out Ipv4 address));
            Assert.Equal(BindOutcome.Bound, table.Leases.Bind(Client(i), address, Hour, true, table.Now, out _));
            table.Now += TimeSpan.FromMilliseconds(1);
        }
        Assert.Null(table.Offer(Client(Size)));
        table.Now = Hour + TimeSpan.FromSeconds(1);
        for (int i = 0; i < 4; i++)
            table.Leases.Advance(table.Now);
        // 256 at a time, so that no packet waits for a thousand of them.
        Assert.Equal(Size - 1001, table.Leases.Snapshot(table.Now).Count());
        Assert.NotNull(table.Offer(Client(Size)));
    }
}
