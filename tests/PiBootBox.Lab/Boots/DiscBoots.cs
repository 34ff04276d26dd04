using System.Security.Cryptography;

namespace PiBootBox.Lab.Boots;

/// <summary>An ISO that was copied onto the drive, and nothing else: kernel, RAM disk and file system come out of it by HTTP.</summary>
public sealed class DiscBoots
{
    // Making a real live system takes two minutes of processor time, and each boot of it more than one.
    public static IEnumerable<object[]> Discs => LongMatrix.Rows(
        always: [[Disc.Installer, "bios"]],
        full: [[Disc.DebianLive, "bios"], [Disc.DebianLive, "uefi"]]);

    /// <summary>What lies on the disc, laid out as live-build does.</summary>
    public enum Disc
    {
        /// <summary>The kernel and RAM disk of Debian's installer.</summary>
        Installer,
        DebianLive,
    }

    [Theory]
    [MemberData(nameof(Discs))]
    public async Task A_disc_on_the_drive_boots_as_it_is_and_stays_so(Disc disc, string firmware)
    {
        (string name, string until) = disc == Disc.DebianLive ? ("live", Until.LiveLogin) : ("inst", Until.InstallerInit);
        await using VirtualLab lab = await VirtualLab.UpAsync($"disc-{name}-{firmware}");
        string nonce = RandomNumberGenerator.GetHexString(16, lowercase: true);
        string image = disc == Disc.DebianLive ? await lab.Drive.AddDebianLiveAsync() : await lab.Drive.AddInstallerDiscAsync();
        lab.Drive.StartByItself(image, $"console=ttyS0,115200 ignore_loglevel DEBIAN_FRONTEND=text pibootbox.test={nonce}");
        string before = SumOf(lab.Drive, image);
        lab.StartBox();

        string console = await lab.BootAsync("pc1", firmware, until, TimeSpan.FromSeconds(600));

        Assert.Matches($"Command line:.*pibootbox.test={nonce}", console);
        Assert.Equal(before, SumOf(lab.Drive, image));
        Assert.Contains(lab.Capture.Asked, a => a.Kind == "HTTP" && a.What.StartsWith($"drive/{image}/live/initrd.img", StringComparison.Ordinal));
        if (disc == Disc.DebianLive)
            Assert.Contains(lab.Capture.Asked, a => a.Kind == "HTTP" && a.What == $"drive/{image}/live/filesystem.squashfs");
    }

    private static string SumOf(Drive drive, string image)
    {
        using FileStream file = File.OpenRead(Path.Combine(drive.Folder, image));
        return Convert.ToHexString(SHA256.HashData(file));
    }
}
