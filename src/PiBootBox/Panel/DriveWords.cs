using PiBootBox.Core.Images;
using PiBootBox.Core.Panel;
using PiBootBox.Core.Tree;

namespace PiBootBox.Panel;

/// <summary>The drives in a few words.</summary>
internal static class DriveWords
{
    private const string OnlyOne = "USB drive";

    public static DriveStatus Of(DriveSnapshot drive)
    {
        int images = 0;
        FileRoot? first = null;
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (BootImage image in drive.Images)
        {
            if (image.Hidden)
                continue;
            images++;
            first ??= image.Kernel.Root;
            names.Add(image.Kernel.Root.Prefix);
        }
        string name = names.Count > 1 ? $"{names.Count} drives"
            : (first ?? drive.Files.Root).Prefix is { Length: > 0 } prefix ? prefix.TrimEnd('/')
            : drive.Files.Files.Count > 0 ? OnlyOne
            : "";
        return new DriveStatus(name, images, drive.Problem);
    }
}
