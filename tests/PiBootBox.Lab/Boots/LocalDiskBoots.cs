namespace PiBootBox.Lab.Boots;

/// <summary>Without a profile the menu counts down to the PC's own disk, and really gets there.</summary>
public sealed class LocalDiskBoots
{
    [Theory]
    [InlineData("bios")]
    [InlineData("uefi")]
    public async Task The_menu_left_alone_starts_the_pcs_own_disk(string firmware)
    {
        string disks = Path.Combine(Repository.Artifacts, "lab-disks");
        await Script.RunAsync("tests/PiBootBox.Lab/Disks/make.sh", disks);
        await using VirtualLab lab = await VirtualLab.UpAsync($"disk-{firmware}");
        lab.Drive.AddMemtest();
        lab.Drive.StartLocalDisk();
        lab.StartBox();

        await lab.BootAsync("pc1", firmware, $"LOCAL-DISK-REACHED by {firmware}", TimeSpan.FromSeconds(180),
            "--disk", Path.Combine(disks, $"{firmware}.disk"));

        Assert.Contains(lab.Capture.Asked, asked => asked.What is "boot.ipxe" or "autoexec.ipxe");
    }
}
