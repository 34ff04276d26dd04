using PiBootBox.Core.Dhcp;
using PiBootBox.Core.Roles;
using PiBootBox.Wire;
using PiBootBox.Wire.Dhcp;
using PiBootBox.Wire.Tests.Dhcp.Vectors;

namespace PiBootBox.Core.Tests.Dhcp;

public class DelayedAnswersTests
{
    private static readonly ReplyRoute Route = new(Ipv4.Broadcast, 68, MacAddress.Broadcast);
    private static readonly MacAddress OldPi = new(0xB827EB010203);

    private readonly byte[] _reply = new byte[DhcpServer.ReplySize];

    [Fact]
    public void Answers_leave_when_their_time_has_come_in_the_order_in_which_they_came()
    {
        var delayed = new DelayedAnswers();
        Assert.Null(delayed.NextDeadline);
        delayed.Add([1], Route, TimeSpan.FromSeconds(5));
        delayed.Add([2, 2], Route, TimeSpan.FromSeconds(6));
        Assert.Equal(TimeSpan.FromSeconds(5), delayed.NextDeadline);
        Assert.False(delayed.TryTake(TimeSpan.FromSeconds(4.9), _reply, out _));
        Assert.True(delayed.TryTake(TimeSpan.FromSeconds(5), _reply, out DhcpAnswer first));
        Assert.Equal((1, 1), (first.Length, _reply[0]));
        Assert.False(delayed.TryTake(TimeSpan.FromSeconds(5), _reply, out _));
        Assert.True(delayed.TryTake(TimeSpan.FromSeconds(9), _reply, out DhcpAnswer second));
        Assert.Equal((2, 2), (second.Length, _reply[1]));
        Assert.Null(delayed.NextDeadline);
    }

    [Fact]
    public void A_flood_leaves_the_newcomers_out()
    {
        var delayed = new DelayedAnswers();
        for (int i = 0; i < 1000; i++)
            delayed.Add([(byte)i], Route, TimeSpan.FromSeconds(1));
        int left = 0;
        while (delayed.TryTake(TimeSpan.FromSeconds(1), _reply, out _))
            left++;
        Assert.Equal(256, left);
    }

    [Theory]
    [InlineData(RoleSetting.Server)]
    [InlineData(RoleSetting.Proxy)]
    public void A_pi_3_is_answered_a_second_late(RoleSetting role)
    {
        DhcpDesk desk = TestProxy.Desk(role);
        TimeSpan now = TimeSpan.FromSeconds(60);
        Drain(desk, now);

        byte[] discover = new ClientMessage(DhcpMessageType.Discover, OldPi)
            .With(DhcpCode.VendorClass, "PXEClient:Arch:00000:UNDI:002001"u8.ToArray()).With(DhcpCode.ClientArchitecture, 0, 0).ToBytes();
        Assert.False(desk.Handle(discover, new DhcpArrival(OldPi, default, Ipv4.Broadcast), now, _reply).Sends);
        Assert.Equal(0, Drain(desk, now));
        TimeSpan due = now + TimeSpan.FromSeconds(1);
        Assert.True(desk.NextDeadline <= due);
        Assert.Equal(1, Drain(desk, due));
        Assert.Equal(0, Drain(desk, due));
    }

    /// <summary>How many answers to the Pi left.</summary>
    private int Drain(DhcpDesk desk, TimeSpan now)
    {
        int answers = 0;
        while (desk.TryNextAnswer(now, _reply, out DhcpAnswer answer))
        {
            DhcpMessage.TryParse(_reply.AsSpan(0, answer.Length), out DhcpMessage message, out _);
            answers += message.IsReply && message.HardwareAddress == OldPi ? 1 : 0;
        }
        return answers;
    }
}
