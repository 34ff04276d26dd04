using FsCheck;
using FsCheck.Fluent;
using PiBootBox.Core.Panel;

namespace PiBootBox.Core.Tests.Panel;

public class PressReaderTests
{
    private readonly PressReader _reader = new();

    [Fact]
    public void A_button_let_go_early_is_a_short_press()
    {
        Change(PanelButton.Next, true, 1);
        Change(PanelButton.Next, false, 1.3);

        Assert.Equal([PressKind.Down, PressKind.Short], Kinds(2));
    }

    [Fact]
    public void A_held_button_is_a_long_press_before_it_is_let_go_and_a_firm_one_later()
    {
        Change(PanelButton.Select, true, 1);

        Assert.Equal([PressKind.Down], Kinds(1.79));
        Assert.Equal([PressKind.Long], Kinds(1.8));
        Assert.Equal([PressKind.Firm], Kinds(4));
        Change(PanelButton.Select, false, 4.5);
        Assert.Empty(Kinds(5));
    }

    [Fact]
    public void A_very_long_press_counts_when_it_is_let_go()
    {
        Change(PanelButton.Select, true, 1);
        Assert.Equal([PressKind.Down, PressKind.Long, PressKind.Firm], Kinds(20));

        Change(PanelButton.Select, false, 20.5);

        Assert.Equal([PressKind.VeryLong], Kinds(21));
    }

    [Fact]
    public void Bounces_at_both_ends_of_a_press_are_no_presses()
    {
        bool isDown = false;
        foreach (double at in (double[])[1, 1.002, 1.006, 1.007, 1.010, 1.2, 1.202, 1.207, 1.210, 1.211])
            Change(PanelButton.Next, isDown = !isDown, at);
        Change(PanelButton.Next, false, 1.212);

        Assert.Equal([PressKind.Down, PressKind.Short], Kinds(2));
    }

    [Fact]
    public void A_contact_that_fails_for_a_moment_does_not_end_a_long_press()
    {
        Change(PanelButton.Select, true, 1);
        Change(PanelButton.Select, false, 1.5);
        Change(PanelButton.Select, true, 1.51);

        Assert.Equal([PressKind.Down, PressKind.Long], Kinds(1.8));
    }

    [Fact]
    public void Two_buttons_at_once_are_no_press_until_both_are_up()
    {
        Change(PanelButton.Next, true, 1);
        Change(PanelButton.Select, true, 1.2);
        Change(PanelButton.Next, false, 1.4);
        Change(PanelButton.Select, false, 8);

        Assert.Equal([PressKind.Down], Kinds(9));

        Change(PanelButton.Select, true, 10);
        Change(PanelButton.Select, false, 10.2);
        Assert.Equal([PressKind.Down, PressKind.Short], Kinds(11));
    }

    [Fact]
    public void A_stuck_button_is_told_is_no_press_and_does_not_disable_the_others()
    {
        Change(PanelButton.Select, true, 1);
        Assert.Equal([PressKind.Down, PressKind.Long, PressKind.Firm], Kinds(30.9));
        Assert.Null(_reader.Stuck);
        Assert.Empty(Kinds(31));
        Assert.Equal(PanelButton.Select, _reader.Stuck);

        Change(PanelButton.Next, true, 40);
        Change(PanelButton.Next, false, 40.1);
        Assert.Equal([PressKind.Down, PressKind.Short], Kinds(41));

        Change(PanelButton.Select, false, 50);
        Assert.Empty(Kinds(51));
        Assert.Null(_reader.Stuck);
        Change(PanelButton.Select, true, 60);
        Change(PanelButton.Select, false, 60.1);
        Assert.Equal([PressKind.Down, PressKind.Short], Kinds(61));
    }

    [Fact]
    public void What_was_down_before_is_no_press_however_long_it_is_held_and_is_told_as_stuck()
    {
        foreach (double held in (double[])[0.3, 1, 4, 20])
        {
            Change(PanelButton.Select, true, 1000 * held, wasDown: true);
            Assert.Null(_reader.Held);
            Change(PanelButton.Select, false, 1001 * held);
            Assert.Empty(Kinds(1002 * held));
        }

        Change(PanelButton.Select, true, 30_000, wasDown: true);
        Assert.Empty(Kinds(30_029.9));
        Assert.Null(_reader.Stuck);
        Assert.Empty(Kinds(30_030));
        Assert.Equal(PanelButton.Select, _reader.Stuck);
        Change(PanelButton.Select, false, 30_040);
        Change(PanelButton.Select, true, 30_041);
        Change(PanelButton.Select, false, 30_041.3);
        Assert.Equal([PressKind.Down, PressKind.Short], Kinds(30_042));
    }

    [Fact]
    public void A_bounce_makes_no_press_of_what_was_down_before()
    {
        Change(PanelButton.Select, true, 1, wasDown: true);
        Change(PanelButton.Select, false, 1.005);
        Change(PanelButton.Select, true, 1.010);
        Change(PanelButton.Select, false, 7);

        Assert.Empty(Kinds(8));
    }

    [Fact]
    public void What_was_forgotten_leads_to_nothing_and_the_next_press_counts()
    {
        Change(PanelButton.Select, true, 1);
        Assert.Equal([PressKind.Down], Kinds(1.1));
        _reader.Forget();
        Change(PanelButton.Select, false, 7);
        Change(PanelButton.Select, true, 8);
        Change(PanelButton.Select, false, 8.2);

        Assert.Equal([PressKind.Down, PressKind.Short], Kinds(9));
    }

    [Fact]
    public void Nothing_is_due_while_no_button_is_down() => Assert.Null(_reader.Next);

    [Fact]
    public void However_late_it_is_read_the_same_presses_come_out()
    {
        var changes = Gen.ListOf(
            from button in Gen.Elements(PanelButton.Next, PanelButton.Select, PanelButton.Back)
            from isDown in Gen.Elements(true, false)
            from wait in Gen.Frequency((3, Gen.Choose(0, 60)), (3, Gen.Choose(60, 1500)), (1, Gen.Choose(1500, 40_000)))
            select (button, isDown, wait));
        Prop.ForAll(changes.ToArbitrary(), all =>
        {
            var eager = new PressReader();
            var late = new PressReader();
            var eagerPresses = new List<Press>();
            var latePresses = new List<Press>();
            TimeSpan now = TimeSpan.FromSeconds(1);
            foreach ((PanelButton button, bool isDown, int wait) in all)
            {
                eager.On(new ButtonChange(button, isDown), now);
                late.On(new ButtonChange(button, isDown), now);
                TimeSpan next = now + TimeSpan.FromMilliseconds(wait);
                while (eager.Next is { } due && due <= next)
                    Drain(eager, due, eagerPresses);
                now = next;
            }
            now += TimeSpan.FromMinutes(2);
            while (eager.Next is { } due)
                Drain(eager, due, eagerPresses);
            Drain(late, now, latePresses);
            Assert.Equal(
                eagerPresses.GroupBy(p => p.Button).Select(g => string.Join(' ', g)).Order(),
                latePresses.GroupBy(p => p.Button).Select(g => string.Join(' ', g)).Order());
        }).QuickCheckThrowOnFailure();
    }

    private void Change(PanelButton button, bool isDown, double seconds, bool wasDown = false) =>
        _reader.On(new ButtonChange(button, isDown, wasDown), TimeSpan.FromSeconds(seconds));

    private PressKind[] Kinds(double seconds)
    {
        var presses = new List<Press>();
        Drain(_reader, TimeSpan.FromSeconds(seconds), presses);
        return [.. presses.Select(p => p.Kind)];
    }

    private static void Drain(PressReader reader, TimeSpan now, List<Press> into)
    {
        while (reader.Read(now) is { } press)
            into.Add(press);
    }
}
