using PiBootBox.Core.Machines;
using PiBootBox.Core.Tree;

namespace PiBootBox.Core.Images;

/// <summary>
/// Several drives as one: what lies on each keeps the path that begins with that drive's prefix, so a menu, a profile and a
/// URL mean the same whatever else is plugged in.
/// </summary>
public static class MergedDrives
{
    /// <param name="root">The folder that they lie in.</param>
    /// <param name="drives">In the order in which their settings count.</param>
    public static DriveSnapshot Of(FileRoot root, IReadOnlyList<DriveSnapshot> drives)
    {
        if (drives.Count == 1)
            return drives[0];
        var images = new List<BootImage>();
        var passedOver = new List<PassedOver>();
        foreach (DriveSnapshot drive in drives)
        {
            images.AddRange(drive.Images);
            passedOver.AddRange(drive.PassedOver);
            if (drive.Problem is { } problem)
                passedOver.Add(new PassedOver(drive.Files.Root.PrefixPath, problem));
        }
        BootImage[] shown = SettingsApplied.TellApart(images);
        Array.Sort(shown, BootImage.MenuOrder);
        foreach (BootImage image in shown.Skip(Recognition.MostImages))
            passedOver.Add(new PassedOver(image.Path, $"The menu holds {Recognition.MostImages} images at most, and others come before this one."));
        return new DriveSnapshot(
            FileIndex.Of(root, [.. drives.Select(drive => drive.Files)]),
            [.. shown.Take(Recognition.MostImages)],
            passedOver,
            Settings(drives),
            shown.Length > 0 ? null : string.Join(' ', drives.Select(drive => drive.Problem)))
        {
            Trouble = shown.Length > 0 ? DriveTrouble.None : drives[0].Trouble,
            Answers = [.. drives.SelectMany(drive => drive.Answers)],
            SealTroubles = [.. drives.SelectMany(drive => drive.SealTroubles)],
            Sums = [.. drives.SelectMany(drive => drive.Sums)],
        };
    }

    private static DriveSettings Settings(IReadOnlyList<DriveSnapshot> drives)
    {
        DriveSettings merged = DriveSettings.None;
        var mistakes = new List<SettingMistake>();
        var values = new Dictionary<string, string>();
        foreach (DriveSnapshot drive in drives)
        {
            DriveSettings own = drive.Settings;
            merged = merged with
            {
                Title = merged.Title ?? own.Title,
                Timeout = merged.Timeout ?? own.Timeout,
                Default = merged.Default ?? IdOf(drive, own.Default),
                Rules = merged.Rules.With(own.Rules.Changed(set => set with
                {
                    Image = IdOf(drive, set.Image),
                    Answers = set.Answers is { } path ? drive.FindAnswers(path)?.Path ?? path : null,
                })),
            };
            foreach ((string name, string value) in own.Values)
                values.TryAdd(name, value);
            string place = drive.Files.Root.Prefix.Length == 0 ? "" : $"On {drive.Files.Root.PrefixPath}: ";
            foreach (SettingMistake mistake in own.Mistakes)
                mistakes.Add(new SettingMistake(mistake.Line, place + mistake.Sentence));
        }
        return merged with { Mistakes = mistakes, Values = values };
    }

    /// <summary>A path on one drive could be a path on another.</summary>
    private static string? IdOf(DriveSnapshot drive, string? choice) =>
        choice is null ? null : drive.FindImage(choice)?.Id ?? choice;
}
