namespace PiBootBox.Core.Answers.Installers;

/// <summary>Debian's installer, and whatever is built of it.</summary>
internal static class DebianInstaller
{
    /// <summary>
    /// <c>auto</c> puts the questions about language and keyboard off until the answers are there; of several network cards netcfg takes
    /// the one of <c>BOOTIF</c>. It asks for a host name before it has the answers.
    /// </summary>
    public static string Arguments(string answers, string hostName) =>
        $"auto=true priority=critical interface=auto hostname={hostName} url={answers}{AnswerKinds.ServedAs(AnswerKind.Preseed)}";
}
