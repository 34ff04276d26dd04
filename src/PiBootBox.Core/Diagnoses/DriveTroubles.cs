using PiBootBox.Core.Boot;
using PiBootBox.Core.Images;
using PiBootBox.Core.Panel;

namespace PiBootBox.Core.Diagnoses;

/// <summary>The drive, its images, and the profile that names one of them.</summary>
internal static class DriveTroubles
{
    public static void Find(BoxFacts box, List<Diagnosis> found)
    {
        DriveSnapshot drive = box.Contents.Drive;
        if (OfDrive(drive) is { } trouble)
            found.Add(trouble);
        if (drive.SealTroubles.Count > 0)
            found.Add(new Diagnosis("seal", "The drive's seal does not fit", "Seal it again with pibootbox seal"));
        foreach (BootImage image in drive.Images)
        {
            if (image.Flaw is { } flaw)
                found.Add(new Diagnosis("bad-image", $"Damaged: {image.Title}", $"Copy {flaw.File} to the drive again"));
        }
        if (drive.Trouble == DriveTrouble.None && IsImage(box.Choice) && drive.FindImage(box.Choice) is null)
            found.Add(new Diagnosis("profile-gone", "The profile's image is gone", "Choose another profile, or plug its drive in"));
    }

    public static bool IsImage(string choice) => new Profile(choice) is { IsMenu: false, IsLocal: false };

    private static Diagnosis? OfDrive(DriveSnapshot drive) => drive.Trouble switch
    {
        DriveTrouble.Absent => new Diagnosis("no-drive", "No drive", "Plug the USB drive in"),
        DriveTrouble.Unreadable => new Diagnosis("drive-unreadable", "The drive cannot be read", "Unplug it and plug it in again, or take another"),
        // The folder that drives are mounted at looks the same as an empty drive there.
        DriveTrouble.Empty when drive.Files.Root.Prefix.Length == 0 => new Diagnosis("drive-empty", "No drive, or an empty one", "Plug in a USB drive with images"),
        DriveTrouble.Empty => new Diagnosis("drive-empty", "The drive is empty", "Copy an image onto it"),
        DriveTrouble.NothingBoots => new Diagnosis("nothing-boots", "Nothing on the drive boots", "Copy an ISO onto it; pibootbox images says more"),
        DriveTrouble.NotSigned => new Diagnosis("not-signed", "The drive is not signed", "Seal it with a key that this box trusts"),
        _ => null,
    };
}
