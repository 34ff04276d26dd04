using FsCheck;
using FsCheck.Fluent;
using PiBootBox.Core.Panel;
using PiBootBox.Core.Roles;
using static PiBootBox.Core.Tests.Panel.PanelSamples;

namespace PiBootBox.Core.Tests.Panel;

public class PanelProperties
{
    private static readonly Gen<string> Words =
        from text in Gen.Frequency((5, Gen.Elements("", "pc-07", "Wipe all disks", "A name that no display of this size has room for")), (1, ArbMap.Default.GeneratorFor<string?>().Select(t => t ?? "")))
        select text;

    private static readonly Gen<PanelStatus> Statuses =
        from phase in Gen.Frequency((12, Gen.Constant(BoxPhase.Running)), (1, Gen.Elements(Enum.GetValues<BoxPhase>())))
        from ports in Gen.ListOf(
            from name in Words
            from link in ArbMap.Default.GeneratorFor<bool>()
            from role in Gen.Elements(Enum.GetValues<Role>())
            select new PortStatus(name, link, link ? Address : null, role))
        from drive in Words
        from problem in Gen.Elements<string?>(null, null, "It cannot be read")
        from offers in Gen.ListOf(
            from choice in Gen.Elements("menu", "local", "a", "b", "c")
            from title in Words
            from isDestructive in ArbMap.Default.GeneratorFor<bool>()
            select new ProfileOffer(choice, title, isDestructive))
        from active in Gen.Elements("menu", "local", "a", "gone")
        from armed in Gen.Frequency((4, Gen.Constant<int?>(null)), (1, Gen.Choose(0, 100_000).Select(s => (int?)s)))
        from machines in Gen.ListOf(
            from name in Words
            from step in Words
            from percent in Gen.Elements<int?>(null, 0, 50, 100, int.MaxValue, -1)
            from rate in Gen.Elements(0L, 1L, 5_000_000L, long.MaxValue)
            from isUp in ArbMap.Default.GeneratorFor<bool>()
            select new MachineStatus(name, step, percent, rate, isUp))
        from troubles in Gen.ListOf(
            from kind in Gen.Elements("a", "b", "c")
            from what in Words
            from cure in Words
            select new Diagnosis(kind, what, cure))
        select new PanelStatus(
            phase, [.. ports], new DriveStatus(drive, offers.Count, problem),
            new ProfileStatus(active, active, [.. offers], armed is { } s ? TimeSpan.FromSeconds(s) : null), [.. machines], machines.Count, [.. troubles]);

    /// <summary>Something that happens, after some milliseconds.</summary>
    private static readonly Gen<(int Wait, ButtonChange? Change, PanelStatus? Status)> Happenings =
        from wait in Gen.Frequency((60, Gen.Choose(0, 400)), (30, Gen.Choose(400, 7_000)), (4, Gen.Choose(7_000, 100_000)), (1, Gen.Constant(1_000_000)))
        from button in Gen.Elements(PanelButton.Next, PanelButton.Select, PanelButton.Select, PanelButton.Back)
        from isDown in ArbMap.Default.GeneratorFor<bool>()
        from status in Gen.Frequency((4, Gen.Constant<PanelStatus?>(null)), (1, Statuses.Select(s => (PanelStatus?)s)))
        select (wait, status is null ? new ButtonChange(button, isDown) : (ButtonChange?)null, status);

    [Fact]
    public void Whatever_happens_the_panel_goes_on_and_arms_only_what_was_held_in_sight()
    {
        var games =
            from size in Gen.Elements<DisplaySize?>(DisplaySize.Tall, DisplaySize.Flat, null)
            from first in Statuses
            from all in Gen.ListOf(Happenings)
            select (size, first, all);
        Prop.ForAll(games.ToArbitrary(), game =>
        {
            var story = new PanelStory(game.size, game.first);
            PanelStatus status = game.first;
            TimeSpan? selectDown = null;
            foreach ((int wait, ButtonChange? change, PanelStatus? news) in game.all)
            {
                int known = story.Commands.Count, looks = story.Looks;
                story.Wait(wait / 1000.0);
                Assert.InRange(story.Looks - looks, 0, 100 + wait / 20);
                if (change is { } press)
                {
                    if (press.Button == PanelButton.Select)
                        selectDown = press.IsDown ? selectDown ?? story.Now : null;
                    (press.IsDown ? (Func<PanelButton, PanelStory>)story.Down : story.Up)(press.Button);
                }
                foreach (PanelCommand command in story.Commands.Skip(known))
                    AssertAllowed(command, status, game.size, selectDown, story.Now);
                if (news is not null)
                    story.Tell(status = news);
            }
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void The_same_story_gives_the_same_pictures()
    {
        var games = from first in Statuses from all in Gen.ListOf(Happenings) select (first, all);
        Prop.ForAll(games.ToArbitrary(), game =>
        {
            var one = new PanelStory(DisplaySize.Tall, game.first);
            var other = new PanelStory(DisplaySize.Tall, game.first);
            foreach ((int wait, ButtonChange? change, PanelStatus? news) in game.all)
            {
                foreach (PanelStory story in (PanelStory[])[one, other])
                {
                    story.Wait(wait / 1000.0);
                    if (change is { } press)
                        (press.IsDown ? (Func<PanelButton, PanelStory>)story.Down : story.Up)(press.Button);
                    if (news is not null)
                        story.Tell(news);
                }
                Assert.True(one.Frame.Bytes.SequenceEqual(other.Frame.Bytes));
                Assert.Equal(one.Picture with { Frame = null }, other.Picture with { Frame = null });
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(25));
    }

    private static void AssertAllowed(PanelCommand command, PanelStatus status, DisplaySize? size, TimeSpan? selectDown, TimeSpan now)
    {
        bool isDestructive = status.Profile.Offers.Any(o => o.Choice == command.Choice && o.IsDestructive);
        switch (command.Action)
        {
            case PanelAction.Arm:
                Assert.NotNull(size);
                Assert.True(isDestructive);
                Assert.True(now - selectDown >= PressReader.FirmTime);
                break;
            case PanelAction.Choose:
                Assert.Contains(status.Profile.Offers, o => o.Choice == command.Choice && !o.IsDestructive);
                break;
            case PanelAction.Eject:
                Assert.Equal(BoxPhase.Running, status.Phase);
                break;
            case PanelAction.PowerOff:
                Assert.True(status.Phase == BoxPhase.Ejected || status is { Phase: BoxPhase.Running, Drive.Name: "" });
                break;
        }
    }
}
