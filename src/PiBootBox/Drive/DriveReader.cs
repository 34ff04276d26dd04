using PiBootBox.Core.Images;
using PiBootBox.Core.Tree;

namespace PiBootBox.Drive;

/// <summary>From a folder to a snapshot: scan, settings, recognition. May block on the drive.</summary>
internal sealed class DriveReader(IFileOpener opener)
{
    private const int MostSettings = 256 * 1024;

    private readonly FileHeads _heads = new(opener);

    public DriveSnapshot Read(FolderScan scan)
    {
        if (scan.Problem is not null)
            return DriveSnapshot.Without(scan.Files.Root, scan.Problem);
        return ImageRecogniser.Recognise(scan.Files, _heads, ReadSettings(scan.Files));
    }

    private DriveSettings ReadSettings(FileIndex files)
    {
        if (!files.TryFind(DriveSettings.FileName, out FileEntry? file))
            return DriveSettings.None;
        if (file.Length > MostSettings)
            return Broken($"The file is larger than {MostSettings / 1024} KB, so it was not read.");
        try
        {
            return DriveSettingsReader.Read(_heads.Read(file, MostSettings).Span);
        }
        catch (IOException fault)
        {
            return Broken($"The file could not be read: {fault.Message}");
        }
    }

    private static DriveSettings Broken(string sentence) =>
        DriveSettings.None with { Mistakes = [new SettingMistake(0, sentence)] };
}
