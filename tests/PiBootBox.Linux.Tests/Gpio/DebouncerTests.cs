using PiBootBox.Linux.Gpio;

namespace PiBootBox.Linux.Tests.Gpio;

public sealed class DebouncerTests
{
    private static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(10);

    private TimeSpan _now = TimeSpan.FromHours(1);

    [Fact]
    public void A_level_counts_when_it_has_lasted()
    {
        var debouncer = new Debouncer(Quiet, 0);
        Assert.Equal(0UL, After(0, debouncer, 1));
        Assert.Equal(0UL, After(9, debouncer, 1));
        Assert.Equal(0UL, debouncer.Bits);
        Assert.Equal(1UL, After(1, debouncer, 1));
        Assert.Equal(1UL, debouncer.Bits);
        Assert.Equal(0UL, After(10, debouncer, 1));
    }

    [Fact]
    public void Ten_bounces_are_one_press()
    {
        var debouncer = new Debouncer(Quiet, 0);
        int changes = 0;
        for (ulong bounce = 0; bounce < 20; bounce++)
            changes += After(2, debouncer, bounce & 1) != 0 ? 1 : 0;
        for (int still = 0; still < 10; still++)
            changes += After(2, debouncer, 1) != 0 ? 1 : 0;
        Assert.Equal(1, changes);
        Assert.Equal(1UL, debouncer.Bits);
    }

    [Fact]
    public void A_glitch_that_is_over_at_the_next_look_is_nothing()
    {
        var debouncer = new Debouncer(Quiet, 0b10);
        Assert.Equal(0UL, After(10, debouncer, 0b11));
        Assert.Equal(0UL, After(10, debouncer, 0b10));
        Assert.Equal(0UL, After(10, debouncer, 0b10));
        Assert.Equal(0b10UL, debouncer.Bits);
    }

    [Fact]
    public void Lines_do_not_disturb_each_other()
    {
        var debouncer = new Debouncer(Quiet, 0);
        After(0, debouncer, 0b01);
        Assert.Equal(0UL, After(5, debouncer, 0b11));
        Assert.Equal(0b01UL, After(5, debouncer, 0b01));
        Assert.Equal(0UL, After(10, debouncer, 1UL << 63 | 1));
        Assert.Equal(1UL << 63, After(10, debouncer, 1UL << 63 | 1));
    }

    [Fact]
    public void What_is_down_from_the_start_is_no_change()
    {
        var debouncer = new Debouncer(Quiet, 0b100);
        Assert.Equal(0UL, After(50, debouncer, 0b100));
        Assert.Equal(0UL, After(50, debouncer, 0));
        Assert.Equal(0b100UL, After(50, debouncer, 0));
    }

    private ulong After(int milliseconds, Debouncer debouncer, ulong bits)
    {
        _now += TimeSpan.FromMilliseconds(milliseconds);
        return debouncer.Look(bits, _now);
    }
}
