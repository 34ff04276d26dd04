using NSubstitute;
using PiBootBox.Core.Answers;
using PiBootBox.Core.Boot;
using PiBootBox.Core.Images;
using PiBootBox.Core.Journal;
using PiBootBox.Core.Machines;
using PiBootBox.Core.Tests.Boot;
using PiBootBox.Core.Tree;
using PiBootBox.Wire;

namespace PiBootBox.Core.Tests.Images;

public class FamilyTests
{
    private static readonly string[] Tools = ["wimboot", "wimboot.arm64", "memdisk"];

    public static TheoryData<string> Names => [.. Families.All.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void What_the_box_makes_of_a_medium_is_the_golden(string family) =>
        Golden.Same(family + ".txt", FamilyReport.Of(Families.All[family]().Recognise(), Tools));

    [Theory]
    [MemberData(nameof(Names))]
    public void The_order_of_a_drives_files_changes_nothing(string family)
    {
        TestDrive drive = Families.All[family]();

        Assert.Equal(FamilyReport.Of(drive.Recognise(), Tools), FamilyReport.Of(drive.Recognise(backwards: true), Tools));
    }

    [Fact]
    public void All_families_on_one_drive_are_found_as_if_they_were_alone()
    {
        var all = new TestDrive();
        foreach ((string family, Func<TestDrive> make) in Families.All)
            make().CopyTo(all, family + "/");

        DriveSnapshot drive = all.Recognise();

        foreach ((string family, Func<TestDrive> make) in Families.All)
        {
            Assert.Equal(
                make().Recognise().Images.Select(i => (i.Kind, i.Method, i.Arguments)).Order(),
                drive.Images.Where(i => i.Path.StartsWith(family + "/", StringComparison.Ordinal)).Select(i => (i.Kind, i.Method, i.Arguments)).Order());
        }
    }

    [Fact]
    public void Without_wimboot_the_row_says_so_and_the_choice_says_where_it_goes()
    {
        string report = FamilyReport.Of(Families.All["windows-11"]().Recognise());

        Assert.Contains("wimboot is missing", report);
        Assert.Contains("which starts Windows over the network", report);
        Assert.DoesNotContain("kernel --name wimboot", report);
    }

    [Fact]
    public void Wimboot_at_the_root_of_the_drive_does_as_well()
    {
        DriveSnapshot drive = Families.All["windows-11"]().With("wimboot").Recognise();

        Assert.Contains("kernel --name wimboot ${box}/wimboot", FamilyReport.Of(drive));
        Assert.IsType<FileEntry>(Find(drive, "/wimboot"));
    }

    [Fact]
    public void Generated_files_carry_the_address_on_which_the_box_was_asked()
    {
        DriveSnapshot drive = Families.All["windows-11"]().Recognise();

        var script = Assert.IsType<MemoryEntry>(Find(drive, $"/image/{drive.Images[0].Id}/startnet.cmd"));
        string text = System.Text.Encoding.ASCII.GetString(script.Bytes.Span);
        string url = text.Split('\n').First(l => l.Contains("/content/", StringComparison.Ordinal)).Replace("echo", "").Trim();
        Assert.StartsWith("http://10.0.0.1:8080/image/", url);
        Assert.IsType<FileEntry>(Find(drive, new Uri(url).AbsolutePath));
    }

    [Fact]
    public void An_answer_file_of_a_machine_goes_into_Windows_before_its_image()
    {
        DriveSnapshot drive = Families.All["windows-11"]().With("Win11_23H2.autounattend.xml", "<unattend/>"u8.ToArray()).Recognise();
        var box = new BoxIdentity("workshop");
        var shelf = new ContentShelf(new BoxContents(drive, FileIndex.Empty(new FileRoot("loaders", "/loaders"))));
        IMachineDirectory machines = Substitute.For<IMachineDirectory>();
        machines.MachineAt(default).ReturnsForAnyArgs(new MachineId(new MacAddress(0x525400123456)));
        var desk = new AnswerDesk(shelf, box, machines, new MachineTokens(new byte[32]), new InstallBook(), Substitute.For<IMachineJournal>());
        string id = drive.Images[0].Id;

        DeskAnswer? answer = desk.Answer(new DeskRequest(
            $"/unattended/{id}.ipxe", "plan=local-disk&serial=", new Ipv4(0x0A000064), new Ipv4(0x0A000001)));
        string script = System.Text.Encoding.ASCII.GetString(answer!.Value.Body.Span);

        Assert.Equal(
            ["wimboot", "winpeshl.ini", "startnet.cmd", "autounattend.xml", "boot.wim"],
            script.Split('\n').Where(l => l.Contains(" --name ", StringComparison.Ordinal)).Select(l => l.Split(' ')[2]));
        Assert.Matches(@"initrd --name autounattend\.xml http://10\.0\.0\.1/answers/\S+/autounattend\.xml autounattend\.xml \|\| exit 1\n", script);
    }

    [Fact]
    public void ESXis_modules_are_found_where_its_settings_send_it()
    {
        DriveSnapshot drive = Families.All["esxi"]().Recognise();
        string id = drive.Images[0].Id;

        Assert.IsType<MemoryEntry>(Find(drive, $"/image/{id}/boot.cfg"));
        Assert.IsType<FileEntry>(Find(drive, $"/image/{id}/content/B.B00"));
    }

    [Fact]
    public void A_disc_with_a_name_outside_of_ASCII_keeps_its_end()
    {
        DriveSnapshot drive = new TestDrive().With("b\u00fcro/ubuntu.iso", UbuntuDisc()).Recognise();

        string path = ImagePath.Of(drive.Images[0]);

        Assert.EndsWith(".iso", path);
        Assert.Equal("b\u00fcro/ubuntu.iso", Assert.IsType<FileEntry>(Find(drive, "/" + path)).Path);
        Assert.IsType<FileEntry>(Find(drive, $"/{path}/casper/vmlinuz"));
    }

    private static TestDisc UbuntuDisc() => new TestDisc("Ubuntu")
        .With("casper/vmlinuz", Media.Tests.SmallBootFiles.Kernel("6.8.0")).With("casper/initrd", Media.Tests.SmallBootFiles.GzipInitrd());

    private static TreeEntry? Find(DriveSnapshot drive, string path)
    {
        var box = new BoxIdentity("workshop", 8080);
        var shelf = new ContentShelf(new BoxContents(drive, FileIndex.Empty(new FileRoot("loaders", "/loaders"))));
        var tree = new VirtualTree(shelf, new MenuShelf(shelf, new BootPlanner(shelf, box), box));
        return tree.Find(new TreeRequest(path, new Ipv4(0x0A000064), new Ipv4(0x0A000001), TreeProtocol.Http, TimeSpan.Zero));
    }
}
