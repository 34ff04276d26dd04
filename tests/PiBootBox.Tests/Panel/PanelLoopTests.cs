using NSubstitute;
using NSubstitute.ExceptionExtensions;
using PiBootBox.Core.Panel;
using PiBootBox.Panel;

namespace PiBootBox.Tests.Panel;

public sealed class PanelLoopTests
{
    [Fact]
    public void What_is_wired_is_opened_and_shown()
    {
        using var panel = new FakePanel(FakePanel.Wiring);
        panel.Pass(1);
        Assert.True(panel.Loop.HasDisplay);
        panel.Lines.ReceivedWithAnyArgs().Light(default);
        panel.Devices.ReceivedWithAnyArgs(1).OpenDisplay(null!);
        Assert.Empty(panel.Told);
    }

    [Fact]
    public void On_a_board_without_a_header_nothing_is_opened_and_nothing_is_told()
    {
        using var panel = new FakePanel(FakePanel.Wiring, isThere: false);
        panel.Pass(60);
        Assert.Empty(panel.Devices.ReceivedCalls());
        Assert.Empty(panel.Told);
    }

    [Fact]
    public void A_header_that_is_there_later_is_found()
    {
        using var panel = new FakePanel(FakePanel.Wiring, isThere: false);
        panel.Pass(60);
        panel.IsThere = true;
        panel.Pass(11);
        Assert.True(panel.Loop.HasDisplay);
        panel.Press(PanelButton.Next);
        panel.Press(PanelButton.Select);
        Assert.Equal([new PanelCommand(PanelAction.Choose, "menu")], panel.Commands);
    }

    [Fact]
    public void What_is_down_when_the_buttons_are_opened_commands_nothing_when_it_is_let_go()
    {
        using var panel = new FakePanel(FakePanel.Wiring);
        panel.Pass(1);
        panel.Change(new ButtonChange(PanelButton.Select, IsDown: true, WasDown: true));
        panel.Pass(7);
        panel.Up(PanelButton.Select);
        panel.Pass(1);
        Assert.Empty(panel.Commands);
    }

    [Fact]
    public void A_profile_is_chosen_by_buttons()
    {
        using var panel = new FakePanel(FakePanel.Wiring);
        panel.Pass(1);
        panel.Press(PanelButton.Next);
        panel.Press(PanelButton.Next);
        panel.Press(PanelButton.Next);
        panel.Press(PanelButton.Select);
        Assert.Equal([new PanelCommand(PanelAction.Choose, "debian")], panel.Commands);
    }

    [Fact]
    public void What_erases_disks_is_armed_by_a_held_button_and_not_without_a_display()
    {
        using var panel = new FakePanel(FakePanel.Wiring);
        panel.Pass(1);
        for (int press = 0; press < 4; press++)
            panel.Press(PanelButton.Next);
        panel.Press(PanelButton.Select, 3.2);
        Assert.Equal([new PanelCommand(PanelAction.Arm, "wipe")], panel.Commands);

        using var blind = new FakePanel(FakePanel.Wiring with { Display = null });
        blind.Pass(1);
        for (int press = 0; press < 4; press++)
            blind.Press(PanelButton.Next);
        blind.Press(PanelButton.Select, 3.2);
        Assert.DoesNotContain(blind.Commands, command => command.Action == PanelAction.Arm);
    }

    [Fact]
    public void A_command_that_is_refused_says_why_on_the_display_at_once()
    {
        using var panel = new FakePanel(FakePanel.Wiring) { Refusal = new PanelRefusal("Not possible here", "No service of systemd") };
        using PanelView view = panel.Loop.Views.Attach();
        panel.Pass(1);
        panel.Press(PanelButton.Select, 6);
        Assert.Equal([new PanelCommand(PanelAction.Eject)], panel.Commands);
        byte[] refused = Latest(view);
        panel.Pass(20);
        Assert.NotEqual(Latest(view), refused);
    }

    [Fact]
    public void A_stuck_button_commands_nothing_and_the_panel_shows_on()
    {
        using var panel = new FakePanel(FakePanel.Wiring);
        using PanelView view = panel.Loop.Views.Attach();
        panel.Pass(1);
        panel.Down(PanelButton.Select);
        panel.Pass(3600);
        // The display sleeps by now: this press only wakes it.
        panel.Press(PanelButton.Next);
        byte[] home = Latest(view);
        panel.Press(PanelButton.Next);
        panel.Press(PanelButton.Next);
        Assert.NotEqual(home, Latest(view));
        panel.Up(PanelButton.Select);
        panel.Pass(1);
        Assert.Empty(panel.Commands);
        panel.Press(PanelButton.Select);
        Assert.Equal([new PanelCommand(PanelAction.Choose, "local")], panel.Commands);
    }

    [Fact]
    public void Two_buttons_at_once_are_none()
    {
        using var panel = new FakePanel(FakePanel.Wiring);
        panel.Pass(1);
        panel.Press(PanelButton.Next);
        panel.Down(PanelButton.Next);
        panel.Down(PanelButton.Select);
        panel.Pass(7);
        panel.Up(PanelButton.Select);
        panel.Up(PanelButton.Next);
        panel.Pass(1);
        Assert.Empty(panel.Commands);
    }

    [Fact]
    public void A_display_that_is_pulled_off_within_a_frame_is_back_with_all_of_it_and_nothing_can_be_armed_meanwhile()
    {
        using var panel = new FakePanel(FakePanel.Wiring);
        panel.Pass(1);
        for (int press = 0; press < 4; press++)
            panel.Press(PanelButton.Next);
        bool isPulled = true;
        int writes = 0;
        panel.Write = () =>
        {
            if (isPulled && writes++ > 3)
                throw new PanelFaultException("Nobody answers.");
        };
        // It would arm the profile that is shown, and the growing bar is what does not reach the display.
        panel.Press(PanelButton.Select, 3.2);
        Assert.False(panel.Loop.HasDisplay);
        Assert.Contains("Nobody answers.", panel.Told);
        for (int press = 0; press < 4; press++)
            panel.Press(PanelButton.Next);
        panel.Press(PanelButton.Select, 3.2);
        Assert.Empty(panel.Commands);
        panel.Press(PanelButton.Select);
        Assert.Equal([new PanelCommand(PanelAction.Choose, "menu")], panel.Commands);
        // Without a display all LEDs are the answer, for three seconds.
        panel.Pass(4);
        AssertLedsFollow(panel);

        isPulled = false;
        panel.Written = 0;
        for (int wait = 0; wait < 700 && !panel.Loop.HasDisplay; wait++)
            panel.Pass(0.1);
        Assert.True(panel.Loop.HasDisplay);
        Assert.InRange(panel.Written, 128 * 64 / 8, int.MaxValue);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(7)]
    public void Errors_at_every_nth_write_leave_buttons_and_LEDs_at_work(int nth)
    {
        using var panel = new FakePanel(FakePanel.Wiring);
        int writes = 0;
        panel.Write = () =>
        {
            if (++writes % nth == 0)
                throw new PanelFaultException("Arbitration was lost.");
        };
        panel.Pass(120);
        // Each write has a second try.
        Assert.Equal(nth > 2, panel.Loop.HasDisplay);
        AssertLedsFollow(panel);
        // What erases nothing works whether the display answers or does not.
        panel.Press(PanelButton.Next);
        panel.Press(PanelButton.Next);
        panel.Press(PanelButton.Select);
        Assert.Equal([new PanelCommand(PanelAction.Choose, "local")], panel.Commands);
        Assert.True(writes > 10);
    }

    [Fact]
    public void A_chip_that_vanishes_is_looked_for_again_and_what_was_pressed_is_let_go()
    {
        using var panel = new FakePanel(FakePanel.Wiring);
        panel.Pass(1);
        panel.Down(PanelButton.Select);
        panel.Pass(1);
        panel.Buttons.IsGone.Returns(true);
        panel.Lines.When(lines => lines.Light(Arg.Any<Leds>())).Throw(new PanelFaultException("The chip is gone."));
        panel.Pass(60);
        Assert.Empty(panel.Commands);
        Assert.Contains("The chip is gone.", panel.Told);
        int opened = panel.Devices.ReceivedCalls().Count(call => call.GetMethodInfo().Name == nameof(IPanelDevices.OpenButtons));
        Assert.InRange(opened, 3, 8);
        panel.Buttons.IsGone.Returns(false);
        panel.Pass(70);
        for (int press = 0; press < 3; press++)
            panel.Press(PanelButton.Next);
        panel.Press(PanelButton.Select);
        Assert.Equal([new PanelCommand(PanelAction.Choose, "debian")], panel.Commands);
    }

    [Fact]
    public void Devices_that_are_not_there_are_tried_ever_less_often_and_told_once()
    {
        using var panel = new FakePanel(FakePanel.Wiring);
        panel.Devices.OpenLeds(Arg.Any<PanelWiring>()).Throws(new PanelFaultException("No LEDs."));
        panel.Devices.OpenButtons(Arg.Any<PanelWiring>(), Arg.Any<Action<ButtonChange>>()).Throws(new UnauthorizedAccessException("No buttons."));
        panel.Devices.OpenDisplay(Arg.Any<PanelWiring>()).Throws(new InvalidOperationException("No display."));
        panel.Pass(600);
        Assert.InRange(panel.Devices.ReceivedCalls().Count(), 3 * 8, 3 * 20);
        Assert.Equal(["No LEDs.", "No buttons.", "No display."], panel.Told);
    }

    [Fact]
    public void A_machine_on_its_way_is_looked_at_more_often_than_a_box_at_rest()
    {
        using var panel = new FakePanel(FakePanel.Wiring);
        panel.Pass(60);
        Assert.InRange(panel.Looks, 55, 65);
        panel.Status = panel.Status with { Machines = [new MachineStatus("pc", "reads linux", 10, 1000, false)] };
        int before = panel.Looks;
        panel.Pass(60);
        Assert.InRange(panel.Looks - before, 220, 260);
    }

    [Fact]
    public void Who_looks_from_elsewhere_has_a_display_where_none_is_wired_and_takes_the_finger_off_when_it_goes()
    {
        using var panel = new FakePanel(wiring: null);
        panel.Pass(1);
        PanelView view = panel.Loop.Views.Attach();
        panel.Pass(1);
        byte[] home = Latest(view);
        Assert.Equal(128 * 64 / 8, home.Length);
        view.Press(new ButtonChange(PanelButton.Next, true));
        panel.Pass(0.1);
        view.Press(new ButtonChange(PanelButton.Next, false));
        panel.Pass(0.1);
        Assert.NotEqual(home, Latest(view));
        view.Press(new ButtonChange(PanelButton.Select, true));
        panel.Pass(5.5);
        view.Dispose();
        panel.Pass(1);
        Assert.Empty(panel.Commands);
    }

    [Fact]
    public void All_who_look_see_the_same_picture()
    {
        using var panel = new FakePanel(FakePanel.Wiring);
        using PanelView first = panel.Loop.Views.Attach();
        panel.Pass(1);
        using PanelView second = panel.Loop.Views.Attach();
        panel.Pass(1);
        Assert.Equal(Latest(first), Latest(second));
    }

    [Fact]
    public void Who_looks_from_elsewhere_may_arm_until_somebody_presses_the_buttons_of_a_box_without_a_display()
    {
        using var panel = new FakePanel(FakePanel.Wiring with { Display = null });
        using PanelView view = panel.Loop.Views.Attach();
        panel.Pass(1);
        Arm();
        Assert.Equal([new PanelCommand(PanelAction.Arm, "wipe")], panel.Commands);

        panel.Commands.Clear();
        panel.Pass(60);
        panel.Press(PanelButton.Next);
        panel.Pass(60);
        Arm();
        Assert.DoesNotContain(panel.Commands, command => command.Action == PanelAction.Arm);

        void Arm()
        {
            for (int press = 0; press < 4; press++)
                Hold(PanelButton.Next, 0.1);
            Hold(PanelButton.Select, 3.2);
        }

        void Hold(PanelButton button, double seconds)
        {
            view.Press(new ButtonChange(button, true));
            panel.Pass(seconds);
            view.Press(new ButtonChange(button, false));
            panel.Pass(0.2);
        }
    }

    /// <summary>Something is wrong from now on, and the red LED says so.</summary>
    private static void AssertLedsFollow(FakePanel panel)
    {
        panel.Lines.ClearReceivedCalls();
        panel.Status = panel.Status with { Troubles = [new Diagnosis("link", "No link", "Plug a cable in")] };
        panel.Pass(2);
        panel.Lines.Received().Light(Arg.Is<Leds>(lit => lit.HasFlag(Leds.Attention)));
    }

    private static byte[] Latest(PanelView view)
    {
        Assert.True(view.Pictures.TryRead(out PanelPicture? picture), "Nothing new is shown.");
        return picture.Frame!.Bytes.ToArray();
    }
}
