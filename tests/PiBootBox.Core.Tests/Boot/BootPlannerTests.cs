using System.Text;
using PiBootBox.Core.Boot;
using PiBootBox.Core.Images;
using PiBootBox.Core.Machines;
using PiBootBox.Core.Tests.Images;
using PiBootBox.Core.Tree;
using PiBootBox.Media.Tests;
using PiBootBox.Wire;

namespace PiBootBox.Core.Tests.Boot;

public class BootPlannerTests
{
    private static readonly Ipv4 Address = new(0x0A000001);
    private static readonly MachineId Machine = new(new MacAddress(0x525400123456));
    private static readonly FileRoot LoaderRoot = new("loaders", "/usr/lib/pibootbox/loaders");

    [Theory]
    [InlineData(Firmware.Bios, "undionly.kpxe")]
    [InlineData(Firmware.EfiX64, "shimx64.efi")]
    [InlineData(Firmware.EfiArm64, "ipxe-arm64.efi")]
    public void Firmware_gets_the_loader_that_is_made_for_it(Firmware firmware, string expected)
    {
        BootPlanner planner = Planner(Loaders("undionly.kpxe", "shimx64.efi", "grubx64.efi", "snponly.efi", "ipxe-amd64.efi", "ipxe-arm64.efi", "shimaa64.efi"));

        Assert.Equal(expected, Name(planner.For(Machine, new PxeClient(firmware, false, false), Address)));
    }

    [Theory]
    [InlineData(Firmware.Bios)]
    [InlineData(Firmware.EfiX64)]
    [InlineData(Firmware.None)]
    public void IPXE_gets_the_menu_and_never_itself_again(Firmware firmware)
    {
        BootPlanner planner = Planner(Loaders("undionly.kpxe", "snponly.efi"));

        Assert.Equal("http://10.0.0.1/boot.ipxe", Name(planner.For(Machine, new PxeClient(firmware, true, false), Address)));
    }

    [Fact]
    public void The_URL_carries_the_port_where_it_is_not_the_usual_one()
    {
        BootPlanner planner = Planner(Loaders(), httpPort: 8080);

        Assert.Equal("http://10.0.0.1:8080/boot.ipxe", Name(planner.For(Machine, new PxeClient(Firmware.Bios, true, false), Address)));
    }

    [Fact]
    public void A_client_of_UEFI_HTTP_Boot_gets_its_loader_as_a_URL()
    {
        BootPlanner planner = Planner(Loaders("snponly.efi"));

        Assert.Equal("http://10.0.0.1/snponly.efi", Name(planner.For(Machine, new PxeClient(Firmware.EfiX64, false, true), Address)));
    }

    [Fact]
    public void A_missing_loader_is_named_with_the_folder_where_it_belongs()
    {
        BootFile file = Planner(Loaders()).For(Machine, new PxeClient(Firmware.Bios, false, false), Address);

        Assert.True(file.FileName.IsEmpty);
        Assert.Equal("The boot loader for BIOS is missing: put undionly.kpxe into /usr/lib/pibootbox/loaders.", file.Reason);
    }

    [Theory]
    [InlineData(false, "shimx64.efi", "shimx64.efi", "grubx64.efi", "ipxe-shimx64.efi", "ipxe.efi", "snponly.efi")]
    [InlineData(false, "ipxe-shimx64.efi", "ipxe-shimx64.efi", "ipxe.efi", "snponly.efi")]
    [InlineData(false, "snponly.efi", "shimx64.efi", "ipxe-shimx64.efi", "snponly.efi", "ipxe-amd64.efi")]
    [InlineData(true, "ipxe-shimx64.efi", "shimx64.efi", "grubx64.efi", "ipxe-shimx64.efi", "ipxe.efi", "snponly.efi")]
    [InlineData(true, "snponly.efi", "shimx64.efi", "grubx64.efi", "snponly.efi")]
    [InlineData(true, "shimx64.efi", "shimx64.efi", "grubx64.efi")]
    public void A_chain_counts_when_all_of_its_files_are_there_and_a_setting_puts_iPXE_first(bool ipxeFirst, string expected, params string[] loaders)
    {
        var shelf = new ContentShelf(new BoxContents(new TestDrive().Recognise(), Loaders(loaders)));
        var planner = new BootPlanner(shelf, new BoxIdentity("box"), ipxeFirst: ipxeFirst);

        Assert.Equal(expected, Name(planner.For(Machine, new PxeClient(Firmware.EfiX64, false, false), Address)));
        Assert.Equal($"http://10.0.0.1/{expected}", Name(planner.For(Machine, new PxeClient(Firmware.EfiX64, false, true), Address)));
    }

    [Theory]
    [InlineData("start4.elf", "bootcode.bin")]
    [InlineData("notes.txt", "")]
    public void A_Raspberry_Pi_is_helped_when_the_drive_holds_a_folder_for_it(string file, string expected)
    {
        var shelf = new ContentShelf(new BoxContents(new TestDrive().With($"pi/{file}").Recognise(), Loaders()));

        BootFile boot = new BootPlanner(shelf, new BoxIdentity("box")).For(Machine, new PxeClient(Firmware.RaspberryPi, false, false), Address);

        Assert.Equal(expected, Name(boot));
        Assert.NotEmpty(boot.Reason);
    }

    [Theory]
    [InlineData(Firmware.None)]
    [InlineData(Firmware.Other)]
    [InlineData(Firmware.EfiIa32)]
    [InlineData(Firmware.EfiArm32)]
    public void Who_cannot_be_helped_gets_no_file_and_a_reason(Firmware firmware)
    {
        BootFile file = Planner(Loaders("undionly.kpxe")).For(Machine, new PxeClient(firmware, false, false), Address);

        Assert.True(file.FileName.IsEmpty);
        Assert.NotEmpty(file.Reason);
    }

    [Fact]
    public void A_loader_that_is_put_into_the_folder_counts_from_the_next_scan_on()
    {
        var shelf = new ContentShelf(new BoxContents(new TestDrive().Recognise(), Loaders()));
        var planner = new BootPlanner(shelf, new BoxIdentity("box"));
        var bios = new PxeClient(Firmware.Bios, false, false);
        Assert.True(planner.For(Machine, bios, Address).FileName.IsEmpty);

        shelf.Replace(shelf.Current with { Loaders = Loaders("undionly.kpxe") });

        Assert.Equal("undionly.kpxe", Name(planner.For(Machine, bios, Address)));
    }

    [Theory]
    [InlineData(Firmware.Bios, false)]
    [InlineData(Firmware.EfiX64, true)]
    public void Asking_again_allocates_nothing(Firmware firmware, bool isIpxe)
    {
        BootPlanner planner = Planner(Loaders("undionly.kpxe", "snponly.efi"));
        var client = new PxeClient(firmware, isIpxe, false);
        planner.For(Machine, client, Address);
        planner.For(Machine, client, Address);

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++)
            planner.For(Machine, client, Address);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Theory]
    [InlineData(null, null, BootTarget.LocalDisk, 15)]
    [InlineData("menu", null, BootTarget.Menu, 0)]
    [InlineData("local", "20", BootTarget.LocalDisk, 20)]
    [InlineData("memtest.bin", null, BootTarget.Image, 3)]
    [InlineData("/MEMTEST.BIN", "0", BootTarget.Image, 0)]
    [InlineData("gone", null, BootTarget.LocalDisk, 15)]
    public void The_drives_default_decides_what_boots_by_itself(string? choice, string? timeout, BootTarget target, int seconds)
    {
        string json = $$"""{ {{(choice is null ? "" : $"\"default\": \"{choice}\",")}} {{(timeout is null ? "" : $"\"timeout\": {timeout}")}} }""";
        DriveSnapshot drive = Drive(json);

        BootPlan plan = Planner(Loaders()).Plan(drive, null, Firmware.Bios, Profile.None);

        Assert.Equal((target, TimeSpan.FromSeconds(seconds)), (plan.Target, plan.Wait));
        Assert.Equal(target == BootTarget.Image, plan.Image is not null);
        Assert.Equal(choice == "gone" ? 1 : 0, drive.Settings.Mistakes.Count);
    }

    [Fact]
    public void The_machines_own_entry_goes_before_the_profile_and_the_profile_before_the_drive()
    {
        DriveSnapshot drive = Drive("""
            { "default": "menu", "machines": [{ "mac": "52:54:00:12:34:56", "image": "memtest.bin" }, { "mac": "52:54:00:12:34:57", "name": "x" }] }
            """);
        BootPlanner planner = Planner(Loaders());
        var local = new Profile("local");

        Assert.Equal(BootTarget.Image, planner.Plan(drive, Machine.Mac, Firmware.Bios, local).Target);
        Assert.Equal(BootTarget.LocalDisk, planner.Plan(drive, new MacAddress(0x525400123457), Firmware.Bios, local).Target);
        Assert.Equal(BootTarget.Menu, planner.Plan(drive, null, Firmware.Bios, Profile.None).Target);
    }

    [Fact]
    public void An_image_for_another_firmware_is_not_planned_and_the_reason_says_so()
    {
        BootPlan plan = Planner(Loaders()).Plan(Drive("""{ "default": "memtest.bin" }"""), null, Firmware.EfiX64, Profile.None);

        Assert.Equal(BootTarget.LocalDisk, plan.Target);
        Assert.Equal("Memory test (memtest.bin) boots on BIOS only, so the menu counts down to the PC's own disk.", plan.Reason);
    }

    private static DriveSnapshot Drive(string json) =>
        new TestDrive { Settings = DriveSettingsReader.Read(Encoding.UTF8.GetBytes(json)) }
            .With("memtest.bin", SmallBootFiles.Kernel("Memtest86+ v6.10"))
            .Recognise();

    private static BootPlanner Planner(FileIndex loaders, int httpPort = 80) =>
        new(new ContentShelf(new BoxContents(new TestDrive().Recognise(), loaders)), new BoxIdentity("box", httpPort));

    private static FileIndex Loaders(params string[] names)
    {
        var builder = new FileIndexBuilder(LoaderRoot);
        foreach (string name in names)
            builder.Add(name, 1000, TestDrive.Time);
        return builder.Build();
    }

    private static string Name(BootFile file) => Encoding.ASCII.GetString(file.FileName.Span);
}
