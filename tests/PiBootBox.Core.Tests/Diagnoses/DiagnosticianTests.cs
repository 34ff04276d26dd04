using PiBootBox.Core.Boot;
using PiBootBox.Core.Images;
using PiBootBox.Core.Journal;
using PiBootBox.Core.Machines;
using PiBootBox.Core.Panel;
using PiBootBox.Core.Roles;
using PiBootBox.Core.Tests.Images;
using PiBootBox.Core.Tests.Stories;
using PiBootBox.Core.Tree;
using PiBootBox.Media.Tests;
using PiBootBox.Wire;

namespace PiBootBox.Core.Tests.Diagnoses;

public class DiagnosticianTests
{
    private const int Pc = 5;

    private readonly TestFacts _box = new();

    [Fact]
    public void A_healthy_box_tells_nothing_be_it_idle_or_booting()
    {
        Assert.Empty(_box.Look());
        _box.Story.Boot(Pc);
        Assert.Empty(_box.Look());
    }

    [Fact]
    public void Nothing_is_told_of_a_drive_and_loaders_that_nobody_has_looked_at_yet()
    {
        _box.Drive = DriveSnapshot.Without(new FileRoot("drive", "/srv"), "The drive is still being read.", DriveTrouble.BeingRead);
        _box.Loaders = [];
        Assert.Empty(_box.Look());
    }

    [Fact]
    public void No_link_is_told_and_is_over_when_the_cable_is_in()
    {
        SetPort(port => port with { HasLink = false });
        Assert.Equal(new Diagnosis("no-link", "No link on eth0", "Plug the network cable in"), Assert.Single(_box.Look()));
        SetPort(port => port with { HasLink = true });
        Assert.Empty(_box.Look());
    }

    [Fact]
    public void A_second_port_without_a_cable_or_an_address_is_no_trouble()
    {
        _box.Ports.Add(_box.Ports[0] with { Name = "eth1", HasLink = false });
        _box.Ports.Add(_box.Ports[0] with { Name = "eth2", Address = null });
        Assert.Empty(_box.Look());
    }

    [Fact]
    public void No_address_is_told_of_the_port_that_has_a_link()
    {
        SetPort(port => port with { HasLink = false });
        _box.Ports.Add(_box.Ports[0] with { Name = "eth1", HasLink = true, Address = null });
        Assert.Equal("No address on eth1", Assert.Single(_box.Look()).Problem);
    }

    [Fact]
    public void Without_any_port_that_is_told()
    {
        _box.Ports.Clear();
        Assert.Equal(["no-port"], _box.Kinds);
    }

    [Fact]
    public void A_port_that_cannot_be_bound_says_why()
    {
        SetPort(port => port with { Refusal = "Port 67 is held by dnsmasq: stop it." });
        Assert.Equal("Port 67 is held by dnsmasq: stop it.", Assert.Single(_box.Look()).Cure);
    }

    [Theory]
    [InlineData(NeighbourKind.AddressServer, "other-server")]
    [InlineData(NeighbourKind.BootService, "other-boot-service")]
    [InlineData(NeighbourKind.OtherBox, "two-boxes")]
    public void Another_server_is_a_trouble_while_the_role_is_set_and_is_named(NeighbourKind kind, string told)
    {
        SetPort(port => port with { Neighbour = new Neighbour(kind, new Ipv4(0x0A4D00FE), IsRival: true) });
        Diagnosis found = Assert.Single(_box.Look());
        Assert.Equal(told, found.Kind);
        Assert.Contains("10.77.0.254", found.Problem);
    }

    [Fact]
    public void The_server_that_the_box_boots_machines_beside_is_no_trouble()
    {
        SetPort(port => port with { Role = Role.Proxy, Neighbour = new Neighbour(NeighbourKind.AddressServer, new Ipv4(1), IsRival: false) });
        Assert.Empty(_box.Look());
    }

    [Fact]
    public void Standing_by_names_whom_it_stands_by_for()
    {
        SetPort(port => port with { Role = Role.StandingBy, Neighbour = new Neighbour(NeighbourKind.OtherBox, new Ipv4(0x0A4D0002), IsRival: false) });
        Assert.Equal("Stands by: box 10.77.0.2 serves", Assert.Single(_box.Look()).Problem);
    }

    [Fact]
    public void A_folder_without_boot_loaders_is_told()
    {
        _box.Loaders = [];
        Assert.Equal(["no-loaders"], _box.Kinds);
    }

    [Theory]
    [InlineData(DriveTrouble.Absent, "no-drive")]
    [InlineData(DriveTrouble.Unreadable, "drive-unreadable")]
    [InlineData(DriveTrouble.NotSigned, "not-signed")]
    public void A_drive_that_is_of_no_use_is_told(DriveTrouble trouble, string kind)
    {
        _box.Drive = DriveSnapshot.Without(new FileRoot("drive", "/srv"), "A sentence.", trouble);
        Assert.Equal([kind], _box.Kinds);
    }

    [Fact]
    public void An_empty_drive_and_one_where_nothing_boots_are_told_apart()
    {
        _box.Drive = new TestDrive().Recognise();
        Assert.Equal("No drive, or an empty one", Assert.Single(_box.Look()).Problem);
        _box.Drive = new TestDrive { Root = new FileRoot("drive A", "/srv/A", "A/") }.Recognise();
        Assert.Equal("The drive is empty", Assert.Single(_box.Look()).Problem);
        _box.Drive = new TestDrive().With("letter.txt").Recognise();
        Assert.Equal(["nothing-boots"], _box.Kinds);
    }

    [Fact]
    public void A_damaged_image_is_told_with_the_file_to_copy()
    {
        BootImage image = Assert.Single(_box.Drive.Images);
        _box.Drive = _box.Drive with { Images = [image with { Title = "Debian", Flaw = new ImageFlaw("initrd.gz", "A sentence.") }] };
        Assert.Equal(new Diagnosis("bad-image", "Damaged: Debian", "Copy initrd.gz to the drive again"), Assert.Single(_box.Look()));
    }

    [Fact]
    public void A_profile_whose_image_is_gone_is_told_and_the_menu_or_the_local_disk_are_none()
    {
        _box.Choice = "ubuntu";
        Assert.Equal(["profile-gone"], _box.Kinds);
        foreach (string choice in (string[])["menu", "local", "debian"])
        {
            _box.Choice = choice;
            Assert.Empty(_box.Look());
        }
    }

    [Fact]
    public void A_machine_whose_firmware_no_image_boots_on_is_told_until_it_is_forgotten()
    {
        _box.Drive = new TestDrive().With("shellx64.efi", SmallBootFiles.Efi(0x8664)).Recognise();
        _box.Story.Lease(Pc, Story.Bios, "undionly.kpxe");
        Assert.Equal(new Diagnosis("no-image", "No image for BIOS (pc5)", "Copy one that boots on BIOS"), Assert.Single(_box.Look()));
        _box.Story.Wait(TimeSpan.FromMinutes(11));
        Assert.Empty(_box.Look());
    }

    [Fact]
    public void A_machine_for_whose_firmware_there_is_no_loader_is_told()
    {
        _box.Story.Lease(Pc, new PxeClient(Firmware.EfiArm64, false, false));
        Assert.Equal("No boot loader for UEFI arm64", Assert.Single(_box.Look()).Problem);
    }

    [Fact]
    public void A_Raspberry_Pi_without_a_folder_is_told()
    {
        _box.Story.Lease(Pc, new PxeClient(Firmware.RaspberryPi, false, false));
        Assert.Equal(["no-pi-folder"], _box.Kinds);
    }

    [Fact]
    public void A_profile_that_does_not_boot_on_a_machine_is_told()
    {
        _box.Drive = TestFacts.Linux().With("shellx64.efi", SmallBootFiles.Efi(0x8664)).Recognise();
        _box.Choice = "shellx64.efi";
        _box.Story.Lease(Pc, Story.Bios, "undionly.kpxe");
        Assert.Equal(["profile-firmware"], _box.Kinds);
    }

    [Theory]
    [InlineData(new[] { "undionly.kpxe" }, Firmware.Bios, "loader-silent")]
    [InlineData(new[] { "snponly.efi" }, Firmware.EfiX64, "secure-boot")]
    [InlineData(new[] { "shimx64.efi" }, Firmware.EfiX64, "secure-boot")]
    [InlineData(new[] { "shimx64.efi", "grubx64.efi" }, Firmware.EfiX64, "secure-boot")]
    public void A_loader_that_was_fetched_and_then_not_heard_of_is_told_after_a_while(string[] files, Firmware firmware, string kind)
    {
        _box.Story.Lease(Pc, new PxeClient(firmware, false, false), files[0]);
        foreach (string file in files)
            _box.Story.Fetch(Pc, file);
        Assert.Empty(_box.Look());
        _box.Story.Wait(TimeSpan.FromSeconds(50));
        Assert.Equal([kind], _box.Kinds);
    }

    [Fact]
    public void A_loader_that_speaks_after_a_silence_is_no_trouble_any_more()
    {
        _box.Story.Lease(Pc, Story.Uefi, "snponly.efi").Fetch(Pc, "snponly.efi").Wait(TimeSpan.FromSeconds(50));
        Assert.NotEmpty(_box.Look());
        _box.Story.Lease(Pc, Story.Ipxe).Fetch(Pc, "/boot.ipxe", via: "HTTP").Wait(TimeSpan.FromSeconds(50));
        Assert.Empty(_box.Look());
    }

    [Fact]
    public void A_machine_that_comes_for_its_loader_again_and_again_is_told_until_a_system_starts()
    {
        for (int boot = 0; boot < 3; boot++)
            _box.Story.Lease(Pc, Story.Uefi, "snponly.efi").Fetch(Pc, "snponly.efi").Lease(Pc, Story.Ipxe).Fetch(Pc, "/boot.ipxe", via: "HTTP");
        Assert.Equal("pc5 came 3 times", Assert.Single(_box.Look()).Problem);
        _box.Story.Fetch(Pc, "/drive/debian/linux", via: "HTTP");
        Assert.Empty(_box.Look());
    }

    [Fact]
    public void A_file_that_broke_off_is_told_unless_it_is_asked_for_again_soon()
    {
        _box.Story.Lease(Pc, Story.Uefi).File(Step.FileAsked, Pc, "/drive/debian/linux", 0, 100, "HTTP")
            .File(Step.FileFailed, Pc, "/drive/debian/linux", 50, 100, "HTTP");
        Assert.Empty(_box.Look());
        _box.Story.Wait(TimeSpan.FromSeconds(20));
        Assert.Equal("pc5 lost linux", Assert.Single(_box.Look()).Problem);
        _box.Story.Fetch(Pc, "/drive/debian/linux", via: "HTTP");
        Assert.Empty(_box.Look());
    }

    [Fact]
    public void Of_machines_with_the_same_trouble_only_the_latest_is_told()
    {
        foreach (int machine in (int[])[1, 2, 3])
            _box.Story.Lease(machine, new PxeClient(Firmware.EfiRiscV64, false, false));
        Assert.Equal("pc3: unknown firmware", Assert.Single(_box.Look()).Problem);
    }

    [Fact]
    public void A_trouble_that_the_journal_was_told_of_shows_for_ten_minutes_and_one_that_is_over_does_not()
    {
        _box.Told.Tell("pool full", _box.Story.Now);
        _box.Told.Tell("lease-journal", _box.Story.Now);
        _box.Told.Tell("tftp-malformed", _box.Story.Now);
        Assert.Equal(["lease-journal", "pool full"], _box.Kinds);
        _box.Told.Tell("lease-journal-back", _box.Story.Now);
        Assert.Equal(["pool full"], _box.Kinds);
        _box.Told.Tell("drive-fault", _box.Story.Now);
        _box.Told.End("drive-fault");
        Assert.Equal(["pool full"], _box.Kinds);
        _box.Story.Wait(TimeSpan.FromMinutes(11));
        Assert.Empty(_box.Look());
    }

    [Fact]
    public void The_gravest_comes_first()
    {
        _box.Story.Lease(Pc, new PxeClient(Firmware.EfiRiscV64, false, false));
        _box.Told.Tell("address in use", _box.Story.Now);
        _box.Loaders = [];
        _box.Drive = new TestDrive().Recognise();
        SetPort(port => port with { HasLink = false });
        Assert.Equal(["no-link", "no-loaders", "drive-empty", "unknown-firmware", "address in use"], _box.Kinds);
    }

    private void SetPort(Func<Core.Diagnoses.PortFacts, Core.Diagnoses.PortFacts> change) => _box.Ports[0] = change(_box.Ports[0]);
}
