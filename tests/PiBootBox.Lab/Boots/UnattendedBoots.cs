using System.Text.RegularExpressions;

namespace PiBootBox.Lab.Boots;

/// <summary>Debian's real installer, answered by the box.</summary>
public sealed class UnattendedBoots
{
    /// <summary>Questions that come before any disk; the last line is the installer's report, which ends a real installation too.</summary>
    private const string Preseed = """
        d-i debian-installer/locale string en_US.UTF-8
        d-i keyboard-configuration/xkb-keymap select us
        d-i preseed/early_command string logger -t answered "mac={{mac}} ip={{ip}} host={{hostname}} room='{{room}}'"; wget -q -O - {{done}} && echo REPORTED-TO-THE-BOX >/dev/console
        """;

    /// <summary>
    /// No partitioning, for which packages are not to be had here: the report is sent as soon as the answers are read. What the installer logs
    /// comes by syslog over the wire.
    /// </summary>
    [Fact]
    public async Task The_installer_takes_this_machines_answers_reports_and_the_next_boot_goes_to_the_disk()
    {
        string disks = Path.Combine(Repository.Artifacts, "lab-disks");
        await Script.RunAsync("tests/PiBootBox.Lab/Disks/make.sh", disks);
        await using VirtualLab lab = await VirtualLab.UpAsync("unattended");
        string image = await lab.Drive.AddDebianInstallerAsync();
        lab.Drive.AddAnswers(image, Preseed);
        lab.Drive.InstallByItself(image, $"console=ttyS0,115200 no_timer_check DEBIAN_FRONTEND=text log_host={VirtualLab.Box}", "52:54:00", "desk 5", "12 $HOME");
        lab.ListenToSyslog();
        lab.StartBox();

        await lab.BootAsync("pc1", "bios", "REPORTED-TO-THE-BOX", TimeSpan.FromSeconds(300));
        string disk = await lab.BootAsync("pc1", "bios", "LOCAL-DISK-REACHED by bios", TimeSpan.FromSeconds(120), "--disk", Path.Combine(disks, "bios.disk"));

        Asked mac = lab.Capture.Asked.First(asked => asked.Kind == "HTTP");
        Match answered = Regex.Match(lab.Syslog, "answered: mac=(?<mac>[0-9a-f:]{17}) ip=10\\.77\\.0\\.[0-9]+ host=desk-5 room='12 \\$HOME'");
        Assert.True(answered.Success, lab.Syslog);
        Assert.Equal(mac.From.ToString(), answered.Groups["mac"].Value);
        Assert.DoesNotContain("installs without asking", disk);

        string story = await lab.MachinesAsync("--json");
        int[] steps =
        [
            story.IndexOf("starts to install Debian", StringComparison.Ordinal), story.IndexOf("takes its answers, /answers/", StringComparison.Ordinal),
            story.IndexOf("is installed; from now on it", StringComparison.Ordinal),
        ];
        Assert.True(steps[0] > 0 && steps.SequenceEqual(steps.Order()), story);
        string token = lab.Capture.Asked.First(asked => asked.What.StartsWith("answers/", StringComparison.Ordinal)).What.Split('/')[1];
        Assert.DoesNotContain(token, story + lab.BoxLog);
    }
}
