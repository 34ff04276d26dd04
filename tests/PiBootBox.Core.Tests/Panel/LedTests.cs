using System.Globalization;
using System.Text;
using PiBootBox.Core.Panel;
using PiBootBox.Core.Roles;
using PiBootBox.Core.Tests.Boot;
using static PiBootBox.Core.Tests.Panel.PanelSamples;

namespace PiBootBox.Core.Tests.Panel;

public class LedTests
{
    [Fact]
    public void The_table_is_the_golden_and_stands_so_in_the_readme_and_on_the_quick_card()
    {
        var table = new StringBuilder("| LED | it is | that means |\n|-|-|-|\n");
        foreach (LedState state in LedTable.States)
            table.Append(CultureInfo.InvariantCulture, $"| {state.Led.ToString().ToLowerInvariant()} | {state.Pattern.Name} | {state.Meaning} |\n");

        Golden.Same("leds.md", table.ToString());
        foreach (string page in (string[])["README.md", "image/quick-card.md"])
            Assert.Contains(table.ToString(), File.ReadAllText(Golden.PathOf(Path.Combine("../../..", page))), StringComparison.Ordinal);
    }

    [Fact]
    public void No_rhythm_of_an_LED_means_two_things() =>
        Assert.Equal(LedTable.States.Count, LedTable.States.DistinctBy(s => (s.Led, s.Pattern)).Count());

    [Fact]
    public void Each_rhythm_is_told_from_the_others_by_its_longest_light_or_dark()
    {
        LedPattern[] all = [LedPattern.Off, LedPattern.Steady, LedPattern.Slow, LedPattern.Fast, LedPattern.Double];

        Assert.Equal(all.Length, all.Select(p => (Longest(p, true), Longest(p, false))).Distinct().Count());
    }

    [Fact]
    public void Nothing_flashes_three_times_a_second()
    {
        foreach (LedPattern pattern in (LedPattern[])[LedPattern.Slow, LedPattern.Fast, LedPattern.Double, LedPattern.Count(9)])
        {
            double[] flashes = [.. Changes(pattern, TimeSpan.FromSeconds(20)).Where(c => c.IsLit).Select(c => c.At.TotalSeconds)];
            foreach (double start in flashes)
                Assert.True(flashes.Count(f => f >= start && f < start + 1) <= 3);
        }
    }

    [Fact]
    public void A_number_is_so_many_flashes_and_a_pause() =>
        Assert.Equal(4, Changes(LedPattern.Count(4), TimeSpan.FromSeconds(3)).Count(c => c.IsLit));

    public static TheoryData<PanelStatus?, string, string, string> States => new()
    {
        { null, "fast", "off", "off" },
        { Idle with { Phase = BoxPhase.Starting }, "fast", "off", "off" },
        { Idle, "steady", "off", "off" },
        { Idle with { Ports = [new PortStatus("eth0", true, Address, Role.Listening)] }, "slow", "off", "off" },
        { Idle with { Ports = [new PortStatus("eth0", true, Address, Role.StandingBy)] }, "slow", "off", "off" },
        { Idle with { Ports = [], Troubles = [NoLink] }, "slow", "off", "steady" },
        { Idle with { Troubles = [OtherServer] }, "steady", "off", "slow" },
        { Idle with { Drive = new DriveStatus("", 0, null), Troubles = [NoLink] }, "steady", "off", "steady" },
        { Idle with { Machines = [Reading] }, "steady", "fast", "off" },
        { Idle with { Machines = [Up, Asking] }, "steady", "slow", "off" },
        { Idle with { Machines = [Up] }, "steady", "steady", "off" },
        { Armed(60), "steady", "off", "double blink" },
        { Armed(60) with { Troubles = [NoLink] }, "steady", "off", "double blink" },
        { Idle with { Phase = BoxPhase.Updating }, "steady", "off", "fast" },
        { Idle with { Phase = BoxPhase.Ejected }, "double blink", "off", "off" },
        { Idle with { Phase = BoxPhase.ShuttingDown }, "off", "off", "fast" },
    };

    [Theory]
    [MemberData(nameof(States))]
    public void Each_LED_tells_the_state_of_the_box(PanelStatus? status, string ready, string activity, string attention) =>
        Assert.Equal(
            (ready, activity, attention),
            (LedTable.Pattern(Leds.Ready, status).Name, LedTable.Pattern(Leds.Activity, status).Name, LedTable.Pattern(Leds.Attention, status).Name));

    private static TimeSpan Longest(LedPattern pattern, bool isLit)
    {
        (bool first, TimeSpan? next) = pattern.At(TimeSpan.Zero);
        if (next is null)
            return first == isLit ? TimeSpan.MaxValue : TimeSpan.Zero;
        (bool IsLit, TimeSpan At)[] changes = [.. Changes(pattern, TimeSpan.FromSeconds(20))];
        return changes.Zip(changes.Skip(1)).Where(p => p.First.IsLit == isLit).Max(p => p.Second.At - p.First.At);
    }

    private static IEnumerable<(bool IsLit, TimeSpan At)> Changes(LedPattern pattern, TimeSpan end)
    {
        for (TimeSpan? now = TimeSpan.Zero; now < end;)
        {
            (bool isLit, TimeSpan? next) = pattern.At(now.Value);
            yield return (isLit, now.Value);
            now = next;
        }
    }
}
