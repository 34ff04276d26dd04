using PiBootBox.Core.Answers;
using PiBootBox.Core.Boot;
using PiBootBox.Core.Machines;
using PiBootBox.Core.Tree;

namespace PiBootBox.Core.Images;

/// <summary>What the drive's owner wrote about images, put onto the images that were found.</summary>
public static class SettingsApplied
{
    /// <param name="root">The drive that the settings lie on: their paths are its own.</param>
    internal static BootImage[] To(FileRoot root, IReadOnlyList<BootImage> images, DriveSettings settings, List<SettingMistake> unused)
    {
        BootImage[] result = [.. images];
        foreach ((string name, ImageSettings wish) in settings.Images)
        {
            string wanted = name.Trim('/');
            int at = Array.FindIndex(result, i => i.Id == wanted || i.Path.Equals(wanted, StringComparison.OrdinalIgnoreCase));
            if (at < 0)
                at = Array.FindIndex(result, i => i.Path.Equals(root.Prefix + wanted, StringComparison.OrdinalIgnoreCase));
            if (at < 0)
            {
                unused.Add(new SettingMistake(0, $"No image \"{Printable.Name(name)}\" is on this drive. `pibootbox images` lists the paths and ids."));
                continue;
            }
            result[at] = result[at] with
            {
                Title = wish.Title ?? result[at].Title,
                Arguments = KernelArguments.Join(result[at].Arguments, wish.Arguments),
                Hidden = wish.Hidden,
                ErasesDisk = wish.Destructive,
            };
        }
        return TellApart(result);
    }

    /// <summary>A default, or a machine's image, that is neither on the drive nor a word of its own.</summary>
    internal static IEnumerable<SettingMistake> ChoicesWithoutImage(DriveSnapshot drive)
    {
        if (IsMissing(drive, drive.Settings.Default))
            yield return Missing("The default", drive.Settings.Default!);
        foreach (SettingMistake mistake in MachinesWithoutFiles(drive, drive.Settings.Rules))
            yield return mistake;
    }

    /// <summary>Machines whose image is neither on the drive nor a word of its own, and those whose answers are not there.</summary>
    public static IEnumerable<SettingMistake> MachinesWithoutFiles(DriveSnapshot drive, MachineRules rules)
    {
        foreach (MachineRule rule in rules.All.OrderBy(rule => rule.Line))
        {
            if (IsMissing(drive, rule.Settings.Image))
                yield return Missing($"The image of the machine {rule.Who}", rule.Settings.Image!, rule.Line);
            if (rule.Settings.Answers is { } answers && AnswerKinds.Of(answers) is not null && drive.FindAnswers(answers) is null)
                yield return new SettingMistake(rule.Line, $"The answers of the machine {rule.Who}, \"{Printable.Name(answers)}\", are not on this drive. Copy them there, or take \"answers\" away.");
        }
    }

    private static bool IsMissing(DriveSnapshot drive, string? choice) =>
        choice is not null && new Profile(choice) is { IsMenu: false, IsLocal: false } && drive.FindImage(choice) is null;

    private static SettingMistake Missing(string what, string choice, int line = 0) =>
        new(line, $"{what}, \"{Printable.Name(choice)}\", is no image of this drive. Write \"menu\", \"local\", or a path or id that `pibootbox images` lists.");

    /// <summary>Two copies of the same system would read alike in the menu: their places tell them apart.</summary>
    internal static BootImage[] TellApart(IReadOnlyList<BootImage> images)
    {
        HashSet<string> twice =
        [
            .. images.GroupBy(i => i.Title, StringComparer.OrdinalIgnoreCase).Where(g => g.Count() > 1).Select(g => g.Key),
        ];
        return [.. images.Select(i => twice.Contains(i.Title) ? i with { Title = $"{i.Title} - {i.Path}" } : i)];
    }
}
