using PiBootBox.Core.Images;
using PiBootBox.Core.Tree;

namespace PiBootBox.Core.Integrity;

/// <summary>What a menu may show of a drive.</summary>
public static class SignedImages
{
    /// <summary>Takes the images away of which a file is handed out to nobody, and says so.</summary>
    /// <param name="problem">Where nothing of the drive is handed out: why.</param>
    public static DriveSnapshot Only(DriveSnapshot drive, string? problem)
    {
        var shown = new List<BootImage>();
        var passedOver = new List<PassedOver>(drive.PassedOver);
        foreach (BootImage image in drive.Images)
        {
            if (RefusalOf(image) is { } refusal)
                passedOver.Add(new PassedOver(image.Path, refusal));
            else
                shown.Add(image);
        }
        return drive with
        {
            Images = shown,
            PassedOver = passedOver,
            Problem = problem ?? drive.Problem ?? (shown.Count == 0 ? passedOver[^1].Reason : null),
            Trouble = problem is not null || drive.Problem is null && shown.Count == 0 ? DriveTrouble.NotSigned : drive.Trouble,
        };
    }

    private static string? RefusalOf(BootImage image)
    {
        string? refusal = image.Kernel.Whole.Refusal;
        foreach (LoadedFile file in image.Initrds)
            refusal ??= (file.Entry as FileEntry)?.Whole.Refusal;
        return refusal;
    }
}
