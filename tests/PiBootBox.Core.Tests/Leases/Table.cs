using PiBootBox.Core.Leases;
using PiBootBox.Core.Machines;
using PiBootBox.Wire;

namespace PiBootBox.Core.Tests.Leases;

/// <summary>A lease table with a clock that the test moves.</summary>
internal sealed class Table(int addresses, bool probe = false, params Ipv4[] excluded)
{
    public static readonly Ipv4 First = new(0x0A000001);
    public static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    public ActivityBoard Activity { get; } = new();

    public TimeSpan Now { get; set; }

    public LeaseTable Leases { get => field ??= New(); private set; }

    public static Ipv4 Address(int number) => new(First.Value + (uint)number);

    public static LeaseClient Client(int machine, Guid uuid = default, int key = 0) =>
        new(new MachineId(new MacAddress(0x525400000000u + (ulong)machine), uuid), (UInt128)key);

    public Ipv4? Offer(LeaseClient client, Ipv4 wish = default)
    {
        Leases.Advance(Now);
        return Leases.Offer(client, wish, Now, out Ipv4 address) == OfferOutcome.Offered ? address : null;
    }

    public BindOutcome Bind(LeaseClient client, Ipv4 address, bool adopt = true)
    {
        Leases.Advance(Now);
        return Leases.Bind(client, address, Hour, adopt, Now, out _);
    }

    /// <summary>OFFER and REQUEST; null when there is no offer.</summary>
    public Ipv4? Boot(LeaseClient client)
    {
        if (Offer(client) is not { } address)
            return null;
        Assert.Equal(BindOutcome.Bound, Bind(client, address));
        return address;
    }

    public void Pass(TimeSpan time)
    {
        TimeSpan end = Now + time;
        while (true)
        {
            Leases.Advance(Now);
            while (Leases.TryNextProbe(Now, out _))
            {
            }
            if (Leases.NextDeadline is not { } deadline || deadline > end)
                break;
            Now = deadline > Now ? deadline : Now;
        }
        Now = end;
        Leases.Advance(Now);
    }

    /// <summary>A new table from the snapshot, as after a restart of the program.</summary>
    public void Restart()
    {
        LeaseRecord[] records = [.. Leases.Snapshot(Now)];
        Leases = New();
        foreach (LeaseRecord record in records)
            Assert.True(Leases.Restore(record, Now));
    }

    private LeaseTable New() =>
        new(new LeaseScope(First, new Ipv4(First.Value + (uint)addresses - 1), [], excluded, probe), Activity);
}
