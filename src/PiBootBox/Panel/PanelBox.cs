using PiBootBox.Core.Panel;
using PiBootBox.Core.Profiles;

namespace PiBootBox.Panel;

/// <summary>The running box, as its panel sees it.</summary>
public sealed class PanelBox(PanelStatusFeed feed, ProfileDesk profiles, PowerFlags power) : IPanelBox
{
    public PanelStatus Look(TimeSpan now)
    {
        BoxPhase phase = power.Phase(now);
        PanelStatus status = feed.Look(phase, now);
        if (phase != BoxPhase.Updating || status.Profile.ArmedFor is null)
            return status;
        // An update has the display and the LEDs for itself: nobody would see that the next PC loses its disk.
        profiles.Do(new PanelCommand(PanelAction.Disarm), now);
        return feed.Look(phase, now);
    }

    public PanelRefusal? Do(PanelCommand command, TimeSpan now)
    {
        switch (command.Action)
        {
            case PanelAction.Eject:
                return power.Eject(now);
            case PanelAction.PowerOff:
                return power.PowerOff();
            default:
                ProfileAnswer answer = profiles.Do(command, now);
                return answer.IsDone ? null : new PanelRefusal("Not possible", answer.Sentence);
        }
    }
}
