using PiBootBox.Core.Tree;

namespace PiBootBox.Core.Images;

/// <summary>A drive as the last scan saw it: its files, what of them boots, and what its owner set. Immutable.</summary>
/// <param name="Images">In the order of the menu.</param>
/// <param name="PassedOver">Why things that look like images are none; sorted by path.</param>
/// <param name="Problem">One sentence when the drive is missing, unreadable or empty; null when it is fine.</param>
public sealed record DriveSnapshot(
    FileIndex Files,
    IReadOnlyList<BootImage> Images,
    IReadOnlyList<PassedOver> PassedOver,
    DriveSettings Settings,
    string? Problem)
{
    /// <summary>Folders that a Raspberry Pi can start from.</summary>
    public IReadOnlyList<string> PiFolders { get; } = PiBootBox.Core.Images.PiFolders.In(Files);

    public static DriveSnapshot Without(FileRoot root, string problem) =>
        new(FileIndex.Empty(root), [], [], DriveSettings.None, problem);

    /// <param name="idOrPath">An image's id, or its path on the drive in any case.</param>
    public BootImage? FindImage(string idOrPath)
    {
        string wanted = idOrPath.Trim().Trim('/');
        return Images.FirstOrDefault(i => i.Id == wanted)
            ?? Images.FirstOrDefault(i => i.Path.Equals(wanted, StringComparison.OrdinalIgnoreCase));
    }
}
