namespace PiBootBox.Core.Answers.Installers;

/// <summary>The installer of Fedora, RHEL and their kin.</summary>
internal static class Anaconda
{
    public static string Arguments(string answers) => $"inst.ks={answers}{AnswerKinds.ServedAs(AnswerKind.Kickstart)}";
}
