using PiBootBox.Linux.Tests;

namespace PiBootBox.Lab.Program;

/// <summary>udev itself reads the rules that mount drives, and says what it would run for a device.</summary>
public sealed class DriveRules
{
    private const string Device = "loop0", Stick = "pci-0000:00:14.0-usb-0:2:1.0-scsi-0:0:0:0";

    [Theory]
    [InlineData("vfat", "KINGSTON", "vfat", "ro,nosuid,nodev,noexec,utf8,umask=0022", "KINGSTON-1A2B-3C4D")]
    [InlineData("exfat", "SanDisk_64", "exfat", "ro,nosuid,nodev,noexec,iocharset=utf8,umask=0022", "SanDisk_64-1A2B-3C4D")]
    [InlineData("ntfs", "", "ntfs3", "ro,nosuid,nodev,noexec,iocharset=utf8,umask=0022", "1A2B-3C4D")]
    [InlineData("ext4", "images", "ext4", "ro,nosuid,nodev,noexec,noload,errors=continue", "images-1A2B-3C4D")]
    [InlineData("iso9660", "DEBIAN", "iso9660", "ro,nosuid,nodev,noexec", "DEBIAN-1A2B-3C4D")]
    public void A_USB_drive_is_mounted_read_only_under_its_label_and_UUID(string type, string label, string driver, string options, string name) =>
        Assert.Contains(
            $"run: '/usr/bin/systemd-mount --no-block --collect --fsck=no --type={driver} --options={options} --property=LazyUnmount=yes /dev/{Device} /srv/pibootbox/{name}'",
            Test(Stick, "filesystem", type, label));

    [Fact]
    public void A_disk_behind_a_USB_bridge_is_a_USB_drive() =>
        Assert.Contains("systemd-mount", Test("platform-fd500000.pcie-pci-0000:01:00.0-usb-0:1.2:1.0-ata-1", "filesystem", "exfat", "SSD"));

    /// <summary>Its superblock may say that an error is a panic, and a mark of an error is written even to what is mounted read-only.</summary>
    [Fact]
    public void Nothing_can_be_written_to_an_ext4_drive()
    {
        string told = Test(Stick, "filesystem", "ext4", "images");
        Assert.InRange(told.IndexOf($"run: '/usr/sbin/blockdev --setro /dev/{Device}'", StringComparison.Ordinal), 0, told.IndexOf("run: '/usr/bin/systemd-mount", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("UUID=1A2B-3C4D /boot/firmware vfat defaults 0 2")]
    [InlineData("LABEL=bootfs /boot/firmware vfat defaults 0 2")]
    [InlineData("PARTUUID=50424f58-01 /boot/firmware vfat defaults 0 2")]
    [InlineData($"/dev/{Device} /boot/firmware vfat defaults 0 2")]
    public void What_the_system_mounts_for_itself_is_left_alone(string line) =>
        Assert.DoesNotContain("systemd-mount", Test(Stick, "filesystem", "vfat", "bootfs", fstab: line));

    [Theory]
    [InlineData("UUID=1A2B-3C4D-5E6F / ext4 defaults 0 1")]
    [InlineData("LABEL=bootfs2 /boot vfat defaults 0 1")]
    public void Another_line_of_the_system_is_not_the_drive_s(string line) =>
        Assert.Contains("systemd-mount", Test(Stick, "filesystem", "vfat", "bootfs", uuid: "3C4D-1A2B", fstab: line));

    [Theory]
    [InlineData("../../etc", "1A2B-3C4D", "1A2B-3C4D")]
    [InlineData("a b", "1A2B-3C4D", "1A2B-3C4D")]
    [InlineData("';id;'", "1A2B-3C4D", "1A2B-3C4D")]
    [InlineData("B\u00fcro", "1A2B-3C4D", "1A2B-3C4D")]
    [InlineData("images", "20/6", "images-loop0")]
    [InlineData("", "", "loop0")]
    public void A_name_that_is_not_plain_is_passed_over(string label, string uuid, string name) =>
        Assert.Contains($"/dev/{Device} /srv/pibootbox/{name}'", Test(Stick, "filesystem", "vfat", label, uuid: uuid));

    [Fact]
    public void The_slots_and_data_of_a_box_that_starts_from_USB_are_left_alone() =>
        Assert.DoesNotContain("systemd-mount", Test(Stick, "filesystem", "ext4", "data", partition: "pibootbox-data"));

    [Theory]
    [InlineData("pci-0000:00:1f.2-ata-1", "filesystem")]
    [InlineData(Stick, "raid")]
    public void Disks_of_the_box_and_what_is_no_file_system_are_left_alone(string path, string usage) =>
        Assert.DoesNotContain("systemd-mount", Test(path, usage, "ext4", "images"));

    /// <returns>What udev tells of the device, were it such a drive. In a mount namespace, so that this machine's udev hears of nothing.</returns>
    private static string Test(
        string path, string usage, string type, string label, string partition = "", string uuid = "1A2B-3C4D", string fstab = "")
    {
        string fake = $$"""KERNEL=="{{Device}}", ENV{ID_PATH}="{{path}}", ENV{ID_FS_USAGE}="{{usage}}", ENV{ID_FS_TYPE}="{{type}}", ENV{ID_FS_UUID}="{{uuid}}", ENV{ID_FS_UUID_ENC}="{{uuid}}", ENV{ID_FS_LABEL}="{{label}}", ENV{ID_FS_LABEL_ENC}="{{label}}", ENV{ID_PART_ENTRY_NAME}="{{partition}}", ENV{ID_PART_ENTRY_UUID}="50424f58-01" """;
        string rules = File.ReadAllText(Path.Combine(Repository.Root, "systemd/90-pibootbox-drives.rules"));
        return Tool.Run("unshare", "--mount", "sh", "-euc", $$"""
            mkdir -p /run/udev
            mount -t tmpfs tmpfs /run/udev
            mkdir /run/udev/rules.d
            printf '%s\n' "$1" >/run/udev/rules.d/80-fake.rules
            printf '%s' "$2" >/run/udev/rules.d/90-pibootbox-drives.rules
            printf '%s\n' "$3" >/run/udev/fstab
            mount --bind /run/udev/fstab /etc/fstab
            udevadm test --action=add /sys/class/block/{{Device}} 2>&1
            """, "sh", fake, rules, fstab);
    }
}
