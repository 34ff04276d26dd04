using PiBootBox.Control;
using PiBootBox.Core;
using PiBootBox.Core.Panel;
using PiBootBox.Core.Profiles;
using PiBootBox.Linux.Clock;

namespace PiBootBox.Profiles;

/// <summary>
/// Answers <c>pibootbox profile</c>: <c>profile list</c>, <c>profile set CHOICE</c>, <c>profile arm CHOICE</c>, <c>profile disarm</c>. The
/// first line of an answer says whether it was done, the lines behind it are for people, and the last one is <see cref="End"/>.
/// </summary>
public sealed class ProfileControl(ProfileDesk desk)
{
    public const string Word = "profile";
    public const string List = "list", Set = "set", Arm = "arm", Disarm = "disarm";

    /// <summary>A choice of <see cref="Set"/>: nobody chose.</summary>
    public const string Default = "default";

    public const string Done = "done", Refused = "refused", End = ".";

    private const int IdWidth = 40;

    public async Task AnswerAsync(ControlConnection client, string rest)
    {
        string[] words = rest.Split(' ', 2);
        (string verb, string choice) = (words[0], words.Length > 1 ? words[1].Trim() : "");
        if (verb == List)
        {
            await client.SendLineAsync(Done);
            foreach (string line in Lines(desk.Status(BootClock.Now)))
                await client.SendLineAsync(line);
        }
        else
        {
            ProfileAnswer answer = Do(verb, choice, BootClock.Now);
            await client.SendLineAsync(answer.IsDone ? Done : Refused);
            await client.SendLineAsync(answer.Sentence);
        }
        await client.SendLineAsync(End);
    }

    private ProfileAnswer Do(string verb, string choice, TimeSpan now) => verb switch
    {
        Set when choice.Equals(Default, StringComparison.OrdinalIgnoreCase) => desk.Forget(now),
        Set => desk.Do(new PanelCommand(PanelAction.Choose, choice), now),
        Arm => desk.Do(new PanelCommand(PanelAction.Arm, choice), now),
        Disarm => desk.Do(new PanelCommand(PanelAction.Disarm), now),
        _ => new ProfileAnswer(false, "This service knows no such request about profiles: it is of another version than the command."),
    };

    private static IEnumerable<string> Lines(ProfileStatus status)
    {
        bool isOffered = false;
        foreach (ProfileOffer offer in status.Offers)
        {
            bool isActive = offer.Choice == status.Active;
            isOffered |= isActive;
            yield return Row(isActive, offer.Choice, offer.Title, offer.IsDestructive ? " (erases the disk: to be armed)" : "");
        }
        if (!isOffered)
            yield return Row(true, status.Active, status.Title, " (not on the drive, hidden or damaged)");
        if (status.ArmedFor is { } left)
            yield return $"{Printable.Name(status.Title)} is armed for {(int)left.TotalMinutes}:{left.Seconds:00} minutes more.";
    }

    private static string Row(bool isActive, string choice, string title, string remark) =>
        $"{(isActive ? '*' : ' ')} {Printable.Text(choice).PadRight(IdWidth)} {Printable.Name(title)}{remark}";
}
