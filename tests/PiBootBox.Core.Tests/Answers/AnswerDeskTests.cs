using System.Text.RegularExpressions;
using NSubstitute;
using PiBootBox.Core.Answers;
using PiBootBox.Core.Boot;
using PiBootBox.Core.Journal;
using PiBootBox.Core.Machines;
using PiBootBox.Core.Tree;
using PiBootBox.Wire;

namespace PiBootBox.Core.Tests.Answers;

public class AnswerDeskTests
{
    private static readonly string Profile = $$"""{ "default": "{{AnswerBox.Debian}}" }""";

    private static AnswerBox Unattended(string preseed = AnswerBox.Preseed, string settings = "") =>
        new(settings.Length > 0 ? settings : Profile, ("debian 12.preseed", preseed));

    [Fact]
    public void A_machine_installs_reports_and_starts_from_its_own_disk()
    {
        AnswerBox box = Unattended();
        Assert.Equal(BootTarget.Image, box.Plan().Target);

        string script = box.Start(AnswerBox.Debian)!;
        string url = Regex.Match(script, @" url=http://10\.0\.0\.1(/answers/[A-Za-z0-9_-]+/preseed\.cfg) --- quiet").Groups[1].Value;
        string answers = box.Get(url)!;
        string done = Regex.Match(answers, @"^d-i netcfg/get_hostname string pc-525400123456\nd-i preseed/late_command string wget http://10\.0\.0\.1(/done/[A-Za-z0-9_-]+)\n$").Groups[1].Value;
        Assert.Equal(BootTarget.Image, box.Plan().Target);
        Assert.Equal("", box.Get(done));

        Assert.Equal([Step.InstallStarted, Step.AnswersGiven, Step.Installed], box.Journal.Events.Select(e => e.Step));
        Assert.Equal("/answers/…/preseed.cfg", box.Journal.Events[1].What);
        BootPlan plan = box.Plan();
        Assert.Equal(BootTarget.LocalDisk, plan.Target);
        Assert.Equal("Debian installer, amd64 is installed on this machine, so its own disk starts. Choose it in the menu to install it again.", plan.Reason);
    }

    [Fact]
    public void A_report_does_not_open_the_answers_and_the_answers_do_not_report()
    {
        AnswerBox box = Unattended();
        string token = Token(box.Start(AnswerBox.Debian)!);

        Assert.Null(box.Get($"/done/{token}"));
        string done = box.Get($"/answers/{token}/preseed.cfg")!.Split("/done/")[1].TrimEnd();
        Assert.Null(box.Get($"/answers/{done}/preseed.cfg"));
    }

    [Fact]
    public void A_person_may_install_again_and_the_countdown_may_not()
    {
        AnswerBox box = Unattended();
        box.Start(AnswerBox.Debian);
        box.Installs.Done(AnswerBox.Pc, 1, out _);

        Assert.Contains("is installed on this machine", Echoed(box.Start(AnswerBox.Debian)!));
        Assert.True(box.Installs.Of(AnswerBox.Pc)!.Value.IsDone);
        Assert.Contains("kernel --name linux", box.Start(AnswerBox.Debian, isPlanned: false));
        Assert.Equal(BootTarget.Image, box.Plan().Target);
    }

    [Fact]
    public void What_an_earlier_installation_was_given_neither_ends_nor_reads_a_later_one()
    {
        AnswerBox box = Unattended();
        string early = Token(box.Start(AnswerBox.Debian)!);
        string report = box.Get($"/answers/{early}/preseed.cfg")!.Split("/done/")[1].TrimEnd();
        Assert.NotNull(box.Get($"/done/{report}"));

        string late = Token(box.Start(AnswerBox.Debian, isPlanned: false)!);

        Assert.Null(box.Get($"/done/{report}"));
        Assert.False(box.Installs.Of(AnswerBox.Pc)!.Value.IsDone);
        Assert.Null(box.Get($"/answers/{early}/preseed.cfg"));
        string lateReport = box.Get($"/answers/{late}/preseed.cfg")!.Split("/done/")[1].TrimEnd();
        Assert.NotNull(box.Get($"/done/{lateReport}"));
        Assert.True(box.Installs.Of(AnswerBox.Pc)!.Value.IsDone);
    }

    [Fact]
    public void A_report_that_cannot_be_kept_counts_until_the_restart_and_is_told()
    {
        AnswerBox box = Unattended();
        string report = box.Get($"/answers/{Token(box.Start(AnswerBox.Debian)!)}/preseed.cfg")!.Split("/done/")[1].TrimEnd();
        bool isFull = true;
        int kept = 0;
        box.Installs.Changed = () => isFull ? false : ++kept > 0;

        Assert.NotNull(box.Get($"/done/{report}"));

        Assert.Contains("10.0.0.100 is installed, and that cannot be kept", Assert.Single(box.Journal.Troubles));
        Assert.True(box.Installs.Of(AnswerBox.Pc)!.Value.IsDone);
        Assert.Equal(BootTarget.LocalDisk, box.Plan().Target);
        // The next report that comes is kept with it.
        isFull = false;
        Assert.NotNull(box.Get($"/done/{report}"));
        Assert.Equal(1, kept);
        Assert.Single(box.Journal.Troubles);
    }

    [Theory]
    [InlineData("")]
    [InlineData("?")]
    [InlineData("?plan=")]
    [InlineData("?plan")]
    [InlineData("?serial=&plans=local-disk")]
    public void Who_does_not_tell_what_the_menu_counted_down_to_has_chosen_nothing(string query)
    {
        AnswerBox box = Unattended();
        box.Start(AnswerBox.Debian);
        box.Installs.Done(AnswerBox.Pc, 1, out _);

        Assert.Contains("is installed on this machine", Echoed(box.Get($"/unattended/{box.IdOf(AnswerBox.Debian)}.ipxe{query}")!));
        Assert.True(box.Installs.Of(AnswerBox.Pc)!.Value.IsDone);
        Assert.Equal(BootTarget.LocalDisk, box.Plan().Target);
    }

    [Fact]
    public void A_browser_starts_nothing()
    {
        AnswerBox box = Unattended();
        DeskAnswer answer = box.Desk.Answer(new DeskRequest(
            $"/unattended/{box.IdOf(AnswerBox.Debian)}.ipxe", "plan=local-disk", AnswerBox.PcAddress, AnswerBox.Address, IsOfBrowser: true))!.Value;

        Assert.DoesNotContain("kernel", System.Text.Encoding.ASCII.GetString(answer.Body.Span));
        Assert.Null(box.Installs.Of(AnswerBox.Pc));
    }

    [Fact]
    public void A_box_that_cannot_read_who_is_installed_installs_only_whom_a_person_chooses()
    {
        var box = new AnswerBox(InstallBook.Read("garbage", "Its list is broken. Mend it.", out _), Profile, ("debian 12.preseed", AnswerBox.Preseed));

        Assert.Equal(BootTarget.LocalDisk, box.Plan().Target);
        Assert.EndsWith("does not start by itself. Its list is broken. Mend it.", box.Plan().Reason, StringComparison.Ordinal);
        Assert.DoesNotContain("kernel", box.Start(AnswerBox.Debian));
        Assert.Contains("kernel", box.Start(AnswerBox.Debian, isPlanned: false));
    }

    [Fact]
    public void A_start_that_cannot_be_kept_is_refused()
    {
        AnswerBox box = Unattended();
        box.Installs.Changed = () => false;

        Assert.Contains("cannot note that this machine", Echoed(box.Start(AnswerBox.Debian, isPlanned: false)!));
        Assert.Empty(box.Journal.Events);
    }

    [Fact]
    public void Answers_are_for_the_machine_that_has_the_address_until_it_reports()
    {
        AnswerBox box = Unattended();
        string url = $"/answers/{Token(box.Start(AnswerBox.Debian)!)}/preseed.cfg";
        Assert.NotNull(box.Get(url, new Ipv4(0x0A000066)));
        box.Machines.MachineAt(AnswerBox.Stranger).Returns(new MachineId(new MacAddress(0x525400999999)));

        Assert.NotNull(box.Get(url));
        Assert.Null(box.Get(url, AnswerBox.Stranger));
        box.Installs.Done(AnswerBox.Pc, 1, out _);
        Assert.Null(box.Get(url));
    }

    [Fact]
    public void What_never_reports_its_end_is_started_three_times()
    {
        AnswerBox box = Unattended();
        for (int i = 0; i < 3; i++)
            Assert.Contains("kernel --name linux", box.Start(AnswerBox.Debian));

        Assert.Equal(BootTarget.LocalDisk, box.Plan().Target);
        Assert.Contains("was started here 3 times and never reported its end", box.Plan().Reason);
        Assert.Contains("never reported its end", Echoed(box.Start(AnswerBox.Debian)!));
        Assert.Equal(BootTarget.Image, box.Plan(new MacAddress(0x525400999999)).Target);
    }

    [Fact]
    public void What_has_no_line_for_its_report_starts_only_when_a_person_says_so()
    {
        AnswerBox box = Unattended("d-i x/y string {{mac}}\n");

        Assert.Equal(BootTarget.LocalDisk, box.Plan(null).Target);
        Assert.Contains("debian 12.preseed never calls {{done}}", box.Plan().Reason);
        Assert.Contains("kernel --name linux", box.Start(AnswerBox.Debian, isPlanned: false));
    }

    [Fact]
    public void Another_image_is_another_installation()
    {
        AnswerBox box = Unattended();
        box.Start(AnswerBox.Debian);
        box.Installs.Done(AnswerBox.Pc, 1, out _);

        Assert.Equal(BootTarget.Image, box.Plan(profile: new Profile(AnswerBox.Rescue)).Target);
    }

    [Fact]
    public void A_file_with_a_mistake_installs_nobody_and_says_where_it_is()
    {
        AnswerBox box = Unattended("# first\nd-i x/y string {{room}}\n{{done}}");

        Assert.Contains("debian 12.preseed, line 2: {{room}} is not known.", box.Plan().Reason);
        string script = box.Start(AnswerBox.Debian, isPlanned: false)!;
        Assert.DoesNotContain("kernel", script);
        Assert.Contains("debian 12.preseed, line 2: {{room}} is not known.", Echoed(script));
    }

    [Fact]
    public void A_machine_that_the_box_does_not_know_is_told_so()
    {
        AnswerBox box = Unattended();
        string script = box.Get($"/unattended/{box.IdOf(AnswerBox.Debian)}.ipxe", AnswerBox.Stranger)!;

        Assert.DoesNotContain("kernel", script);
        Assert.Contains("does not know which machine has the address 10.0.0.101", Echoed(script));
        Assert.Single(box.Journal.Troubles);
    }

    [Fact]
    public void The_serial_number_of_the_firmware_gets_into_the_answers()
    {
        AnswerBox box = Unattended("d-i a string {{serial}}\n{{done}}");
        string url = Regex.Match(box.Start(AnswerBox.Debian, serial: "5CG-1234.X_1")!, @"/answers/\S+").Value;

        Assert.EndsWith("/5CG-1234.X_1/preseed.cfg", url, StringComparison.Ordinal);
        Assert.StartsWith("d-i a string 5CG-1234.X_1\n", box.Get(url), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "does not tell it")]
    [InlineData(".", "holds other characters than letters")]
    [InlineData("..", "holds other characters than letters")]
    [InlineData("a%20b", "holds other characters than letters")]
    [InlineData("$(reboot)", "holds other characters than letters")]
    [InlineData("..%2F", "holds other characters than letters")]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "or more than 64")]
    public void A_serial_number_that_could_be_something_else_is_refused(string serial, string why)
    {
        AnswerBox box = Unattended("d-i a string {{serial}}\n{{done}}");
        string script = box.Start(AnswerBox.Debian, serial: serial)!;

        Assert.DoesNotContain("kernel", script);
        Assert.Contains(why, Echoed(script));
        Assert.Null(box.Installs.Of(AnswerBox.Pc));
        box.Installs.Started(AnswerBox.Pc, box.IdOf(AnswerBox.Debian), isChosen: true);
        string token = new MachineTokens(new byte[32]).For(AnswerBox.Pc, TokenUse.Answers, 1);
        Assert.Null(box.Get($"/answers/{token}/{Uri.UnescapeDataString(serial)}/preseed.cfg"));
        Assert.Contains("kernel --name linux", Unattended().Start(AnswerBox.Debian, serial: serial));
    }

    [Fact]
    public void The_settings_own_values_count_the_machines_before_the_drives()
    {
        AnswerBox box = Unattended("d-i a string {{room}} {{desk}} {{mac}} {{ip}} {{box}} {{hostname}} .\n{{done}}", $$"""
            { "default": "{{AnswerBox.Debian}}", "values": { "room": "room 12", "desk": "none" },
              "machines": [{ "mac": "52:54:00", "name": "Desk #5!", "values": { "desk": "5" } }] }
            """);

        Assert.Contains(" hostname=desk-5 ", box.Start(AnswerBox.Debian));
        string token = new MachineTokens(new byte[32]).For(AnswerBox.Pc, TokenUse.Answers, 1);
        Assert.StartsWith("d-i a string room 12 5 52:54:00:12:34:56 10.0.0.100 10.0.0.1 desk-5 .\n", box.Get($"/answers/{token}/preseed.cfg"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_machine_has_answers_of_its_own_and_a_menu_that_says_so()
    {
        var box = new AnswerBox($$"""
            { "default": "{{AnswerBox.Debian}}", "machines": [{ "uuid": "4c4c4544-0037-4410-8052-b4c04f4d3332", "answers": "/Desks/5.preseed" }] }
            """, ("desks/5.preseed", AnswerBox.Preseed));
        Assert.Empty(box.Drive.Settings.Mistakes);

        Assert.Contains("kernel --name linux", box.Start(AnswerBox.Debian));
        Assert.Contains("erases the disk", Menu(box, AnswerBox.PcAddress));
        Assert.DoesNotContain("erases the disk", Menu(box, AnswerBox.Stranger));
    }

    [Theory]
    [InlineData("desks/6.preseed", "desks/6.preseed: The settings name it for this machine, and it is not among")]
    [InlineData("desks/5.ks", "desks/5.ks: The settings name it for this machine, and Debian installer, amd64 is installed by another kind")]
    [InlineData("desks/5.txt", "desks/5.txt: The settings name it for this machine, and Debian installer, amd64 is installed by another kind")]
    public void A_machine_whose_own_answers_cannot_be_used_is_not_installed_with_those_of_all(string own, string why)
    {
        var box = new AnswerBox($$"""
            { "default": "{{AnswerBox.Debian}}", "machines": [{ "mac": "52:54:00:12:34:56", "answers": "{{own}}" }] }
            """, ("debian 12.preseed", AnswerBox.Preseed), ("desks/5.ks", AnswerBox.Preseed));

        Assert.Equal(BootTarget.LocalDisk, box.Plan().Target);
        Assert.Contains(why, box.Plan().Reason);
        Assert.DoesNotContain("kernel", box.Start(AnswerBox.Debian, isPlanned: false));
        Assert.Equal(own == "desks/5.ks" ? 0 : 1, box.Drive.Settings.Mistakes.Count);
        Assert.Equal(BootTarget.Image, box.Plan(new MacAddress(0x525400999999)).Target);
        Assert.Null(box.Drive.AnswersFor(AnswerBox.Pc, box.Drive.FindImage("memtest.bin")!));
    }

    [Fact]
    public void The_hundred_and_first_answer_file_is_told()
    {
        var box = new AnswerBox("{}", [.. Enumerable.Range(0, 101).Select(i => ($"{i:000}.ks", AnswerBox.Preseed))]);

        Assert.Equal(100, box.Drive.Answers.Count);
        Assert.Contains(box.Drive.PassedOver, passed => passed.Path == "100.ks" && passed.Reason.Contains("no machine gets it"));
    }

    [Fact]
    public void A_machine_that_is_installed_has_a_menu_that_counts_down_to_its_disk()
    {
        AnswerBox box = Unattended();
        string planned = $"set menu-default image-{box.IdOf(AnswerBox.Debian)}\n";
        Assert.Contains(planned, Menu(box, AnswerBox.PcAddress));
        box.Start(AnswerBox.Debian);
        box.Installs.Done(AnswerBox.Pc, 1, out _);

        Assert.Contains("set menu-default local-disk\n", Menu(box, AnswerBox.PcAddress));
        Assert.DoesNotContain(planned, Menu(box, AnswerBox.PcAddress));
        Assert.Contains(planned, Menu(box, AnswerBox.Stranger));
    }

    [Theory]
    [InlineData("rescue.ks", "inst.ks=http://10.0.0.1/answers/TOKEN/ks.cfg", "ks.cfg")]
    [InlineData("rescue.preseed", "auto=true priority=critical interface=auto netcfg/no_default_route=true netcfg/get_nameservers= hostname=pc-525400123456 url=http://10.0.0.1/answers/TOKEN/preseed.cfg", "preseed.cfg")]
    [InlineData("rescue.user-data", "autoinstall ds=nocloud-net;s=http://10.0.0.1/answers/TOKEN/", "user-data")]
    public void Each_installer_is_told_in_its_own_words(string file, string arguments, string name)
    {
        var box = new AnswerBox("{}", (file, "{{done}}"));
        string script = box.Start(AnswerBox.Rescue)!;
        string token = Token(script);

        Assert.Contains($"kernel --name linux ${{box}}/drive/rescue/vmlinuz initrd=initrd BOOTIF=01-${{netX/mac:hexhyp}} ip=dhcp {arguments.Replace("TOKEN", token)} || exit 1\n", script);
        Assert.Contains($" 'ip=dhcp' '{arguments.Replace("TOKEN", token).Replace(" ", "' '")}'; then\n", box.Start(AnswerBox.Rescue, kind: "cfg"));
        Assert.StartsWith("http://10.0.0.1/done/", box.Get($"/answers/{token}/{name}"), StringComparison.Ordinal);
        Assert.Equal(name == "user-data" ? "" : null, box.Get($"/answers/{token}/meta-data"));
        Assert.Null(box.Get($"/answers/{token}/other"));
    }

    [Fact]
    public void A_script_that_is_refused_reads_well_in_GRUB_too() => Assert.Equal(
        "echo 'The box does not know which machine has the address 10.0.0.101, so'\necho 'it has no answers for it. Start the PC anew, so that it asks for its'\necho 'address.'\nsleep --interruptible 30\n",
        new AnswerBox("{}", ("rescue.ks", "{{done}}")) is var box ? box.Get($"/unattended/{box.IdOf(AnswerBox.Rescue)}.cfg", AnswerBox.Stranger) : "");

    [Theory]
    [InlineData("/answers/")]
    [InlineData("/answers/x")]
    [InlineData("/answers/x/preseed.cfg")]
    [InlineData("/answers//preseed.cfg")]
    [InlineData("/done/")]
    [InlineData("/done/x")]
    [InlineData("/unattended/x")]
    [InlineData("/drive/debian 12.preseed")]
    public void What_nobody_was_given_is_not_there(string path)
    {
        AnswerBox box = Unattended();
        Assert.Null(box.Get(path));
        Assert.Empty(box.Journal.Events);
    }

    [Fact]
    public void An_answer_file_whose_image_was_never_started_is_not_there()
    {
        AnswerBox box = Unattended();
        Assert.Null(box.Get($"/answers/{new MachineTokens(new byte[32]).For(AnswerBox.Pc, TokenUse.Answers, 1)}/preseed.cfg"));
        Assert.Null(box.Get($"/done/{new MachineTokens(new byte[32]).For(AnswerBox.Pc, TokenUse.Done, 1)}"));
    }

    [Theory]
    [InlineData("/answers/SECRET/preseed.cfg", "/answers/…/preseed.cfg")]
    [InlineData("/answers/SECRET/serial/user-data", "/answers/…/user-data")]
    [InlineData("answers\\SECRET\\user-data", "/answers/…\\user-data")]
    [InlineData("//Answers/SECRET", "/answers/…")]
    [InlineData("/done/SECRET", "/done/…")]
    [InlineData("/drive/answers/a", "/drive/answers/a")]
    [InlineData("", "")]
    public void Tokens_are_masked_in_what_is_told(string path, string told) => Assert.Equal(told, AnswerPath.Masked(path));

    private static string Token(string script) => Regex.Match(script, "/answers/([A-Za-z0-9_-]+)").Groups[1].Value;

    /// <summary>What a script says, without its line breaks.</summary>
    private static string Echoed(string script) =>
        string.Join(' ', script.Split('\n').Where(line => line.StartsWith("echo -- ", StringComparison.Ordinal)).Select(line => line["echo -- ".Length..]));

    private static string Menu(AnswerBox box, Ipv4 client) =>
        System.Text.Encoding.ASCII.GetString(box.Menus.For(AnswerBox.Address, MenuKind.Ipxe, client, default).Bytes.Span);
}
