using Microsoft.Extensions.Logging;
using PiBootBox.Core;
using PiBootBox.Core.Answers;
using PiBootBox.Core.Images;
using PiBootBox.Core.Tree;
using PiBootBox.Settings;

namespace PiBootBox.Hosting;

/// <summary>Tells the log what a scan of the drive and of the loaders found. <c>pibootbox images</c> tells it in full.</summary>
internal static partial class DriveLog
{
    // A drive with a thousand mistakes in its settings must not fill the log.
    private const int MostMistakes = 10;

    /// <param name="machines">Of the box's own settings: their images have to be on the drive.</param>
    public static void Tell(ILogger log, BoxContents contents, MachineSection machines)
    {
        if (contents.Loaders.Files.Count == 0)
            NoLoaders(log, contents.Loaders.Root.Folder);
        DriveSnapshot drive = contents.Drive;
        if (drive.Problem is { } problem)
            Problem(log, problem);
        else
            Found(log, drive.Images.Count, drive.PassedOver.Count);
        foreach (string trouble in drive.SealTroubles)
            Problem(log, Printable.Text(trouble));
        foreach (SettingMistake mistake in drive.Settings.Mistakes.Take(MostMistakes))
            Mistake(log, DriveSettings.FileName, mistake.Line, mistake.Sentence);
        foreach (AnswerFile answers in drive.Answers)
        {
            foreach (SettingMistake mistake in answers.Mistakes.Take(MostMistakes))
                Mistake(log, Printable.Name(answers.Path), mistake.Line, mistake.Sentence);
        }
        if (drive.Problem is null)
        {
            foreach (SettingMistake mistake in SettingsApplied.MachinesWithoutFiles(drive, machines.Rules).Take(MostMistakes))
                HostLog.Mistake(log, machines.File, mistake.Line, mistake.Sentence);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "There are no boot loaders in {Folder}: only PCs that have iPXE already can boot. Put undionly.kpxe and snponly.efi there, or name another folder")]
    private static partial void NoLoaders(ILogger log, string folder);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Sentence} The menus say so, and it starts nowhere by itself")]
    public static partial void Damaged(ILogger log, string sentence);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Sentence}")]
    private static partial void Problem(ILogger log, string sentence);

    [LoggerMessage(Level = LogLevel.Information, Message = "Images on the drive: {Images}; passed over: {PassedOver} ('pibootbox images' says why)")]
    private static partial void Found(ILogger log, int images, int passedOver);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{File} on the drive, line {Line}: {Sentence}")]
    private static partial void Mistake(ILogger log, string file, int line, string sentence);
}
