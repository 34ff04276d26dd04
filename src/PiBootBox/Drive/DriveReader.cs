using PiBootBox.Core.Images;
using PiBootBox.Core.Integrity;
using PiBootBox.Core.Machines;
using PiBootBox.Core.Tree;

namespace PiBootBox.Drive;

/// <summary>From a folder to a snapshot: scan, settings, recognition. May block on the drive.</summary>
/// <param name="machines">What the box's own settings say of machines.</param>
/// <param name="policy">Null for a box that trusts no key, and asks for none.</param>
internal sealed class DriveReader(IFileOpener opener, MachineRules? machines = null, SealPolicy? policy = null)
{
    private const int MostSettings = 256 * 1024;

    private readonly SealPolicy _policy = policy ?? SealPolicy.None;

    /// <param name="memory">Of earlier scans; null reads everything anew.</param>
    public DriveSnapshot Read(FolderScan scan, DriveMemory? memory = null)
    {
        if (scan.Problem is not null)
            return DriveSnapshot.Without(scan.Files.Root, scan.Problem, scan.IsAbsent ? DriveTrouble.Absent : DriveTrouble.Unreadable);
        var content = new DriveFiles(opener, scan.Mark);
        DriveSeal seal = DriveSeal.Read(scan.Files, content, _policy.Keys);
        FileIndex files = seal.Mark(scan.Files, _policy.RequireSigned);
        DriveSums sums = DriveSums.Read(files, content);
        DriveSnapshot drive = ImageRecogniser.Recognise(files, content, ReadSettings(files, scan.Mark, content), machines, memory) with { Sums = sums.Sums };
        drive = drive with { PassedOver = [.. Remarks(files.Root, seal, sums), .. drive.PassedOver], SealTroubles = seal.Trouble is { } trouble ? [trouble] : [] };
        if (_policy.RequireSigned)
            drive = SignedImages.Only(drive, seal.NotSigned);
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

    private static IEnumerable<PassedOver> Remarks(FileRoot root, DriveSeal seal, DriveSums sums)
    {
        if (seal.Trouble is { } trouble)
            yield return new PassedOver(root.Prefix + Seal.FileName, trouble);
        foreach ((string path, SettingMistake mistake) in sums.Mistakes)
            yield return new PassedOver(path, mistake.Line > 0 ? $"Line {mistake.Line}: {mistake.Sentence}" : mistake.Sentence);
    }

    private static DriveSettings ReadSettings(FileIndex files, ChangeMark mark, DriveFiles content)
    {
        if (files.Settings is not { } file)
            return DriveSettings.None;
        mark.Watch(file);
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
