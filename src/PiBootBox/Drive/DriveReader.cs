using PiBootBox.Core.Images;
using PiBootBox.Core.Machines;
using PiBootBox.Core.Tree;

namespace PiBootBox.Drive;

/// <summary>From a folder to a snapshot: scan, settings, recognition. May block on the drive.</summary>
/// <param name="machines">What the box's own settings say of machines.</param>
internal sealed class DriveReader(IFileOpener opener, MachineRules? machines = null)
{
    private const int MostSettings = 256 * 1024;

    /// <param name="memory">Of earlier scans; null reads everything anew.</param>
    public DriveSnapshot Read(FolderScan scan, DriveMemory? memory = null)
    {
        if (scan.Problem is not null)
            return DriveSnapshot.Without(scan.Files.Root, scan.Problem);
        var content = new DriveFiles(opener, scan.Mark);
        DriveSnapshot drive = ImageRecogniser.Recognise(scan.Files, content, ReadSettings(scan, content), machines, memory);
        foreach (BootImage image in drive.Images)
        {
            scan.Mark.Watch(image.Kernel);
            foreach (LoadedFile initrd in image.Initrds)
            {
                if (initrd.Entry is FileEntry file)
                    scan.Mark.Watch(file);
            }
        }
        return drive;
    }

    private static DriveSettings ReadSettings(FolderScan scan, DriveFiles content)
    {
        if (!scan.Files.TryFind(scan.Files.Root.Prefix + DriveSettings.FileName, out FileEntry? file))
            return DriveSettings.None;
        scan.Mark.Watch(file);
        if (file.Length > MostSettings)
            return Broken($"The file is larger than {MostSettings / 1024} KB, so it was not read.");
        try
        {
            return DriveSettingsReader.Read(content.Read(file, MostSettings).Span);
        }
        catch (IOException fault)
        {
            return Broken($"The file could not be read: {fault.Message}");
        }
    }

    private static DriveSettings Broken(string sentence) =>
        DriveSettings.None with { Mistakes = [new SettingMistake(0, sentence)] };
}
