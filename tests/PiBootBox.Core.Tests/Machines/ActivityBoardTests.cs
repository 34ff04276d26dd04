using PiBootBox.Core.Machines;
using PiBootBox.Wire;

namespace PiBootBox.Core.Tests.Machines;

public class ActivityBoardTests
{
    private readonly ActivityBoard _board = new();

    private static TimeSpan At(double seconds) => TimeSpan.FromSeconds(seconds);

    [Fact]
    public void Who_was_heard_is_known_with_the_last_time()
    {
        _board.Seen(new Ipv4(7), At(10));
        _board.Seen(new Ipv4(8), At(11));
        _board.Seen(new Ipv4(7), At(20));
        Assert.True(_board.ActiveSince(new Ipv4(7), At(20)));
        Assert.False(_board.ActiveSince(new Ipv4(7), At(20.1)));
        Assert.False(_board.ActiveSince(new Ipv4(8), At(12)));
        Assert.False(_board.ActiveSince(new Ipv4(9), At(0)));
    }

    [Fact]
    public void Invented_addresses_neither_keep_a_newcomer_out_nor_push_an_active_one_out()
    {
        Ipv4 active = new(1), newcomer = new(2);
        for (uint i = 0; i < 100_000; i++)
        {
            _board.Seen(active, At(i));
            _board.Seen(new Ipv4(0x0A000000 + i), At(i));
        }
        _board.Seen(newcomer, At(100_000));
        Assert.True(_board.ActiveSince(active, At(99_999)));
        Assert.True(_board.ActiveSince(newcomer, At(100_000)));
    }

    [Fact]
    public void It_allocates_nothing()
    {
        // Once before: the runtime compiles a long loop anew while it runs, on this very thread.
        Crowd();
        long before = GC.GetAllocatedBytesForCurrentThread();
        Crowd();
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());

        void Crowd()
        {
            for (uint i = 0; i < 10_000; i++)
                _board.Seen(new Ipv4(i), At(i));
        }
    }
}
