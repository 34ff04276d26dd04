namespace PiBootBox.Core.Images;

/// <summary>What the drive's owner wrote about images, put onto the images that were found.</summary>
internal static class SettingsApplied
{
    public static BootImage[] To(IReadOnlyList<BootImage> images, DriveSettings settings, List<SettingMistake> unused)
    {
        BootImage[] result = [.. images];
        foreach ((string name, ImageSettings wish) in settings.Images)
        {
            string wanted = name.Trim('/');
            int at = Array.FindIndex(result, i =>
                i.Id == wanted || i.Path.Equals(wanted, StringComparison.OrdinalIgnoreCase));
            if (at < 0)
            {
                unused.Add(new SettingMistake(0, $"No image \"{name}\" is on this drive. `pibootbox images` lists the paths and ids."));
                continue;
            }
            result[at] = result[at] with
            {
                Title = wish.Title ?? result[at].Title,
                Arguments = KernelArguments.Join(result[at].Arguments, wish.Arguments),
                Hidden = wish.Hidden,
            };
        }
        return TellApart(result);
    }

    /// <summary>Two copies of the same system would read alike in the menu: their places tell them apart.</summary>
    private static BootImage[] TellApart(BootImage[] images)
    {
        HashSet<string> twice =
        [
            .. images.GroupBy(i => i.Title, StringComparer.OrdinalIgnoreCase).Where(g => g.Count() > 1).Select(g => g.Key),
        ];
        return [.. images.Select(i => twice.Contains(i.Title) ? i with { Title = $"{i.Title} - {i.Path}" } : i)];
    }
}
