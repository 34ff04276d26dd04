using System.Text;
using PiBootBox.Core.Boot;
using PiBootBox.Core.Images;
using PiBootBox.Core.Tests.Images;
using PiBootBox.Core.Tree;
using PiBootBox.Media.Tests;
using PiBootBox.Wire;

namespace PiBootBox.Core.Tests.Boot;

public class GrubMenuTests
{
    private static readonly Ipv4 Address = new(0x0A000001);

    [Fact]
    public void The_script_is_the_one_of_the_golden() => Golden.Same("grub.cfg", Script(Workshop()));

    [Fact]
    public void Another_port_of_the_web_server_stands_in_every_path() =>
        Assert.DoesNotContain("(http,10.0.0.1)", Script(Workshop(), port: 8080));

    [Fact]
    public void Without_an_iPXE_in_the_folder_nothing_is_handed_over()
    {
        Assert.Contains("chainloader '(http,10.0.0.1)/snponly.efi'", Script(Workshop()));
        Assert.DoesNotContain("snponly", Script(Workshop(), loaders: ["shimx64.efi", "grubx64.efi"]));
    }

    [Fact]
    public void A_kernel_that_Debian_signed_has_one_entry_and_one_that_nobody_signed_says_so_where_Secure_Boot_is_on()
    {
        string script = Script(Workshop());

        Assert.Single(System.Text.RegularExpressions.Regex.Matches(script, "menuentry 'Debian installer, amd64 +49 MB'"));
        int forbidden = script.IndexOf("Memory test (memtest86+x64.efi)                needs Secure Boot off", StringComparison.Ordinal);
        Assert.True(forbidden > script.IndexOf("if [ \"$secure\" = y ]; then\nmenuentry", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Debian Secure Boot CA", Signer.Debian, false)]
    [InlineData("Debian Secure Boot CA", Signer.Other, true)]
    [InlineData("Fedora Secure Boot CA", Signer.Debian, true)]
    [InlineData("Fedora Secure Boot CA", Signer.Other, false)]
    [InlineData("Microsoft Windows", Signer.Other, false)]
    public void A_signed_kernel_starts_with_Secure_Boot_on_and_its_row_tells_where_the_pair_in_the_folder_is_anothers(
        string signer, Signer grub, bool isOfOthers)
    {
        DriveSnapshot drive = new TestDrive()
            .With("linux/vmlinuz", SmallBootFiles.SignedKernel("6.12.9", signer))
            .With("linux/initrd.img", SmallBootFiles.GzipInitrd()).Recognise();

        string script = Script(drive, grub: grub);

        Assert.Equal(isOfOthers, script.Contains("signed by others"));
        // x64 with and without a warning, and arm64, for which it is not.
        Assert.Equal(isOfOthers ? 2 : 1, System.Text.RegularExpressions.Regex.Count(script, @"if linux '\(http,10\.0\.0\.1\)/drive/linux/vmlinuz'"));
    }

    [Fact]
    public void A_profile_decides_what_starts_by_itself()
    {
        Assert.Contains("set default=local-disk\nset timeout=15\n", Script(Workshop()));
        string chosen = Script(Workshop(), profile: new Profile("debian 12/debian-installer/amd64"));
        Assert.Matches(@"set default=image-debian-12-\S+\nset timeout=3\n", chosen);
        Assert.Contains("set timeout=-1\n", Script(Workshop(), profile: new Profile("menu")));
    }

    [Fact]
    public void A_drive_without_images_says_what_to_do()
    {
        string script = Script(new TestDrive().Recognise());

        Assert.Contains("menuentry 'The drive is empty. Copy an image to it", script);
        Assert.Contains("--id local-disk", script);
    }

    /// <summary>A PC's firmware does not give GRUB bytes above 127, and neither does the script.</summary>
    [Fact]
    public void The_script_is_plain_ASCII() => Assert.True(Ascii.IsValid(Script(Workshop())));

    private static string Script(DriveSnapshot drive, Profile? profile = null, int port = 80, string[]? loaders = null, Signer grub = Signer.Debian)
    {
        var folder = new FileIndexBuilder(new FileRoot("loaders", "/loaders"));
        foreach (string loader in loaders ?? ["shimx64.efi", "grubx64.efi", "snponly.efi", "ipxe-arm64.efi"])
            folder.Add(loader, 1000, TestDrive.Time);
        var contents = new BoxContents(drive, folder.Build()) { SecondStages = new Dictionary<string, Signer> { ["grubx64.efi"] = grub } };
        var box = new BoxIdentity("workshop", port);
        var planner = new BootPlanner(new ContentShelf(contents), box);
        return GrubMenu.Write(contents, planner, box, new MenuReader(Address, profile ?? Profile.None));
    }

    private static DriveSnapshot Workshop() =>
        new TestDrive
        {
            Settings = DriveSettingsReader.Read(Encoding.UTF8.GetBytes("""
                { "title": "Tom's \"workshop\" $HOME \\ b\u00fcro",
                  "images": { "debian 12/debian-installer/amd64": { "arguments": "console=ttyS0 a=\"b c\" x='$(reboot)'" } },
                  "machines": [{ "mac": "52:54:00:12:34:56", "name": "desk '4'; reboot", "image": "tools/memtest86+x64.efi" }] }
                """)),
        }
            .With("debian 12/debian-installer/amd64/linux", SmallBootFiles.Grown(SmallBootFiles.SignedKernel("6.1.0-37-amd64", "Debian Secure Boot CA"), 8_222_656))
            .With("debian 12/debian-installer/amd64/initrd.gz", SmallBootFiles.Grown(SmallBootFiles.GzipInitrd(), 40_810_276))
            .With("tools/memtest86+x64.efi", SmallBootFiles.Kernel("Memtest86+ v6.10", 0x8664))
            .With("tools/memtest86+x64.bin", SmallBootFiles.Kernel("Memtest86+ v6.10"))
            .With("tools/shell'x64.efi", SmallBootFiles.Efi(0x8664))
            .With("rescue b\u00fcro/vmlinuz", SmallBootFiles.Kernel("6.12.9-lts", 0x8664))
            .With("rescue b\u00fcro/initrd", SmallBootFiles.GzipInitrd())
            .With("arm/vmlinuz", SmallBootFiles.Arm64Kernel())
            .With("arm/initrd", SmallBootFiles.GzipInitrd())
            .Recognise();
}
