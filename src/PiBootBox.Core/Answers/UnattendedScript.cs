using System.Globalization;
using System.Text;
using PiBootBox.Core.Boot;
using PiBootBox.Wire;

namespace PiBootBox.Core.Answers;

/// <summary>What a boot loader reads when an unattended image was chosen: it starts the installer, or says why it does not.</summary>
internal static class UnattendedScript
{
    private const string Warning = "It installs without asking and erases the disk of this PC.";

    public static string Of(UnattendedStart start, BoxIdentity box, Ipv4 address, bool isGrub)
    {
        if (isGrub)
            return $"echo {GrubText.Quote(Warning)}\n{GrubImage.Load(start.Image, box, address, start.Arguments, isBootInterface: true)}\n";
        var script = new IpxeScript();
        script.Line($"set box {BoxUrl.Root(address, box.HttpPort)}");
        script.Echo(Warning);
        string? answers = start.Kind == AnswerKind.Autounattend ? start.AnswersUrl + AnswerKinds.ServedAs(start.Kind) : null;
        IpxeImage.WriteLoad(script, start.Image, address, start.Arguments, isBootInterface: true, failure: "exit 1", answers);
        script.Line("exit 1");
        return script.Finish("Made by the box for one machine.");
    }

    /// <param name="why">A sentence.</param>
    public static string Refusal(string why, bool isGrub)
    {
        if (isGrub)
        {
            var echo = new StringBuilder();
            foreach (string line in MenuRow.Wrap(why, MenuRow.Width))
                echo.Append(CultureInfo.InvariantCulture, $"echo {GrubText.Quote(line)}\n");
            return echo.Append("sleep --interruptible 30\n").ToString();
        }
        var script = new IpxeScript();
        foreach (string line in MenuRow.Wrap(IpxeText.Plain(why), MenuRow.Width))
            script.Echo(line);
        script.Line("prompt --timeout 60000 Press a key for the menu. It comes by itself in a minute. ||");
        script.Line("exit 0");
        return script.Finish("Why this machine is not installed.");
    }
}
