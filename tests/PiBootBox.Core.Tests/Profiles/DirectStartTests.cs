using PiBootBox.Core.Boot;
using PiBootBox.Core.Profiles;
using PiBootBox.Core.Tests.Boot;
using PiBootBox.Core.Tests.Stories;

namespace PiBootBox.Core.Tests.Profiles;

/// <summary>With a countdown of zero the box's profile starts and no menu is shown.</summary>
public class DirectStartTests
{
    private const string OneOfThree = """
        { "machines": [{ "mac": "52:54:00:12:34:56", "image": "memtest.bin" }, { "mac": "52:54:00:12:34:58", "image": "menu" }] }
        """;

    private static ProfileBed Bed(string settings = "{}", string choice = ProfileBed.Rescue)
    {
        var bed = new ProfileBed(settings, ProfileRules.Default with { Countdown = TimeSpan.Zero });
        bed.Choose(choice);
        bed.Story.Lease(1, Story.Bios);
        return bed;
    }

    [Fact]
    public void Both_menus_begin_as_in_the_goldens()
    {
        ProfileBed bed = Bed(OneOfThree);
        string[] ipxe = bed.Script(1, MenuKind.Ipxe).Split('\n');
        Golden.Same("direct.ipxe", Between(ipxe, ":bios", ":efi-x64-menu"));
        string[] grub = bed.Script(1, MenuKind.Grub).Split('\n');
        Golden.Same("direct-grub.cfg", Between(grub, "if [ \"$grub_cpu\" = x86_64 ]; then", @"menuentry 'Start from this PC'\''s own disk' --id local-disk {"));
    }

    [Fact]
    public void Nobody_sees_a_menu_but_the_machine_whose_own_entry_says_so()
    {
        string script = Bed(OneOfThree).Script(1, MenuKind.Ipxe);
        IpxeModel any = IpxeModel.OnEfi(script, m => "restart").Run();
        Assert.Equal(0, any.MenusShown);
        Assert.Contains(any.Executed, command => command[0] == "kernel" && command.Contains("http://10.0.0.1/drive/rescue/vmlinuz"));

        IpxeModel own = IpxeModel.OnBios(script, m => "restart").Run();
        Assert.Equal((1, 3000), (own.MenusShown, own.Timeout));
        IpxeModel waiting = IpxeModel.OnBios(script, m => "restart");
        waiting.Settings["netX/mac"] = "52:54:00:12:34:58";
        Assert.Equal((1, 0), (waiting.Run().MenusShown, waiting.Timeout));
    }

    [Fact]
    public void Where_it_does_not_start_the_menu_waits_for_a_person()
    {
        IpxeModel ipxe = IpxeModel.OnBios(Bed().Script(1, MenuKind.Ipxe), m => "restart", failing: "kernel").Run();
        Assert.Equal((1, 0), (ipxe.MenusShown, ipxe.Timeout));
    }

    [Fact]
    public void A_machine_that_goes_round_in_circles_gets_its_menu_for_a_minute()
    {
        ProfileBed bed = Bed();
        IpxeModel ipxe = IpxeModel.OnBios(bed.Script(1, MenuKind.IpxeAfterLoop), m => "restart").Run();

        Assert.Equal((1, 60_000), (ipxe.MenusShown, ipxe.Timeout));
        Assert.Contains("set timeout=60\n", bed.Script(1, MenuKind.GrubAfterLoop));
        Assert.Contains("set timeout=0\n", bed.Script(1, MenuKind.Grub));
    }

    private static string Between(string[] lines, string first, string behind) =>
        string.Join('\n', lines[Array.IndexOf(lines, first)..Array.IndexOf(lines, behind)]) + "\n";
}
