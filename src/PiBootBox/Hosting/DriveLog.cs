using Microsoft.Extensions.Logging;
using PiBootBox.Core.Images;

namespace PiBootBox.Hosting;

/// <summary>Tells the log what a scan of the drive found. <c>pibootbox images</c> tells it in full.</summary>
internal static partial class DriveLog
{
    // A drive with a thousand mistakes in its settings must not fill the log.
    private const int MostMistakes = 10;

    public static void Tell(ILogger log, DriveSnapshot drive)
    {
        if (drive.Problem is { } problem)
            Problem(log, problem);
        else
            Found(log, drive.Images.Count, drive.PassedOver.Count);
        foreach (SettingMistake mistake in drive.Settings.Mistakes.Take(MostMistakes))
            Mistake(log, DriveSettings.FileName, mistake.Line, mistake.Sentence);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Sentence}")]
    private static partial void Problem(ILogger log, string sentence);

    [LoggerMessage(Level = LogLevel.Information, Message = "Images on the drive: {Images}; passed over: {PassedOver} ('pibootbox images' says why)")]
    private static partial void Found(ILogger log, int images, int passedOver);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{File} on the drive, line {Line}: {Sentence}")]
    private static partial void Mistake(ILogger log, string file, int line, string sentence);
}
