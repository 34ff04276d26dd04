using PiBootBox.Core.Panel;

namespace PiBootBox.Lab.Panel;

/// <summary>The native program at real kernel devices: a simulated GPIO chip and a display at the end of an I2C bus.</summary>
public sealed class PanelHardware(PanelVm vm) : IClassFixture<PanelVm>
{
    [Fact]
    public async Task The_ready_LED_is_lit_while_the_box_serves()
    {
        Assert.True(await vm.IsSteadyAsync(PanelVm.ReadyLed));
        Assert.False(await vm.IsLitAsync(PanelVm.ActivityLed));
    }

    [Fact]
    public async Task Buttons_walk_through_the_profiles_and_the_display_shows_it()
    {
        await AtRestAsync();
        Assert.Contains("local", await vm.ProfileAsync());

        await vm.RunAsync($"press {PanelVm.Next}; press {PanelVm.Next}");
        await SeesAsync(ChoiceShown.After(presses: 2));
        await vm.RunAsync($"press {PanelVm.Select}");
        await vm.UntilAsync(async () => (await vm.ProfileAsync()).Contains("menu"), "The profile is the menu");

        await vm.RunAsync($"pibootbox profile set default --state {PanelVm.State}");
    }

    [Fact]
    public async Task Bounces_are_nothing_and_a_press_that_bounces_is_one()
    {
        await AtRestAsync();
        await BouncesAreNothingAsync(PanelVm.Next);
        await vm.RunAsync($"bounce {PanelVm.Next}; press {PanelVm.Next}");
        await SeesAsync(ChoiceShown.After(presses: 1));
        await AtRestAsync();
        await vm.RunAsync($"press {PanelVm.Next}; bounce {PanelVm.Next}; usleep 500000");
        await SeesAsync(ChoiceShown.After(presses: 1));
    }

    [Fact]
    public async Task A_display_that_is_pulled_off_stops_nothing_and_another_one_is_used()
    {
        await AtRestAsync();
        await vm.PullDisplayOffAsync();
        await vm.RunAsync($"press {PanelVm.Back}");
        await vm.AssertServesAsync();

        await vm.PlugDisplayInAsync();
        await AtRestAsync();
        await vm.RunAsync($"press {PanelVm.Next}");
        await SeesAsync(ChoiceShown.After(presses: 1));
    }

    [Theory]
    [InlineData(3)]
    [InlineData(2)]
    public async Task Lost_writes_stop_nothing_and_leave_no_trace(int each)
    {
        await AtRestAsync();
        await vm.LoseAsync(each);
        await vm.RunAsync($"press {PanelVm.Next}; press {PanelVm.Next}");
        await vm.AssertServesAsync();
        await vm.LoseAsync(0);
        await vm.ForgetGlassAsync();
        await AtRestAsync();
        await vm.RunAsync($"press {PanelVm.Next}");
        await SeesAsync(ChoiceShown.After(presses: 1));
    }

    [Fact]
    public async Task A_chip_that_vanishes_stops_nothing_and_is_used_again_when_it_is_back()
    {
        await vm.RunAsync("chip 0");
        await vm.AssertServesAsync();
        await vm.RunAsync("chip 1");
        await vm.UntilAsync(() => vm.IsSteadyAsync(PanelVm.ReadyLed), "The LED is lit again");
        await AtRestAsync();
        await vm.RunAsync($"press {PanelVm.Next}");
        await SeesAsync(ChoiceShown.After(presses: 1));
    }

    [Fact]
    public async Task Buttons_at_a_chip_without_interrupts_are_polled()
    {
        await vm.StopBoxAsync();
        await vm.ForgetGlassAsync();
        await vm.RunAsync("use expander");
        await vm.StartBoxAsync(readyLed: 0,
            "CHIP=expander", "LEDS__READY=0", "LEDS__ACTIVITY=1", "LEDS__ATTENTION=none", "BUTTONS__NEXT=3", "BUTTONS__SELECT=4", "BUTTONS__BACK=5");
        await AtRestAsync(back: 5);
        await BouncesAreNothingAsync(3);
        await vm.RunAsync("bounce 3; press 3");
        await SeesAsync(ChoiceShown.After(presses: 1));

        await vm.StopBoxAsync();
        await vm.RunAsync("use pinctrl-bcm2711");
        await vm.StartBoxAsync(PanelVm.ReadyLed);
    }

    [Fact]
    public async Task A_box_that_cannot_start_says_so_at_its_panel_before_it_gives_up()
    {
        await vm.StopBoxAsync();
        await vm.RunAsync($"echo '{{ \"rôle\": 1 }}' >/tmp/wrong.json; INVOCATION_ID=1 pibootbox run --config /tmp/wrong.json 2>/tmp/told & box=$!");
        await vm.UntilAsync(() => vm.IsSteadyAsync(PanelVm.AttentionLed), "The LED for trouble is lit");
        await vm.RunAsync("wait $box; echo $? >>/tmp/told");
        Assert.Matches(@"pibootbox: .*rôle.*\n2", await vm.RunAsync("cat /tmp/told"));
        await vm.StartBoxAsync(PanelVm.ReadyLed);
    }

    /// <summary>The display shows something, but not what somebody has begun.</summary>
    private async Task AtRestAsync(int back = PanelVm.Back)
    {
        await vm.UntilAsync(async () => IsPicture(await vm.GlassAsync()), "The display shows something");
        await vm.RunAsync($"press {back}");
        await vm.UntilAsync(async () => !await ShowsListAsync(), "The display is back at the box");
    }

    private async Task BouncesAreNothingAsync(int next)
    {
        await vm.RunAsync($"bounce {next}; usleep 500000");
        Assert.False(await ShowsListAsync());
    }

    /// <summary>It has two places: that of an odd number of presses, and that of an even one.</summary>
    private async Task<bool> ShowsListAsync()
    {
        Frame seen = await vm.GlassAsync();
        return Contains(ChoiceShown.After(presses: 1), seen) || Contains(ChoiceShown.After(presses: 2), seen);
    }

    private async Task SeesAsync(IReadOnlyList<Frame> frames) =>
        await vm.UntilAsync(async () => Contains(frames, await vm.GlassAsync()), "The display shows what it should");

    private static bool Contains(IReadOnlyList<Frame> frames, Frame seen)
    {
        foreach (Frame frame in frames)
        {
            if (frame.Bytes.SequenceEqual(seen.Bytes))
                return true;
        }
        return false;
    }

    private static bool IsPicture(Frame frame) => frame.Bytes.ContainsAnyExcept((byte)0);
}
