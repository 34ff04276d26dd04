using PiBootBox.Core.Panel;

namespace PiBootBox.Lab.Panel;

/// <summary>The list of profiles of a box without images, as its panel draws it.</summary>
internal static class ChoiceShown
{
    private static readonly ProfileOffer[] Offers = [new("menu", "The menu", false), new("local", "The PC's own disk", false)];

    /// <param name="presses">Of the button next, since the panel showed something else: the first one shows what is active, the local disk.</param>
    /// <returns>One for each place where the picture may stand: it moves from minute to minute.</returns>
    public static IReadOnlyList<Frame> After(int presses)
    {
        var frames = new List<Frame>();
        for (int minute = 0; minute < 4; minute++)
            frames.Add(Draw(presses, TimeSpan.FromMinutes(minute)));
        return frames;
    }

    private static Frame Draw(int presses, TimeSpan now)
    {
        var keeper = new PanelKeeper(DisplaySize.Tall);
        keeper.On(new PanelStatus(BoxPhase.Running, [], new DriveStatus("", 0, null), new ProfileStatus("local", "The PC's own disk", Offers, null), [], 0, []), now);
        for (int i = 0; i < presses; i++)
        {
            foreach (bool isDown in new[] { true, false })
            {
                keeper.On(new ButtonChange(PanelButton.Next, isDown), now);
                now += TimeSpan.FromSeconds(0.1);
                keeper.Look(now);
            }
        }
        return keeper.Look(now).Frame!;
    }
}
