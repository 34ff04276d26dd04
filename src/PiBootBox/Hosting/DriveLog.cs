using Microsoft.Extensions.Logging;
using PiBootBox.Core;
using PiBootBox.Core.Answers;
using PiBootBox.Core.Images;
using PiBootBox.Core.Tree;
using PiBootBox.Settings;

namespace PiBootBox.Hosting;

/// <summary>
/// Tells the log what a scan of the drive and of the loaders found, as far as it is news: while an image is being copied every scan is a change.
/// <c>pibootbox images</c> tells it in full. Told by one thread at a time.
/// </summary>
/// <param name="machines">Of the box's own settings: their images have to be on the drive.</param>
internal sealed partial class DriveLog(ILogger log, MachineSection machines)
{
    // A drive with a thousand mistakes in its settings must not fill the log.
    private const int MostMistakes = 10, MostLines = 50;

    private HashSet<string> _told = [];

    public void Tell(BoxContents contents)
    {
        var lines = new HashSet<string>(StringComparer.Ordinal);
        foreach (string warning in Warnings(contents))
        {
            if (lines.Count < MostLines && lines.Add(warning) && !_told.Contains(warning))
                Warning(log, warning);
        }
        DriveSnapshot drive = contents.Drive;
        string found = $"Images on the drive: {drive.Images.Count}; passed over: {drive.PassedOver.Count} ('pibootbox images' says why)";
        if (drive.Problem is null && lines.Add(found) && !_told.Contains(found))
            Found(log, found);
        _told = lines;
    }

    private IEnumerable<string> Warnings(BoxContents contents)
    {
        if (contents.Loaders.Files.Count == 0)
            yield return $"There are no boot loaders in {contents.Loaders.Root.Folder}: only PCs that have iPXE already can boot. Put undionly.kpxe and snponly.efi there, or name another folder";
        DriveSnapshot drive = contents.Drive;
        if (drive.Problem is { } problem)
            yield return problem;
        foreach (string trouble in drive.SealTroubles)
            yield return Printable.Text(trouble);
        foreach (SettingMistake mistake in drive.Settings.Mistakes.Take(MostMistakes))
            yield return Line($"{DriveSettings.FileName} on the drive", mistake);
        foreach (AnswerFile answers in drive.Answers)
        {
            foreach (SettingMistake mistake in answers.Mistakes.Take(MostMistakes))
                yield return Line($"{Printable.Name(answers.Path)} on the drive", mistake);
        }
        if (drive.Problem is not null)
            yield break;
        foreach (SettingMistake mistake in SettingsApplied.MachinesWithoutFiles(drive, machines.Rules).Take(MostMistakes))
            yield return Line(machines.File, mistake);
    }

    private static string Line(string file, SettingMistake mistake) => $"{file}, line {mistake.Line}: {mistake.Sentence}";

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Sentence} The menus say so of what it belongs to, which does not start by itself")]
    public static partial void Damaged(ILogger log, string sentence);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Count} more files of the {Drive} are damaged, or were altered; the menus say so of what they belong to ('pibootbox verify' lists them)")]
    public static partial void MoreDamaged(ILogger log, int count, string drive);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Sentence}")]
    private static partial void Warning(ILogger log, string sentence);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Sentence}")]
    private static partial void Found(ILogger log, string sentence);
}
