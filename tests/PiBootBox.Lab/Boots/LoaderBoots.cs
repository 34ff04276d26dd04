namespace PiBootBox.Lab.Boots;

/// <summary>Which boot loader a PC is given, seen on the wire, and that it leads to the end: a lone kernel.</summary>
public sealed class LoaderBoots
{
    [Fact]
    public async Task A_plain_bios_gets_undionly_and_then_the_menu_and_never_undionly_again()
    {
        await using VirtualLab lab = await VirtualLab.UpAsync("undionly");
        lab.Drive.StartByItself(lab.Drive.AddMemtest(), "console=ttyS0,115200");
        lab.StartBox();
        await lab.HideIpxeAsync("pc1");

        await lab.BootAsync("pc1", "bios", Until.Memtest, TimeSpan.FromSeconds(120));

        AssertChain(lab.Capture, "undionly.kpxe");
    }

    /// <summary>Secure Boot is off there, which only GRUB can tell.</summary>
    [Fact]
    public async Task A_uefi_gets_shim_and_GRUB_which_hands_over_to_snponly_and_then_the_menu()
    {
        await using VirtualLab lab = await VirtualLab.UpAsync("handover");
        lab.Drive.StartByItself(lab.Drive.AddMemtest(), "console=ttyS0,115200");
        lab.StartBox();

        await lab.BootAsync("pc1", "uefi", Until.Memtest, TimeSpan.FromSeconds(120));

        Asked[] asked = [.. lab.Capture.Asked];
        int[] steps =
        [
            Array.FindLastIndex(asked, a => a is { Kind: "TFTP", What: "shimx64.efi" }),
            Array.FindIndex(asked, a => a is { Kind: "TFTP", What: "grubx64.efi" }),
            Array.FindIndex(asked, a => a.What.EndsWith("grub.cfg", StringComparison.Ordinal)),
            Array.FindIndex(asked, a => a.What.EndsWith("snponly.efi", StringComparison.Ordinal)),
            Array.FindIndex(asked, a => a is { Kind: "DISCOVER", What: "iPXE" }),
            Array.FindIndex(asked, a => a.What.EndsWith("boot.ipxe", StringComparison.Ordinal)),
        ];
        Assert.True(steps[0] >= 0 && steps.SequenceEqual(steps.Order()),
            $"Not shim, GRUB, its menu, snponly, iPXE's DISCOVER and the menu:\n{string.Join('\n', asked)}");
    }

    private static void AssertChain(Capture capture, string loader)
    {
        Asked[] asked = [.. capture.Asked];
        // Firmware may ask for the size first and break off, so the loader may be asked for twice, but only by firmware.
        int lastLoader = Array.FindLastIndex(asked, a => a.Kind == "TFTP" && a.What == loader);
        int ipxe = Array.FindIndex(asked, a => a.Kind == "DISCOVER" && a.What == "iPXE");
        int menu = Array.FindIndex(asked, a => a.What == "boot.ipxe");
        int kernel = Array.FindIndex(asked, a => a.Kind == "HTTP" && a.What != "boot.ipxe");
        Assert.True(0 <= lastLoader && lastLoader < Math.Min(ipxe, menu) && Math.Max(ipxe, menu) < kernel,
            $"Not {loader}, then iPXE's DISCOVER and the menu, then the kernel:\n{string.Join('\n', asked)}");
    }
}
