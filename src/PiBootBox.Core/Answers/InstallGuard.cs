using PiBootBox.Core.Images;
using PiBootBox.Core.Machines;

namespace PiBootBox.Core.Answers;

/// <summary>Whether an unattended image may start by itself: a profile that never changes must not install the same machine again and again.</summary>
public static class InstallGuard
{
    /// <summary>A cable or a power cut may spoil one, or two; what never reports its end would go on for ever.</summary>
    private const int MostStarts = 3;

    /// <param name="machine">Null for any machine that nothing is known of.</param>
    /// <returns>Null where it may, else a sentence.</returns>
    public static string? Forbids(AnswerFile answers, BootImage image, MachineId? machine, InstallBook? book)
    {
        if (answers.Problem is { } problem)
            return $"{image.Title} cannot install by itself, for its answer file has a mistake. {problem}";
        if (!answers.Template.ReportsItsEnd)
            return $"{image.Title} does not start by itself: {answers.Path} never calls {{{{done}}}}, so it would be installed again at every start.";
        if (book?.Doubt is { } doubt)
            return $"{image.Title} does not start by itself. {doubt}";
        if (machine is not { } known)
            return null;
        if (book?.Of(known) is not { } last)
        {
            return book?.IsFull == true
                ? $"{image.Title} does not start by itself: the box remembers {InstallBook.Most:N0} machines that are installed, and cannot remember one more. Remove old machines from the file installs in the state folder, and restart the box."
                : null;
        }
        if (last.Image != image.Id)
            return null;
        if (last.IsDone)
            return $"{image.Title} is installed on this machine, so its own disk starts. Choose it in the menu to install it again.";
        return last.Starts >= MostStarts
            ? $"{image.Title} was started here {last.Starts} times and never reported its end, so the PC's own disk starts. Choose it in the menu to try again."
            : null;
    }
}
