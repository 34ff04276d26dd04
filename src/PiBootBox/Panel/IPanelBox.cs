using PiBootBox.Core.Panel;

namespace PiBootBox.Panel;

/// <summary>What a panel shows, and whom its buttons command. Only the panel's thread calls it.</summary>
public interface IPanelBox
{
    /// <param name="now">Monotonic time since the box's boot.</param>
    PanelStatus Look(TimeSpan now);

    /// <returns>Null when it is done or under way; else why not, in the words of a small display.</returns>
    PanelRefusal? Do(PanelCommand command, TimeSpan now);
}

/// <param name="Problem">One short line.</param>
/// <param name="Cure">What to do instead.</param>
public sealed record PanelRefusal(string Problem, string Cure);
