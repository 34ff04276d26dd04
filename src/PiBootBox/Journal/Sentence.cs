using System.Globalization;
using PiBootBox.Core;
using PiBootBox.Core.Journal;
using PiBootBox.Core.Machines;

namespace PiBootBox.Journal;

/// <summary>What happened to a machine, as a technician reads it.</summary>
public static class Sentence
{
    private const int LongestName = 120;
    private const int LongestCallName = 40;

    /// <param name="name">From a settings file; null when the machine has none.</param>
    public static string Who(MachineId machine, string? name) =>
        name is null ? machine.ToString() : $"{Printable.Clean(name, LongestCallName)} ({machine})";

    public static string Of(string who, in MachineEvent happened)
    {
        string what = Printable.Clean(happened.What, LongestName);
        string why = happened.Why.Length > 0 ? $": {Printable.Clean(happened.Why, LongestName)}" : "";
        return happened.Step switch
        {
            Step.AddressAsked => $"{who} asks for an address{why}",
            Step.AddressOffered => $"{who} is offered {happened.Address}{BootFile(what, why)}",
            Step.AddressGiven => $"{who} has the address {happened.Address}{BootFile(what, why)}",
            Step.AddressRefused => $"{who} is refused {happened.Address}{why}",
            Step.AddressDeclined => $"{who} found {happened.Address} in use by somebody else{why}",
            Step.AddressReleased => $"{who} gave {happened.Address} back{why}",
            Step.BootOffered => $"{who} is told what to boot: {what}{why}",
            Step.BootGiven => $"{who} asks the boot service and gets {what}{why}",
            Step.BootRefused => $"{who} is told nothing to boot{why}",
            Step.AnswerChanged => $"{who} gets another form of DHCP answer{why}",
            Step.AnswerLearned => $"{who} came to its file, and this form of DHCP answer is remembered for it{why}",
            Step.FileAsked => $"{who} asks for {what} by {happened.Via} ({Megabytes(happened.Of)} MB)",
            Step.FileProgress => $"{who} reads {what}: {Percent(happened.Bytes, happened.Of)} % ({Megabytes(happened.Bytes)} of {Megabytes(happened.Of)} MB)",
            Step.FileDone => $"{who} has all of {what} ({Megabytes(happened.Bytes)} MB)",
            Step.FileAbsent => $"{who} asks for {what} by {happened.Via}: not here",
            Step.FileFailed => $"{who} did not get {what} by {happened.Via} ({Megabytes(happened.Bytes)} of {Megabytes(happened.Of)} MB){why}",
            Step.InstallStarted => $"{who} starts to install {what} without asking{why}",
            Step.AnswersGiven => $"{who} takes its answers, {what}",
            Step.Installed => $"{who} reports that {what} is installed; from now on it starts from its own disk",
            _ => $"{who}: {happened.Step} {what}{why}",
        };
    }

    private static string BootFile(string file, string why) => file.Length > 0 ? $", and boots {file}{why}" : why;

    private static string Megabytes(long bytes) => (bytes / 1e6).ToString(bytes < 100_000 ? "0.000" : "0.0", CultureInfo.InvariantCulture);

    private static long Percent(long bytes, long of) => of > 0 ? Math.Clamp(bytes * 100 / of, 0, 100) : 100;
}
