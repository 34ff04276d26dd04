using PiBootBox.Core.Panel;
using static PiBootBox.Core.Panel.PanelButton;
using static PiBootBox.Core.Tests.Panel.PanelSamples;

namespace PiBootBox.Core.Tests.Panel;

public class PanelWalkStories
{
    private readonly PanelStory _story = new(DisplaySize.Tall, Idle);

    [Fact]
    public void Next_opens_the_list_at_what_is_active_and_walks_round_it()
    {
        Assert.True(_story.Press(Next).Frame.Shows("1/5"));
        Assert.True(_story.Press(Next).Frame.Shows("Local disk"));
        _story.Press(Next).Press(Next).Press(Next);
        Assert.True(_story.Frame.Shows("5/5"));
        Assert.True(_story.Press(Next).Frame.Shows("1/5"));
        Assert.Empty(_story.Commands);
    }

    [Fact]
    public void Select_takes_a_harmless_profile_and_the_display_says_so_once_it_holds()
    {
        _story.Press(Next).Press(Next).Press(Next).Press(Select);

        Assert.Equal([new PanelCommand(PanelAction.Choose, "debian")], _story.Commands);
        Assert.True(_story.Wait(0.3).Frame.Shows("One moment"));
        Assert.True(_story.Tell(Active("debian")).Frame.Shows("from the next PC on"));
        Assert.True(_story.Wait(4).Frame.Shows("192.168.77.1"));
    }

    [Fact]
    public void What_the_box_does_not_do_is_told_and_can_be_tried_again()
    {
        _story.Press(Next).Press(Next).Press(Select);

        Assert.True(_story.Wait(6.5).Frame.Shows("Not done"));
        _story.Wait(4).Press(Next).Press(Next).Press(Select);
        Assert.Equal(2, _story.Commands.Count);
    }

    [Fact]
    public void What_the_box_refuses_is_told_with_its_cure()
    {
        _story.Press(Next).Press(Next).Press(Select).Refuse("Not possible", "The drive is gone");

        Assert.True(_story.Wait(1).Frame.Shows("The drive is gone"));
        Assert.True(_story.Press(Next).Frame.Shows("1/5"));
    }

    [Fact]
    public void Presses_while_the_box_is_doing_it_ask_for_nothing_more()
    {
        _story.Press(Next).Press(Next).Press(Select).Press(Select).Press(Next).Hold(Select, 6);

        Assert.Single(_story.Commands);
    }

    [Theory]
    [InlineData(Back, 0.1)]
    [InlineData(Next, 1)]
    public void Back_or_a_long_next_leaves_the_list(PanelButton button, double seconds)
    {
        _story.Press(Next).Press(Next).Hold(button, seconds);

        Assert.True(_story.Frame.Shows("192.168.77.1"));
        Assert.Empty(_story.Commands);
    }

    [Fact]
    public void Who_goes_away_finds_the_box_as_it_was()
    {
        Assert.True(_story.Press(Next).Press(Next).Wait(19).Frame.Shows("2/5"));
        Assert.True(_story.Wait(2).Frame.Shows("192.168.77.1"));
        Assert.Empty(_story.Commands);
    }

    [Fact]
    public void What_erases_disks_is_not_taken_by_short_presses()
    {
        _story.Press(Next).Press(Next).Press(Next).Press(Next);
        for (int i = 0; i < 20; i++)
            _story.Press(Select);

        Assert.True(_story.Frame.Shows("Hold Select to arm it"));
        Assert.Empty(_story.Commands);
        Assert.True(_story.Press(Next).Frame.Shows("4/5"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void It_is_armed_by_a_held_select_once_and_the_display_counts_down(bool isAsked)
    {
        _story.Press(Next).Press(Next).Press(Next).Press(Next);
        if (isAsked)
            _story.Press(Select);

        Assert.True(_story.Down(Select).Wait(2.9).Frame.Shows("Keep holding"));
        Assert.Empty(_story.Commands);
        _story.Wait(0.2).Tell(Armed(272)).Wait(20).Up(Select);

        Assert.Equal([new PanelCommand(PanelAction.Arm, "wipe")], _story.Commands);
        Assert.True(_story.Frame.Shows("ARMED"));
        Assert.True(_story.Frame.Shows("4:12"));
        Assert.True(_story.Wait(1).Frame.Shows("4:11"));
    }

    [Fact]
    public void Let_go_too_early_nothing_is_armed()
    {
        _story.Press(Next).Press(Next).Press(Next).Press(Next).Hold(Select, 2.9);

        Assert.Empty(_story.Wait(10).Commands);
    }

    [Fact]
    public void A_long_select_disarms()
    {
        _story.Tell(Armed(100)).Down(Select).Wait(1);
        Assert.True(_story.Tell(Idle).Frame.Shows("Disarmed"));
        _story.Wait(7).Up(Select);

        Assert.Equal([new PanelCommand(PanelAction.Disarm)], _story.Commands);
    }

    [Fact]
    public void Select_held_very_long_ejects_and_once_more_switches_off()
    {
        Assert.True(_story.Down(Select).Wait(4).Frame.Shows("Eject the drive"));
        Assert.True(_story.Wait(1.5).Frame.Shows("Let go now"));
        Assert.Empty(_story.Commands);
        Assert.Equal([new PanelCommand(PanelAction.Eject)], _story.Up(Select).Commands);

        Assert.True(_story.Tell(Idle with { Phase = BoxPhase.Ejected }).Frame.Shows("Safe to unplug"));
        Assert.True(_story.Down(Select).Wait(3).Frame.Shows("Switch the box off"));
        _story.Wait(3).Up(Select);
        Assert.Equal([new PanelCommand(PanelAction.Eject), new PanelCommand(PanelAction.PowerOff)], _story.Commands);
    }

    [Fact]
    public void A_press_never_does_more_than_the_display_said_when_it_began()
    {
        _story.Down(Select).Wait(3).Tell(Idle with { Phase = BoxPhase.Ejected }).Wait(5).Up(Select);

        Assert.Empty(_story.Commands);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_hold_that_begins_before_the_list_goes_home_by_itself_stays_what_it_was(bool isAsked)
    {
        _story.Press(Next).Press(Next).Press(Next).Press(Next);
        if (isAsked)
            _story.Press(Select);
        _story.Wait(18).Down(Select).Wait(6).Tell(Armed(100)).Up(Select);

        Assert.Equal([new PanelCommand(PanelAction.Arm, "wipe")], _story.Commands);
    }

    [Fact]
    public void Without_a_drive_select_held_very_long_switches_off_at_once()
    {
        _story.Tell(Idle with { Drive = new DriveStatus("", 0, null) });

        Assert.True(_story.Down(Select).Wait(4).Frame.Shows("Switch the box off"));
        Assert.Equal([new PanelCommand(PanelAction.PowerOff)], _story.Wait(2).Up(Select).Commands);
    }

    [Fact]
    public void A_drive_that_is_pulled_out_while_select_is_held_does_not_make_an_eject_a_power_off()
    {
        _story.Down(Select).Wait(3).Tell(Idle with { Drive = new DriveStatus("", 0, null) }).Wait(5).Up(Select);

        Assert.Empty(_story.Commands);
    }

    [Fact]
    public void A_refusal_that_is_longer_than_its_time_passes_by_to_its_end()
    {
        const string cure = "There is no image \"debian-installer/amd64\" on the drive: 'pibootbox profile list' shows what there is at the end";
        var flat = new PanelStory(DisplaySize.Flat, Idle);
        flat.Press(Next).Press(Next).Press(Select).Refuse("Not possible", cure);

        Assert.True(flat.Wait(14).Frame.Shows("Not possible"));
        bool wasSeen = false;
        for (int i = 0; i < 200 && !wasSeen; i++)
            wasSeen = flat.Wait(0.1).Frame.Shows("the end");
        Assert.True(wasSeen);
        Assert.True(flat.Wait(40).Frame.Shows("Menu"));
    }

    [Fact]
    public void What_an_owner_wrote_that_erases_disks_is_shown_as_such()
    {
        _story.Tell(Active("wipe"));
        Assert.Equal(LedPattern.Double, LedTable.Pattern(Leds.Attention, Active("wipe")));
        Assert.True(_story.Press(Next).Frame.Shows("Is active: erases!"));
    }

    [Fact]
    public void A_profile_that_turns_dangerous_while_select_is_down_is_not_armed()
    {
        ProfileOffer[] turned = [.. Offers.Select(o => o with { IsDestructive = o.Choice == "local" })];
        _story.Press(Next).Press(Next).Down(Select).Wait(1).Tell(Idle with { Profile = Idle.Profile with { Offers = turned } }).Wait(8).Up(Select);

        Assert.Empty(_story.Commands);
    }

    [Fact]
    public void A_list_that_shrinks_under_the_finger_never_takes_another_profile_than_the_one_in_sight()
    {
        _story.Press(Next).Press(Next).Press(Next);

        _story.Tell(Idle with { Profile = Idle.Profile with { Offers = Offers[..2] } });

        Assert.True(_story.Frame.Shows("Local disk"));
        Assert.True(_story.Frame.Shows("2/2"));
    }

    [Theory]
    [InlineData(BoxPhase.Starting)]
    [InlineData(BoxPhase.Updating)]
    [InlineData(BoxPhase.ShuttingDown)]
    public void While_the_box_is_busy_with_itself_the_buttons_do_nothing(BoxPhase phase)
    {
        _story.Tell(Idle with { Phase = phase }).Press(Next).Press(Next).Press(Select).Hold(Select, 6);

        Assert.Empty(_story.Commands);
    }

    [Fact]
    public void With_two_buttons_everything_can_be_reached()
    {
        _story.Press(Next).Press(Next).Press(Next).Press(Next).Press(Select);
        Assert.True(_story.Frame.Shows("Hold Select to arm it"));
        Assert.True(_story.Hold(Next, 1).Frame.Shows("4/5"));
        Assert.True(_story.Hold(Next, 1).Frame.Shows("192.168.77.1"));
    }

    [Fact]
    public void Select_turns_the_pages_by_hand()
    {
        _story.Tell(Idle with { Troubles = [NoLink], Machines = [Reading] });

        Assert.True(_story.Frame.Shows("No link on eth0"));
        Assert.True(_story.Press(Select).Frame.Shows("pc-07"));
        Assert.True(_story.Press(Select).Frame.Shows("192.168.77.1"));
        Assert.True(_story.Press(Select).Frame.Shows("No link on eth0"));
    }

    [Fact]
    public void A_stuck_button_is_told_and_the_rest_works_on()
    {
        Assert.True(_story.Down(Back).Wait(31).Frame.Shows("Back is stuck"));
        Assert.True(_story.Press(Next).Press(Next).Frame.Shows("2/5"));
        Assert.False(_story.Up(Back).Wait(30).Frame.Shows("Back is stuck"));
        Assert.Empty(_story.Commands);
    }

    [Fact]
    public void A_select_that_is_wired_the_wrong_way_round_ejects_nothing() =>
        Assert.Empty(_story.Down(Select).Wait(600).Commands);
}
