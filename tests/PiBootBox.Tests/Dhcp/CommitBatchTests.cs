using PiBootBox.Core.Leases;
using PiBootBox.Core.Machines;
using PiBootBox.Dhcp;
using PiBootBox.Wire;

namespace PiBootBox.Tests.Dhcp;

public sealed class CommitBatchTests
{
    [Fact]
    public void An_answer_that_waited_is_handed_over_with_its_address_so_that_it_may_be_dropped()
    {
        var batch = new CommitBatch();
        var sender = new Sender();
        Assert.True(batch.TryAdd(sender, Record(7), [1, 2, 3]));
        Assert.True(batch.TryAdd(sender, Record(8), []));
        Assert.True(batch.TryAdd(sender, Record(9), [4]));
        batch.Send();
        Assert.Equal([(new Ipv4(7), 3), (new Ipv4(9), 1)], sender.Sent);
    }

    private static LeaseRecord Record(uint address) =>
        new(LeaseOp.Bound, new Ipv4(address), new MachineId(new MacAddress(1)), default, default, TimeSpan.FromHours(1));

    private sealed class Sender : IPromiseSender
    {
        public List<(Ipv4 Address, int Length)> Sent { get; } = [];

        public void Send(ReadOnlySpan<byte> frame, Ipv4 address) => Sent.Add((address, frame.Length));
    }
}
