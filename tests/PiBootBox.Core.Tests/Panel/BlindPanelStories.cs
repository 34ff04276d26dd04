using PiBootBox.Core.Panel;
using static PiBootBox.Core.Panel.PanelButton;
using static PiBootBox.Core.Tests.Panel.PanelSamples;

namespace PiBootBox.Core.Tests.Panel;

/// <summary>A panel without a display: LEDs and buttons.</summary>
public class BlindPanelStories
{
    private const Leds All = Leds.Ready | Leds.Activity | Leds.Attention;

    private readonly PanelStory _story = new(null, Idle);

    [Fact]
    public void Next_counts_through_the_profiles_in_flashes_and_select_takes_one()
    {
        _story.Press(Next).Press(Next).Press(Next);

        Assert.Equal(3, Flashes(2.7));
        _story.Press(Select);
        Assert.Equal([new PanelCommand(PanelAction.Choose, "debian")], _story.Commands);
        Assert.Equal(All, _story.Tell(Active("debian")).Picture.Lit);
        Assert.Equal(Leds.Ready, _story.Wait(4).Picture.Lit);
    }

    [Fact]
    public void What_erases_disks_is_not_among_them()
    {
        for (int i = 0; i < 40; i++)
            _story.Press(Next).Press(Select).Tell(Active(_story.Commands.LastOrDefault(new PanelCommand(PanelAction.Choose, "menu")).Choice)).Wait(5);
        for (int i = 0; i < 5; i++)
            _story.Press(Next).Hold(Select, 3.5);

        Assert.DoesNotContain(_story.Commands, c => c.Choice == "wipe");
    }

    [Fact]
    public void Select_held_very_long_makes_all_LEDs_blink_then_steady_and_ejects_on_letting_go()
    {
        _story.Down(Select).Wait(5.1);
        for (int i = 0; i < 10; i++)
            Assert.Equal(All, _story.Wait(0.1).Picture.Lit);
        _story.Up(Select);

        Assert.Equal([new PanelCommand(PanelAction.Eject)], _story.Commands);
    }

    [Fact]
    public void A_profile_cannot_be_armed_once_the_display_is_gone()
    {
        var story = new PanelStory(DisplaySize.Tall, Idle);
        story.Press(Next).Press(Next).Press(Next).Press(Next).Press(Select).Down(Select).Wait(2).Use(null).Wait(3).Up(Select);

        Assert.Empty(story.Commands);
    }

    [Fact]
    public void Nor_when_only_somebody_elsewhere_still_sees_the_picture()
    {
        var story = new PanelStory(DisplaySize.Tall, Idle);
        story.Press(Next).Press(Next).Press(Next).Press(Next).Press(Select).Down(Select).Wait(2).Use(DisplaySize.Tall, isSeen: false).Wait(3).Up(Select);
        for (int i = 0; i < 5; i++)
            story.Press(Next).Hold(Select, 3.5);

        Assert.DoesNotContain(story.Commands, command => command.Action == PanelAction.Arm);
        Assert.NotNull(story.Picture.Frame);
    }

    [Fact]
    public void What_is_armed_can_be_disarmed() =>
        Assert.Equal([new PanelCommand(PanelAction.Disarm)], _story.Tell(Armed(100)).Hold(Select, 1).Commands);

    private int Flashes(double seconds)
    {
        int flashes = 0;
        for (double at = 0; at < seconds; at += 0.05)
        {
            bool wasLit = _story.Picture.Lit.HasFlag(Leds.Activity);
            flashes += !wasLit && _story.Wait(0.05).Picture.Lit.HasFlag(Leds.Activity) ? 1 : wasLit ? Skip() : 0;
        }
        return flashes;

        int Skip()
        {
            _story.Wait(0.05);
            return 0;
        }
    }
}
