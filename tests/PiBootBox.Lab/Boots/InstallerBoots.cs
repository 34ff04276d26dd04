using System.Security.Cryptography;

namespace PiBootBox.Lab.Boots;

/// <summary>The main job: a PC with nothing on its disk gets Debian's installer from the box.</summary>
public sealed class InstallerBoots
{
    public static IEnumerable<object[]> Machines => LongMatrix.Rows(
        always: [["bios", "e1000", "ipxe", 0], ["uefi", "virtio-net-pci", "firmware", 0], ["uefi", "virtio-net-pci", "firmware", 5]],
        // OVMF has a driver of its own for virtio alone; the others bring an option ROM.
        full:
        [
            ["bios", "virtio-net-pci", "ipxe", 0], ["bios", "rtl8139", "ipxe", 0], ["bios", "e1000", "ipxe", 5],
            ["uefi", "e1000", "ipxe", 0], ["uefi", "virtio-net-pci", "ipxe", 0],
        ]);

    [Theory]
    [MemberData(nameof(Machines))]
    public async Task A_pc_with_nothing_on_its_disk_comes_up_in_the_installer(string firmware, string nic, string rom, int lossPercent)
    {
        string name = $"{firmware}-{nic.Split('-')[0]}-{rom}-{lossPercent}";
        await using VirtualLab lab = await VirtualLab.UpAsync(name, lossPercent);
        string nonce = RandomNumberGenerator.GetHexString(16, lowercase: true);
        lab.Drive.StartByItself(
            await lab.Drive.AddDebianInstallerAsync(),
            $"console=ttyS0,115200 ignore_loglevel DEBIAN_FRONTEND=text pibootbox.test={nonce}");
        lab.StartBox();

        TimeSpan limit = TimeSpan.FromSeconds(lossPercent == 0 ? 150 : 400);
        string console = await lab.BootAsync("pc1", firmware, Until.InstallerInit, limit, "--nic", nic, "--rom", rom);

        Assert.Matches($"Command line:.*pibootbox.test={nonce}", console);
        // Kernel and initrd alone are more than 30,000 frames.
        if (lossPercent > 0)
            Assert.True(await lab.FramesLostAsync() > 1000, "The switch lost hardly a frame: nothing was tried.");
    }
}
