using PiBootBox.Core.Images;
using PiBootBox.Core.Panel;

namespace PiBootBox.Core.Diagnoses;

/// <summary>The folder of boot loaders.</summary>
internal static class LoaderTroubles
{
    public static void Find(BoxFacts box, List<Diagnosis> found)
    {
        // Until both were looked at, an empty folder only means that nobody has.
        if (box.Contents.Loaders.Files.Count == 0 && box.Contents.Drive.Trouble != DriveTrouble.BeingRead)
            found.Add(new Diagnosis("no-loaders", "No boot loaders", $"Put them into {box.Contents.Loaders.Root.Folder}"));
    }
}
