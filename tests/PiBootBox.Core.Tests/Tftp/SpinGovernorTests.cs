using PiBootBox.Core.Tftp;

namespace PiBootBox.Core.Tests.Tftp;

public class SpinGovernorTests
{
    private readonly SpinGovernor _governor;
    private TimeSpan _processorTime;

    public SpinGovernorTests() => _governor = new SpinGovernor(() => _processorTime);

    /// <summary>Rounds with a client whose answers take these times; tells in how many the thread looked.</summary>
    /// <param name="wakeUpMicroseconds">Processor time of a round with sleep; one with looking costs all its time.</param>
    private int Run(int rounds, double asleepMicroseconds, double lookingMicroseconds, double wakeUpMicroseconds, bool isCaught = true)
    {
        int looked = 0;
        for (int i = 0; i < rounds; i++)
        {
            bool spin = _governor.ShouldSpin;
            looked += spin ? 1 : 0;
            _processorTime += TimeSpan.FromMicroseconds(!spin ? wakeUpMicroseconds : isCaught ? lookingMicroseconds : 50);
            _governor.OnRound(TimeSpan.FromMicroseconds(spin ? lookingMicroseconds : asleepMicroseconds), spin && isCaught);
        }
        return looked;
    }

    [Fact]
    public void Nothing_is_tried_before_sleeping_is_measured() =>
        Assert.Equal(0, Run(SpinGovernor.FirstRounds, 40, 20, 30));

    [Fact]
    public void Where_looking_is_much_faster_it_is_kept_up() =>
        Assert.InRange(Run(100_000, 42, 24, 30), 95_000, 99_000);

    [Fact]
    public void Where_sleeping_is_as_fast_looking_is_only_tried_now_and_then() =>
        Assert.InRange(Run(100_000, 16, 22, 9), 1, 1000);

    [Fact]
    public void Where_looking_is_faster_but_costs_more_it_is_only_tried_now_and_then() =>
        Assert.InRange(Run(100_000, 42, 35, 30), 1, 1000);

    [Fact]
    public void A_slow_client_is_not_looked_for() =>
        Assert.InRange(Run(100_000, 400, 400, 20, isCaught: false), 1, 150);

    [Fact]
    public void A_client_that_becomes_slow_is_given_up_at_once()
    {
        Run(1000, 42, 24, 30);
        Assert.True(_governor.ShouldSpin);
        Run(20, 400, 400, 20, isCaught: false);
        Assert.False(_governor.ShouldSpin);
    }

    [Fact]
    public void A_pause_of_the_client_does_not_count()
    {
        for (int i = 0; i < 20_000; i++)
            _governor.OnRound(TimeSpan.FromMicroseconds(i % 2 == 0 && !_governor.ShouldSpin ? 50_000 : 30), _governor.ShouldSpin);
        Assert.False(_governor.ShouldSpin);
    }
}
