using System.Security.Cryptography;

namespace PiBootBox.Lab.Boots;

/// <summary>UEFI HTTP Boot: the firmware itself fetches shim by HTTP, GRUB goes on through the firmware's HTTP, and its menu starts the kernel.</summary>
public sealed class HttpBoots
{
    public static IEnumerable<object[]> Firmwares => LongMatrix.Rows(
        always: [["http-secureboot", "amd64", "ttyS0,115200"]],
        full: [["http", "amd64", "ttyS0,115200"], ["http-arm64", "arm64", "ttyAMA0"]]);

    [Theory]
    [MemberData(nameof(Firmwares))]
    public async Task A_pc_that_boots_by_HTTP_comes_up_in_the_installer_that_is_set_for_it_alone(string firmware, string architecture, string port)
    {
        if (architecture == "arm64")
            await Script.RunAsync("scripts/lab.sh", "install", "arm64");
        await using VirtualLab lab = await VirtualLab.UpAsync(firmware);
        string nonce = RandomNumberGenerator.GetHexString(16, lowercase: true);
        // GRUB tells machines apart by $net_default_mac, which it has to have after HTTP Boot as well.
        lab.Drive.StartByItselfOn(
            await lab.MacOfAsync("pc1"),
            await lab.Drive.AddDebianInstallerAsync(architecture),
            $"console={port} ignore_loglevel DEBIAN_FRONTEND=text pibootbox.test={nonce}");
        lab.StartBox();

        string console = await lab.BootAsync("pc1", firmware, Until.InstallerInit, TimeSpan.FromSeconds(300));

        Assert.Matches($"ommand line:.*pibootbox.test={nonce}", console);
        Assert.Equal(firmware == "http-secureboot", console.Contains("Secure boot enabled"));
        Assert.DoesNotContain(lab.Capture.Asked, asked => asked.Kind == "TFTP");
        Assert.Contains(lab.Capture.Asked, asked => asked is { Kind: "HTTP", What: "grub/grub.cfg" });
    }
}
