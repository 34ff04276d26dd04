using PiBootBox.Journal;

namespace PiBootBox.Tests.Journal;

public sealed class TroubleGateTests
{
    private readonly HandClock _clock = new();

    [Fact]
    public void The_first_is_told_at_once_and_the_rest_are_counted()
    {
        var gate = new TroubleGate(_clock);
        Assert.True(gate.MayTell("flood", out int before));
        Assert.Equal(0, before);
        for (int i = 0; i < 41; i++)
            Assert.False(gate.MayTell("flood", out _));
        Assert.True(gate.MayTell("other", out _));

        _clock.Now += TimeSpan.FromMinutes(1);
        Assert.True(gate.MayTell("flood", out before));
        Assert.Equal(41, before);
    }

    private sealed class HandClock : TimeProvider
    {
        public TimeSpan Now { get; set; }
        public override long TimestampFrequency => TimeSpan.TicksPerSecond;
        public override long GetTimestamp() => Now.Ticks;
    }
}
