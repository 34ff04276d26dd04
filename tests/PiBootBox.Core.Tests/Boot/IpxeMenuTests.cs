using FsCheck;
using FsCheck.Fluent;
using PiBootBox.Core.Boot;
using PiBootBox.Core.Images;
using PiBootBox.Core.Tests.Images;
using PiBootBox.Core.Tree;
using PiBootBox.Media.Tests;
using PiBootBox.Wire;

namespace PiBootBox.Core.Tests.Boot;

public class IpxeMenuTests
{
    private static readonly BoxIdentity Box = new("workshop");
    private static readonly Ipv4 Address = new(0x0A000001);

    [Fact]
    public void The_script_is_the_one_of_the_golden() => Golden.Same("menu.ipxe", Script(Workshop()));

    [Fact]
    public void The_menu_on_a_BIOS_PC_reads_well_on_80_by_25() =>
        Golden.Same("menu-bios.txt", IpxeModel.OnBios(Script(Workshop()), m => "local-disk").Run().Screen());

    [Fact]
    public void The_menu_on_a_UEFI_PC_reads_well_on_80_by_25() =>
        Golden.Same("menu-efi.txt", IpxeModel.OnEfi(Script(Workshop()), m => "local-disk").Run().Screen());

    [Theory]
    [InlineData("01", Signer.Debian, "  needs Secure Boot off", "49 MB")]
    [InlineData("01", Signer.Other, "  needs Secure Boot off", "  signed by others")]
    [InlineData("00", Signer.Other, "1 MB", "49 MB")]
    [InlineData("", Signer.Other, "1 MB", "49 MB")]
    public void A_signed_iPXE_says_what_Secure_Boot_forbids_and_starts_kernels_through_the_shim_of_the_folder(
        string secureBoot, Signer grub, string unsigned, string ofDebian)
    {
        DriveSnapshot drive = new TestDrive()
            .With("debian/vmlinuz", Grown(SmallBootFiles.SignedKernel("6.1", "Debian Secure Boot CA"), 8_222_656))
            .With("debian/initrd.img", Grown(SmallBootFiles.GzipInitrd(), 40_810_276))
            .With("shellx64.efi", Grown(SmallBootFiles.Efi(0x8664), 1_000_000)).Recognise();
        string LabelOf(string path) => "image-" + drive.FindImage(path)!.Id;
        IpxeModel ipxe = IpxeModel.OnEfi(Script(drive, grub: grub), m => LabelOf("debian"));
        ipxe.Settings["efi/SecureBoot"] = secureBoot;

        ipxe.Run();

        Assert.EndsWith(unsigned, Assert.Single(ipxe.Items, item => item.Label == LabelOf("shellx64.efi")).Text);
        Assert.EndsWith(ofDebian, Assert.Single(ipxe.Items, item => item.Label == LabelOf("debian")).Text);
        Assert.Equal(secureBoot == "01", ipxe.Executed.Any(command => command is ["shim", "http://10.0.0.1/shimx64.efi"]));
    }

    [Fact]
    public void Without_a_profile_the_menu_counts_down_to_the_local_disk()
    {
        IpxeModel bios = IpxeModel.OnBios(Script(Workshop()), m => m.Default).Run();
        Assert.Equal(("local-disk", 15_000), (bios.Default, bios.Timeout));
        Assert.Equal(["sanboot", "--no-describe", "--drive", "0x80"], bios.Executed[^1]);

        IpxeModel efi = IpxeModel.OnEfi(Script(Workshop()), m => m.Default).Run();
        Assert.Equal(("local-disk", 15_000), (efi.Default, efi.Timeout));
        Assert.Equal(1, efi.ExitStatus);
    }

    [Fact]
    public void A_BIOS_PC_without_a_disk_leaves_to_its_next_boot_device()
    {
        IpxeModel ipxe = IpxeModel.OnBios(Script(Workshop()), m => m.Default, failing: "sanboot").Run();

        Assert.Equal(0, ipxe.ExitStatus);
    }

    [Fact]
    public void A_chosen_image_is_loaded_with_its_RAM_disk_and_its_arguments()
    {
        DriveSnapshot drive = Workshop();
        string label = "image-" + drive.FindImage("debian 12/debian-installer/amd64")!.Id;

        IpxeModel ipxe = IpxeModel.OnEfi(Script(drive), m => label).Run();

        string[] boot = [.. ipxe.Executed.Where(c => c[0] is "imgfree" or "kernel" or "initrd" or "boot").Select(c => string.Join(' ', c))];
        Assert.Equal(
            [
                "imgfree",
                "kernel --name linux http://10.0.0.1/drive/debian%2012/debian-installer/amd64/linux initrd=initrd console=ttyS0 --- quiet",
                "initrd --name initrd http://10.0.0.1/drive/debian%2012/debian-installer/amd64/initrd.gz",
                "boot",
            ],
            boot);
    }

    [Fact]
    public void A_live_system_is_told_by_which_network_card_it_was_booted()
    {
        DriveSnapshot drive = Workshop();
        BootImage rescue = drive.Images.First(i => i.Kind == ImageKind.KernelAndInitrd);

        IpxeModel ipxe = IpxeModel.OnBios(Script(drive), m => "image-" + rescue.Id).Run();

        Assert.Contains(ipxe.Executed, c => c is ["kernel", "--name", "linux", _, "initrd=initrd", "BOOTIF=01-52-54-00-12-34-56", "ip=dhcp"]);
    }

    [Theory]
    [InlineData("10.0.0.100", 0)]
    [InlineData("", 1)]
    public void A_script_that_runs_before_iPXE_has_an_address_asks_for_one(string address, int asked)
    {
        IpxeModel ipxe = IpxeModel.OnEfi(Script(Workshop()), m => m.Default);
        ipxe.Settings["netX/ip"] = address;

        Assert.Equal(asked, ipxe.Run().Executed.Count(c => c[0] == "dhcp"));
    }

    [Fact]
    public void A_profile_starts_its_image_without_waiting_long_and_only_where_it_boots()
    {
        DriveSnapshot drive = Workshop();
        string script = Script(drive, new Profile("tools/memtest86+x64.bin"));

        IpxeModel bios = IpxeModel.OnBios(script, m => m.Default).Run();
        Assert.Equal(3_000, bios.Timeout);
        Assert.Contains(bios.Executed, c => c[0] == "kernel" && c[3].EndsWith("memtest86%2Bx64.bin", StringComparison.Ordinal));

        IpxeModel efi = IpxeModel.OnEfi(script, m => m.Default).Run();
        Assert.Equal(("local-disk", 1), (efi.Default, efi.ExitStatus));
    }

    [Fact]
    public void A_machine_of_the_settings_gets_its_own_image_even_a_hidden_one()
    {
        DriveSnapshot drive = Workshop("""
            { "title": "Our workshop", "default": "menu",
              "images": { "tools/memtest86+x64.bin": { "hidden": true } },
              "machines": [{ "mac": "52:54:00:12:34:56", "name": "bench #1 || exit", "image": "tools/memtest86+x64.bin" }] }
            """);

        IpxeModel named = IpxeModel.OnBios(Script(drive), m => m.Default).Run();
        Assert.Contains(named.Executed, c => c[0] == "kernel" && c[3].EndsWith("memtest86%2Bx64.bin", StringComparison.Ordinal));
        Assert.Equal("Our workshop", named.MenuTitle);
        Assert.Contains(named.Items, i => i.Text == "This PC is bench #1 || exit");

        IpxeModel other = IpxeModel.OnEfi(Script(drive), m => m.Default).Run();
        Assert.Equal(0, other.Timeout);
        Assert.DoesNotContain(other.Items, i => i.Text.Contains("memtest86+x64.bin", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("kernel")]
    [InlineData("initrd")]
    [InlineData("boot")]
    public void What_fails_on_the_way_to_an_image_leads_back_to_the_menu(string failing)
    {
        DriveSnapshot drive = Workshop();
        string label = "image-" + drive.FindImage("debian 12/debian-installer/amd64")!.Id;

        IpxeModel ipxe = IpxeModel.OnBios(Script(drive), m => m.MenusShown == 1 ? label : "local-disk", failing).Run();

        Assert.Equal((2, 0), (ipxe.MenusShown, ipxe.Timeout));
        Assert.Contains(ipxe.Executed, c => string.Join(' ', c) == "echo It did not start. The line above tells what iPXE said.");
    }

    [Fact]
    public void With_nobody_at_the_keyboard_a_failure_is_followed_by_the_plan_again()
    {
        DriveSnapshot drive = Workshop();
        string script = Script(drive, new Profile("debian 12/debian-installer/amd64"));

        IpxeModel ipxe = IpxeModel.OnBios(script, m => m.MenusShown < 3 ? m.Default : "local-disk", "kernel", "prompt").Run();

        Assert.Equal((3, 3_000), (ipxe.MenusShown, ipxe.Timeout));
    }

    [Fact]
    public void Escape_and_the_command_line_lead_back_to_a_menu_that_waits()
    {
        IpxeModel ipxe = IpxeModel.OnBios(Script(Workshop()), m => m.MenusShown switch { 1 => null, 2 => "shell", _ => "restart" }).Run();

        Assert.Equal((3, 0), (ipxe.MenusShown, ipxe.Timeout));
        Assert.Equal(["reboot"], ipxe.Executed[^1]);
    }

    [Fact]
    public void A_drive_with_a_problem_says_so_in_a_menu_that_still_starts_the_PC()
    {
        var drive = DriveSnapshot.Without(new FileRoot("drive", "/srv/drive"), "The drive folder /srv/drive does not exist. Plug the drive in, or name another folder.");

        IpxeModel ipxe = IpxeModel.OnBios(Script(drive), m => m.Default).Run();

        Assert.Contains(ipxe.Items, i => i.Text == "The drive folder /srv/drive does not exist. Plug the drive in, or");
        Assert.Equal("sanboot", ipxe.Executed[^1][0]);
    }

    [Fact]
    public void An_unknown_UEFI_leaves_with_a_message()
    {
        IpxeModel ipxe = IpxeModel.OnEfi(Script(Workshop()), m => m.Default);
        ipxe.Settings["buildarch"] = "riscv64";

        Assert.Equal(1, ipxe.Run().ExitStatus);
    }

    [Theory]
    [InlineData("--- Room 12 ---")]
    [InlineData("-Room 12")]
    [InlineData("--")]
    public void A_title_that_begins_with_a_hyphen_is_a_title(string title) =>
        Assert.Equal(title, IpxeModel.OnBios(Script(Workshop($$"""{ "title": "{{title}}" }""")), m => m.Default).Run().MenuTitle);

    [Fact]
    public void Whatever_a_file_is_called_the_script_has_the_same_commands() =>
        Prop.ForAll(Arb.From(IpxeTextTests.Hostile), name =>
        {
            string folder = new([.. name.Where(c => c != '/')]);
            IpxeModel plain = Boot("folder", "title"), hostile = Boot($"x{folder}", name);
            return Shapes(plain).SequenceEqual(Shapes(hostile));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(500));

    /// <summary>The pads at the start are as many as the texts need.</summary>
    private static IEnumerable<string> Shapes(IpxeModel ipxe) =>
        ipxe.Executed.Where(c => c is not ["set", ['p', 'a', 'd', ..], ..]).Select(Shape);

    /// <summary>A command without its foreign words: the text behind a label, a URL's path.</summary>
    private static string Shape(string[] command) => command switch
    {
        ["item" or "echo" or "menu" or "set", ..] => command[0],
        ["goto" or "choose", ..] => command[0],
        ["kernel" or "initrd", "--name", var name, var url, .. var arguments] =>
            $"{command[0]} {name} {new Uri(url).Host} {string.Join(' ', arguments)}",
        _ => string.Join(' ', command),
    };

    /// <summary>Boots the one image of a drive whose folder and title are given.</summary>
    private static IpxeModel Boot(string folder, string title)
    {
        var root = new FileRoot("drive", "/srv/drive");
        var kernel = new FileEntry(root, $"{folder}/vmlinuz", 8_000_000, TestDrive.Time);
        var image = new BootImage(
            ImageId.From(folder), ImageKind.KernelAndInitrd, title, folder, kernel, [new LoadedFile("initrd", kernel with { Path = $"{folder}/initrd" })],
            "ip=dhcp", FirmwareSet.Bios, "", "");
        var drive = new DriveSnapshot(FileIndex.Empty(root), [image], [], DriveSettings.None with { Title = title }, null);
        return IpxeModel.OnBios(Script(drive), m => $"image-{image.Id}").Run();
    }

    private static string Script(DriveSnapshot drive, Profile? profile = null, Signer grub = Signer.Debian)
    {
        var shelf = new ContentShelf(new BoxContents(drive, FileIndex.Empty(new FileRoot("loaders", "/loaders")))
        {
            SecondStages = new Dictionary<string, Signer> { ["grubx64.efi"] = grub },
        });
        var planner = new BootPlanner(shelf, Box);
        return IpxeMenu.Write(shelf.Current, planner, Box, new MenuReader(Address, profile ?? Profile.None));
    }

    private static DriveSnapshot Workshop(string settings = """
        { "images": { "debian 12/debian-installer/amd64": { "arguments": "console=ttyS0" } } }
        """) =>
        new TestDrive { Settings = DriveSettingsReader.Read(System.Text.Encoding.UTF8.GetBytes(settings)) }
            .With("debian 12/debian-installer/amd64/linux", Grown(SmallBootFiles.Kernel("6.1.0-37-amd64", 0x8664, signed: true), 8_222_656))
            .With("debian 12/debian-installer/amd64/initrd.gz", Grown(SmallBootFiles.GzipInitrd(), 40_810_276))
            .With("debian 12/version.info", "Debian version:  12 (bookworm)\n"u8.ToArray())
            .With("tools/memtest86+x64.bin", Grown(SmallBootFiles.Kernel("Memtest86+ v6.10"), 144_312))
            .With("tools/shellx64.efi", Grown(SmallBootFiles.Efi(0x8664), 1_000_000))
            .With("rescue/a very long folder name that no menu row has room for/vmlinuz", SmallBootFiles.Kernel("6.12.9-lts", 0x8664))
            .With("rescue/a very long folder name that no menu row has room for/initrd", SmallBootFiles.GzipInitrd())
            .Recognise();

    private static byte[] Grown(byte[] file, int length)
    {
        Array.Resize(ref file, length);
        return file;
    }
}
