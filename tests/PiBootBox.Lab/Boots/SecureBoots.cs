using System.Security.Cryptography;

namespace PiBootBox.Lab.Boots;

/// <summary>PCs that start only what is signed: shim, GRUB and its menu, a signed kernel.</summary>
public sealed class SecureBoots
{
    [Fact]
    public async Task A_pc_with_Secure_Boot_on_comes_up_in_the_installer_behind_shim_and_GRUB()
    {
        await using VirtualLab lab = await VirtualLab.UpAsync("secure");
        string nonce = RandomNumberGenerator.GetHexString(16, lowercase: true);
        lab.Drive.AddMemtest();
        lab.Drive.StartByItself(
            await lab.Drive.AddDebianInstallerAsync(),
            $"console=ttyS0,115200 ignore_loglevel DEBIAN_FRONTEND=text pibootbox.test={nonce} spaced=\\\"a b\\\" $HOME");
        lab.StartBox();

        string console = await lab.BootAsync("pc1", "secureboot", Until.InstallerInit, TimeSpan.FromSeconds(240));

        Assert.Contains("Secure boot enabled", console);
        Assert.Matches($"Command line:.*pibootbox.test={nonce} \"spaced=a b\" \\$HOME", console);
        Assert.DoesNotContain(lab.Capture.Asked, a => a.What.EndsWith("snponly.efi", StringComparison.Ordinal));
    }

    /// <summary>GRUB's own parser on a script full of foreign names; the boots show what it then does.</summary>
    [Fact]
    public async Task GRUB_finds_no_fault_in_a_menu_of_odd_names() =>
        await Script.RunAsync("/usr/bin/grub-script-check", Path.Combine(Repository.Root, "tests/PiBootBox.Core.Tests/Boot/Golden/grub.cfg"));
}
