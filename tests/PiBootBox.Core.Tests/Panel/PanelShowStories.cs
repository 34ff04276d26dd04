using PiBootBox.Core.Panel;
using static PiBootBox.Core.Panel.PanelButton;
using static PiBootBox.Core.Tests.Panel.PanelSamples;

namespace PiBootBox.Core.Tests.Panel;

/// <summary>What the panel shows by itself.</summary>
public class PanelShowStories
{
    private readonly PanelStory _story = new(DisplaySize.Tall, Idle);

    [Fact]
    public void Before_anything_is_known_the_box_starts() =>
        Assert.True(new PanelStory(DisplaySize.Flat).Frame.Shows("starting"));

    [Fact]
    public void A_machine_is_shown_at_once_with_its_progress_and_for_a_while_when_it_is_up()
    {
        Assert.True(_story.Tell(Idle with { Machines = [Reading] }).Frame.Shows("62%"));
        Assert.True(_story.Tell(Idle with { Machines = [Reading with { Percent = 80 }] }).Frame.Shows("80%"));
        PanelStatus up = Idle with { Machines = [Reading with { IsUp = true, Percent = null, Rate = 0, Step = "system runs" }] };
        Assert.True(_story.Tell(up).Frame.Shows("Is up"));
        Assert.True(_story.Wait(11).Frame.Shows("none booting"));
    }

    [Fact]
    public void Of_many_machines_all_are_seen()
    {
        MachineStatus[] room = [.. Enumerable.Range(0, 30).Select(i => Reading with { Name = $"pc-{100 + i}" })];
        _story.Tell(Idle with { Machines = room });
        var seen = new HashSet<string>();
        for (int i = 0; i < 24; i++)
        {
            seen.UnionWith(room.Select(m => m.Name).Where(_story.Frame.Shows));
            _story.Wait(1);
        }

        Assert.Equal(30, seen.Count);
    }

    [Fact]
    public void Troubles_and_machines_take_turns_and_each_is_seen()
    {
        _story.Tell(Idle with { Troubles = [NoLink, OtherServer], Machines = [Reading] });
        var seen = new HashSet<string>();
        for (int i = 0; i < 60; i++)
        {
            seen.UnionWith(((string[])["No link on eth0", "10.0.0.9", "pc-07", "192.168.77.1"]).Where(_story.Frame.Shows));
            _story.Wait(1);
        }

        Assert.Equal(["10.0.0.9", "No link on eth0", "pc-07"], seen.Order());
    }

    [Fact]
    public void Two_machines_with_one_trouble_are_two_pages()
    {
        _story.Tell(Idle with { Troubles = [new("x", "pc-1 lost it", "Look"), new("x", "pc-2 lost it", "Look")] });

        Assert.True(_story.Frame.Shows("pc-1"));
        Assert.True(_story.Wait(6.5).Frame.Shows("pc-2"));
    }

    [Fact]
    public void It_dims_then_sleeps_and_a_press_that_wakes_it_only_wakes()
    {
        Assert.Equal(PanelLight.Bright, _story.Wait(119).Picture.Light);
        Assert.Equal(PanelLight.Dim, _story.Wait(2).Picture.Light);
        Assert.Equal(PanelLight.Off, _story.Wait(15 * 60).Picture.Light);

        Assert.Equal(PanelLight.Bright, _story.Press(Next).Picture.Light);
        Assert.True(_story.Frame.Shows("192.168.77.1"));
        Assert.True(_story.Press(Next).Frame.Shows("1/5"));
    }

    [Fact]
    public void A_held_select_that_wakes_it_ejects_nothing() => Assert.Empty(_story.Wait(3600).Hold(Select, 7).Commands);

    public static TheoryData<PanelStatus> News => new()
    {
        { Idle with { Machines = [Reading] } },
        { Idle with { Troubles = [NoLink] } },
        { Idle with { Drive = new DriveStatus("", 0, null) } },
        { Idle with { Ports = [Idle.Ports[0] with { HasLink = false }] } },
        { Active("debian") },
        { Armed(60) },
        { Idle with { Phase = BoxPhase.Updating } },
    };

    [Theory]
    [MemberData(nameof(News))]
    public void Any_news_wakes_it(PanelStatus news) =>
        Assert.Equal(PanelLight.Bright, _story.Wait(3600).Tell(news).Picture.Light);

    [Fact]
    public void The_same_status_again_does_not_wake_it() =>
        Assert.Equal(PanelLight.Off, _story.Wait(3600).Tell(Idle with { Machines = [], Troubles = [], MachinesSeen = 1 }).Picture.Light);

    [Fact]
    public void It_does_not_sleep_while_armed_or_updated()
    {
        Assert.Equal(PanelLight.Dim, _story.Tell(Armed(7200)).Wait(1000).Picture.Light);
        Assert.Equal(PanelLight.Dim, _story.Tell(Idle with { Phase = BoxPhase.Updating }).Wait(1000).Picture.Light);
    }

    [Fact]
    public void The_picture_moves_by_a_pixel_each_minute()
    {
        string first = FrameText.Of(_story.Frame);
        var seen = new HashSet<string>();
        for (int i = 0; i < 5; i++)
        {
            seen.Add(FrameText.Of(_story.Frame));
            _story.Wait(60);
        }

        Assert.Equal(4, seen.Count);
        Assert.Contains(first, seen);
    }

    [Fact]
    public void At_rest_the_program_wakes_once_a_minute_and_asleep_never()
    {
        int before = _story.Looks;
        _story.Wait(14 * 60);
        Assert.InRange(_story.Looks - before, 1, 16);

        _story.Wait(120);
        Assert.Equal(TimeSpan.MaxValue, _story.Picture.LookAgain);
    }

    [Fact]
    public void A_blinking_LED_does_not_draw_the_frame_anew()
    {
        _story.Tell(Idle with { Troubles = [NoLink], Drive = new DriveStatus("", 0, null), Machines = [Asking] });
        Frame frame = _story.Frame;
        Leds lit = _story.Picture.Lit;

        _story.Wait(1);

        Assert.NotEqual(lit, _story.Picture.Lit);
        Assert.Same(frame, _story.Frame);
    }

    [Fact]
    public void A_status_that_changes_nothing_in_sight_leaves_the_frame_as_it_is()
    {
        Frame frame = _story.Frame;

        Assert.Same(frame, _story.Tell(Idle with { Troubles = [] }).Frame);
    }

    [Fact]
    public void A_display_that_is_pulled_off_and_comes_back_shows_the_box()
    {
        _story.Press(Next).Press(Next);

        Assert.Null(_story.Use(null).Picture.Frame);
        Assert.True(_story.Wait(1).Use(DisplaySize.Flat).Frame.Shows("192.168.77.1"));
    }
}
