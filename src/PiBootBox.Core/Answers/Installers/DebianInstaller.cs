namespace PiBootBox.Core.Answers.Installers;

/// <summary>Debian's installer, and whatever is built of it.</summary>
internal static class DebianInstaller
{
    /// <summary>
    /// <c>auto</c> puts the questions about language and keyboard off until the answers are there; of several network cards netcfg takes
    /// the one of <c>BOOTIF</c>. Before it has the answers it asks for a host name, and, with the priority "critical", whether to go on
    /// without a router, and for name servers where DHCP named none: an isolated switch has neither.
    /// </summary>
    public static string Arguments(string answers, string hostName) =>
        $"auto=true priority=critical interface=auto netcfg/no_default_route=true netcfg/get_nameservers= hostname={hostName} url={answers}{AnswerKinds.ServedAs(AnswerKind.Preseed)}";
}
