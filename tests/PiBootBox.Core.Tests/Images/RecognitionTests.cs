using PiBootBox.Core.Images;
using PiBootBox.Core.Images.Discs;
using PiBootBox.Core.Tree;
using PiBootBox.Media.Tests;

namespace PiBootBox.Core.Tests.Images;

public class RecognitionTests
{
    private static readonly byte[] Linux = SmallBootFiles.Kernel("6.1.0-37-amd64 (debian)", peMachine: 0x8664, signed: true);
    private static readonly byte[] BiosLinux = SmallBootFiles.Kernel("4.4.0");
    private static readonly byte[] Initrd = SmallBootFiles.GzipInitrd();

    [Theory]
    [InlineData("")]
    [InlineData("debian12/")]
    [InlineData("a/b/images/netboot/")]
    public void Debians_netboot_folder_is_found_at_any_depth_and_listed_once(string place)
    {
        DriveSnapshot drive = new TestDrive()
            .With(place + "debian-installer/amd64/linux", Linux)
            .With(place + "debian-installer/amd64/initrd.gz", Initrd)
            .With(place + "debian-installer/amd64/bootnetx64.efi", SmallBootFiles.Efi(0x8664))
            .With(place + "debian-installer/amd64/grub/x86_64-efi/linux.mod")
            .With(place + "version.info", "Debian version:  12 (bookworm)\nInstaller build: 20230607\n"u8.ToArray())
            .Recognise();

        BootImage image = Assert.Single(drive.Images);
        Assert.Equal(ImageKind.DebianNetboot, image.Kind);
        Assert.Equal("Debian 12 (bookworm) installer, amd64", image.Title);
        Assert.Equal(place + "debian-installer/amd64", image.Path);
        Assert.Equal(place + "debian-installer/amd64/linux", image.Kernel.Path);
        Assert.Equal(place + "debian-installer/amd64/initrd.gz", InitrdOf(image)?.Path);
        Assert.Equal("--- quiet", image.Arguments);
        Assert.Equal(FirmwareSet.Bios | FirmwareSet.EfiX64, image.Firmwares);
        Assert.Empty(drive.PassedOver);
        Assert.Null(drive.Problem);
    }

    [Fact]
    public void Debians_folder_without_its_RAM_disk_is_passed_over_with_the_cure()
    {
        DriveSnapshot drive = new TestDrive().With("debian-installer/amd64/linux", Linux).Recognise();

        Assert.Empty(drive.Images);
        Assert.Contains(drive.PassedOver, p => p.Path == "debian-installer/amd64/linux" && p.Reason.Contains("initrd.gz"));
        Assert.NotNull(drive.Problem);
    }

    [Fact]
    public void Debians_arm64_installer_boots_on_arm64_only()
    {
        DriveSnapshot drive = new TestDrive()
            .With("debian-installer/arm64/linux", SmallBootFiles.Arm64Kernel())
            .With("debian-installer/arm64/initrd.gz", Initrd)
            .Recognise();

        Assert.Equal(FirmwareSet.EfiArm64, Assert.Single(drive.Images).Firmwares);
    }

    [Theory]
    [InlineData("vmlinuz", "initrd.img")]
    [InlineData("vmlinuz-lts", "initramfs-lts")]
    [InlineData("vmlinuz-linux", "initramfs-linux.img")]
    [InlineData("vmlinuz-6.1.0-37-amd64", "initrd.img-6.1.0-37-amd64")]
    [InlineData("linux", "initrd.gz")]
    [InlineData("VMLINUZ", "INITRD.LZ")]
    [InlineData("kernel", "initrd")]
    public void A_kernel_and_its_RAM_disk_in_one_folder_are_an_image(string kernel, string initrd)
    {
        DriveSnapshot drive = new TestDrive().With($"rescue/{kernel}", Linux).With($"rescue/{initrd}", Initrd).Recognise();

        BootImage image = Assert.Single(drive.Images);
        Assert.Equal(ImageKind.KernelAndInitrd, image.Kind);
        Assert.Equal("rescue (Linux 6.1.0-37-amd64)", image.Title);
        Assert.Equal($"rescue/{initrd}", InitrdOf(image)?.Path);
        Assert.Equal("ip=dhcp", image.Arguments);
        Assert.Empty(drive.PassedOver);
    }

    [Fact]
    public void Of_several_pairs_the_newest_is_taken_and_the_others_are_explained()
    {
        DriveSnapshot drive = new TestDrive()
            .With("boot/vmlinuz-6.9.1", Linux).With("boot/initrd.img-6.9.1", Initrd)
            .With("boot/vmlinuz-6.10.2", Linux).With("boot/initrd.img-6.10.2", Initrd)
            .With("boot/vmlinuz-6.11.0", Linux)
            .Recognise();

        BootImage image = Assert.Single(drive.Images);
        Assert.Equal("boot/vmlinuz-6.10.2", image.Kernel.Path);
        Assert.Equal("boot/initrd.img-6.10.2", InitrdOf(image)?.Path);
        Assert.Equal(
            ["boot/initrd.img-6.9.1", "boot/vmlinuz-6.11.0", "boot/vmlinuz-6.9.1"],
            drive.PassedOver.Select(p => p.Path));
    }

    [Fact]
    public void A_kernel_never_takes_the_RAM_disk_of_another_version()
    {
        DriveSnapshot drive = new TestDrive()
            .With("boot/vmlinuz-6.1", Linux).With("boot/initrd.img-5.10", Initrd).With("boot/initrd.img-5.15", Initrd)
            .Recognise();

        Assert.Empty(Assert.Single(drive.Images).Initrds);
        Assert.Equal(2, drive.PassedOver.Count);
    }

    [Fact]
    public void A_kernel_without_an_EFI_stub_boots_on_BIOS_only()
    {
        DriveSnapshot drive = new TestDrive().With("old/vmlinuz", BiosLinux).With("old/initrd.gz", Initrd).Recognise();

        Assert.Equal(FirmwareSet.Bios, Assert.Single(drive.Images).Firmwares);
    }

    [Fact]
    public void Memtest_is_a_lone_kernel_for_every_firmware_that_its_headers_name()
    {
        DriveSnapshot drive = new TestDrive()
            .With("memtest86+x64.efi", SmallBootFiles.Kernel("Memtest86+ v6.10", peMachine: 0x8664))
            .With("tools/memtest86+ia32.bin", SmallBootFiles.Kernel("Memtest86+ v6.10"))
            .Recognise();

        Assert.Equal(
            [("Memory test (memtest86+ia32.bin)", FirmwareSet.Bios), ("Memory test (memtest86+x64.efi)", FirmwareSet.Bios | FirmwareSet.EfiX64)],
            drive.Images.Select(i => (i.Title, i.Firmwares)));
        Assert.All(drive.Images, i => Assert.Equal((ImageKind.Kernel, ""), (i.Kind, i.Arguments)));
    }

    [Theory]
    [InlineData("Debian Secure Boot CA", Signer.Debian)]
    [InlineData("Microsoft Windows", Signer.Microsoft)]
    [InlineData("Canonical Ltd.", Signer.Other)]
    public void The_names_in_its_certificates_tell_who_signed_a_kernel(string name, Signer expected)
    {
        DriveSnapshot drive = new TestDrive()
            .With("a/vmlinuz", SmallBootFiles.SignedKernel("6.1", name)).With("a/initrd", SmallBootFiles.GzipInitrd()).Recognise();

        BootImage image = Assert.Single(drive.Images);
        Assert.Equal(expected, image.Signer);
        Assert.Equal(expected != Signer.Other, image.SecureBoot.EndsWith("it starts with Secure Boot on.", StringComparison.Ordinal));
    }

    [Fact]
    public void A_folder_for_Raspberry_Pis_is_no_image_and_says_what_it_is()
    {
        DriveSnapshot drive = new TestDrive()
            .With("pi/start4.elf").With("pi/kernel8.img", SmallBootFiles.Arm64Kernel()).With("pi/initramfs8", SmallBootFiles.GzipInitrd())
            .With("pi5/kernel_2712.img").With("pi5/bcm2712-rpi-5-b.dtb").With("dtbs/bcm2712-rpi-5-b.dtb")
            .Recognise();

        Assert.Empty(drive.Images);
        Assert.Equal(["pi", "pi5"], drive.PiFolders.Select(folder => folder.Path));
        Assert.Contains(drive.PassedOver, p => p.Path == "pi" && p.Reason.Contains("Raspberry Pi", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(0x8664, FirmwareSet.EfiX64)]
    [InlineData(0x014C, FirmwareSet.EfiIa32)]
    [InlineData(0xAA64, FirmwareSet.EfiArm64)]
    public void An_EFI_program_boots_where_its_machine_type_says(int machine, FirmwareSet expected)
    {
        DriveSnapshot drive = new TestDrive().With("Shell.EFI", SmallBootFiles.Efi((ushort)machine)).Recognise();

        BootImage image = Assert.Single(drive.Images);
        Assert.Equal((ImageKind.EfiProgram, expected), (image.Kind, image.Firmwares));
        Assert.Contains("Secure Boot", image.SecureBoot);
    }

    [Theory]
    [InlineData("driver.efi")]
    [InlineData("riscv.efi")]
    [InlineData("notes.efi")]
    [InlineData("grubx64.efi")]
    [InlineData("vmlinuz")]
    [InlineData("initrd.img")]
    [InlineData("debian.iso")]
    [InlineData("win/boot.wim")]
    public void What_looks_bootable_and_is_not_is_passed_over_with_a_reason(string path)
    {
        byte[] content = path switch
        {
            "driver.efi" => SmallBootFiles.Efi(0x8664, subsystem: 11),
            "riscv.efi" => SmallBootFiles.Efi(0x5064),
            "grubx64.efi" => SmallBootFiles.Efi(0x8664),
            _ => "nothing of the kind"u8.ToArray(),
        };

        DriveSnapshot drive = new TestDrive().With(path, content).Recognise();

        Assert.Empty(drive.Images);
        Assert.Equal(path, Assert.Single(drive.PassedOver).Path);
        Assert.StartsWith("Nothing on the drive can boot", drive.Problem);
    }

    [Fact]
    public void A_file_that_cannot_be_read_is_told_once_and_the_rest_is_recognised()
    {
        DriveSnapshot drive = new TestDrive()
            .WithBroken("vmlinuz")
            .WithBroken("shell.efi")
            .With("memtest.bin", SmallBootFiles.Kernel("Memtest86+ v6.10"))
            .Recognise();

        Assert.Single(drive.Images);
        Assert.Equal(["shell.efi", "vmlinuz"], drive.PassedOver.Select(p => p.Path));
        Assert.All(drive.PassedOver, p => Assert.Equal("It could not be read: Input/output error", p.Reason));
    }

    [Fact]
    public void Files_that_nobody_would_boot_are_not_even_read()
    {
        var drive = new TestDrive().With("photos/1.jpg").With("readme.txt").With("linux/README").With("data.bin2");

        Assert.Empty(drive.Recognise().PassedOver);
        Assert.Empty(drive.Reads);
    }

    [Fact]
    public void More_images_than_a_menu_can_hold_are_cut_and_it_is_said()
    {
        var drive = new TestDrive();
        for (int i = 0; i < Recognition.MostImages + 5; i++)
            drive.With($"tool{i:d4}.efi", SmallBootFiles.Efi(0x8664));

        DriveSnapshot snapshot = drive.Recognise();

        Assert.Equal(Recognition.MostImages, snapshot.Images.Count);
        Assert.Equal(["tool1000.efi", "tool1001.efi", "tool1002.efi", "tool1003.efi", "tool1004.efi"], snapshot.PassedOver.Select(p => p.Path));
    }

    [Fact]
    public void A_drive_full_of_nonsense_is_read_in_bounds()
    {
        var drive = new TestDrive();
        for (int i = 0; i < 20_000; i++)
            drive.With($"d{i % 500}/vmlinuz-{i}", [0]);

        DriveSnapshot snapshot = drive.Recognise();

        Assert.Equal(Recognition.MostReads, drive.Reads.Count);
        Assert.InRange(snapshot.PassedOver.Count, 1, 501);
        Assert.Contains("more were passed over", snapshot.PassedOver[^1].Reason);
    }

    [Fact]
    public void Thousands_of_names_for_one_disc_are_not_thousands_of_looks_into_it()
    {
        var drive = new TestDrive();
        byte[] disc = new TestDisc("DATA").With("file").Image();
        for (int i = 0; i < DiscImages.MostDiscs + 5; i++)
            drive.With($"{i:d4}.iso", disc);

        FileIndex files = DiscImages.LookInto(drive.Index(), drive, new DriveMemory(), out IReadOnlyList<DiscImage> discs);

        Assert.Equal((DiscImages.MostDiscs, DiscImages.MostDiscs), (drive.Reads.Count, discs.Count));
        PassedOver passed = Assert.Single(files.PassedOver);
        Assert.Equal("1000.iso", passed.Path);
        Assert.Contains("1,000 discs", passed.Reason);
    }

    [Fact]
    public void Among_twenty_thousand_folders_that_might_hold_a_system_the_one_that_does_is_found_in_any_case()
    {
        var drive = new TestDrive();
        for (int i = 0; i < 20_000; i++)
            drive.With($"d{i}/live/readme");
        drive.With("z/LIVE/vmlinuz", Linux).With("z/LIVE/initrd.img", Initrd).With("z/LIVE/filesystem.squashfs");

        Assert.Equal(ImageKind.DebianLive, Assert.Single(drive.Recognise().Images).Kind);
    }

    [Fact]
    public void Of_Windows_disc_that_is_cut_before_its_files_more_is_said_than_what_the_note_beside_them_tells()
    {
        byte[] disc = new TestDisc("CCCOMA_X64FRE").With("README.TXT").Image();
        // Behind the descriptors of ISO 9660, which end in sector 17: "this is UDF as well" (ECMA-167 3/9.1).
        "NSR02"u8.CopyTo(disc.AsSpan(18 * 2048 + 1));

        DriveSnapshot drive = new TestDrive().With("windows.iso", disc).With("plain.iso", new TestDisc("DATA").With("README.TXT")).Recognise();

        Assert.Contains(drive.Files.Files, file => file.Path == "windows.iso/README.TXT");
        Assert.Equal("windows.iso", Assert.Single(drive.PassedOver, passed => passed.Reason.Contains("cut short")).Path);
    }

    [Fact]
    public void Two_copies_of_one_system_are_told_apart_by_their_places()
    {
        var drive = new TestDrive();
        foreach (string place in new[] { "a", "b" })
            drive.With($"{place}/debian-installer/amd64/linux", Linux).With($"{place}/debian-installer/amd64/initrd.gz", Initrd);

        Assert.Equal(
            ["Debian installer, amd64 - a/debian-installer/amd64", "Debian installer, amd64 - b/debian-installer/amd64"],
            drive.Recognise().Images.Select(i => i.Title));
    }

    [Fact]
    public void The_order_in_which_a_drive_lists_its_files_changes_nothing()
    {
        var drive = new TestDrive()
            .With("z/vmlinuz", Linux).With("z/initrd", Initrd)
            .With("b/vmlinuz-10", Linux).With("b/initrd-10", Initrd).With("b/vmlinuz-9", Linux).With("b/initrd-9", Initrd)
            .With("x.efi", SmallBootFiles.Efi(0x8664)).With("disc.iso");

        DriveSnapshot one = drive.Recognise(), other = drive.Recognise(backwards: true);

        Assert.Equal(one.Images.Select(i => (i.Id, i.Title, i.Kernel.Path)), other.Images.Select(i => (i.Id, i.Title, i.Kernel.Path)));
        Assert.Equal(one.PassedOver, other.PassedOver);
    }

    [Fact]
    public void An_empty_drive_says_what_to_do() =>
        Assert.StartsWith("The drive is empty. Copy an image to it", new TestDrive().Recognise().Problem);

    [Fact]
    public void The_owner_may_rename_hide_and_extend_an_image()
    {
        var drive = new TestDrive { Settings = DriveSettingsReader.Read("""
            { "images": {
                "Debian-Installer/amd64": { "title": "Office PCs", "arguments": "console=ttyS0 auto=true", "hidden": true },
                "gone/linux": { "title": "x" } } }
            """u8) }
            .With("debian-installer/amd64/linux", Linux).With("debian-installer/amd64/initrd.gz", Initrd);

        DriveSnapshot snapshot = drive.Recognise();

        BootImage image = Assert.Single(snapshot.Images);
        Assert.Equal(("Office PCs", "console=ttyS0 auto=true --- quiet", true), (image.Title, image.Arguments, image.Hidden));
        Assert.Contains("gone/linux", Assert.Single(snapshot.Settings.Mistakes).Sentence);
    }

    [Fact]
    public void An_image_keeps_its_id_whatever_comes_beside_it_and_whatever_it_is_called()
    {
        var drive = new TestDrive().With("rescue/vmlinuz", Linux).With("rescue/initrd", Initrd);
        string id = Assert.Single(drive.Recognise().Images).Id;

        drive.With("rescue2/vmlinuz", Linux).With("rescue2/initrd", Initrd);
        drive.Settings = DriveSettingsReader.Read("""{ "images": { "rescue": { "title": "A new name" } } }"""u8);

        Assert.Equal(id, drive.Recognise().FindImage("rescue")?.Id);
        Assert.Matches("^[a-z0-9-]+$", id);
    }

    private static FileEntry? InitrdOf(BootImage image) => Assert.Single(image.Initrds).Entry as FileEntry;
}
