using PiBootBox.Core.Panel;
using PiBootBox.Core.Profiles;

namespace PiBootBox.Panel;

/// <summary>The running box, as its panel sees it.</summary>
public sealed class PanelBox(PanelStatusFeed feed, ProfileDesk profiles, PowerFlags power) : IPanelBox
{
    public PanelStatus Look(TimeSpan now) => feed.Look(power.Phase, now);

    public PanelRefusal? Do(PanelCommand command, TimeSpan now)
    {
        switch (command.Action)
        {
            case PanelAction.Eject:
                return power.Eject();
            case PanelAction.PowerOff:
                return power.PowerOff();
            default:
                ProfileAnswer answer = profiles.Do(command, now);
                return answer.IsDone ? null : new PanelRefusal("Not possible", answer.Sentence);
        }
    }
}
