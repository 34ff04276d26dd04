using PiBootBox.Core.Boot;
using PiBootBox.Core.Images;
using PiBootBox.Core.Tests.Images;
using PiBootBox.Core.Tree;
using PiBootBox.Media.Tests;
using PiBootBox.Wire;

namespace PiBootBox.Core.Tests.Boot;

/// <summary>The menu of a drive with as many images as it can hold, each with a long name.</summary>
public class LargeMenuTests
{
    /// <summary>iPXE 1.21 has 512 KB for everything on a BIOS PC, the buffers of its network card and of TCP among it.</summary>
    private const int RoomForRows = 256 * 1024;

    /// <summary>What iPXE keeps for a row beside its texts: six pointers, and the end of the block.</summary>
    private const int RowOverhead = 6 * 8 + 16;

    private static readonly Ipv4 Address = new(0x0A000001);
    private static readonly ContentShelf Shelf = new(new BoxContents(Full(), FileIndex.Empty(new FileRoot("loaders", "/loaders"))));
    private static readonly BoxIdentity Box = new("box");
    private static readonly BootPlanner Planner = new(Shelf, Box);

    [Fact]
    public void Every_one_of_a_thousand_images_is_on_the_menu_and_starts()
    {
        string script = IpxeMenu.Write(Shelf.Current, Planner, Box, new MenuReader(Address, Profile.None));
        string last = "image-" + Shelf.Current.Drive.Images[^1].Id;

        IpxeModel bios = IpxeModel.OnBios(script, m => last).Run(), efi = IpxeModel.OnEfi(script, m => last).Run();

        foreach (IpxeModel ipxe in new[] { bios, efi })
        {
            Assert.Equal(1_000, ipxe.Items.Count(item => item.Label?.StartsWith("image-", StringComparison.Ordinal) is true));
            Assert.Contains("vmlinuz", Assert.Single(ipxe.Executed, command => command[0] == "kernel")[3]);
            Assert.InRange(ipxe.Items.Sum(item => RowOverhead + (item.Label?.Length ?? 0) + item.Text.Length + 2), 100_000, RoomForRows);
        }
        Assert.Equal(1_000, script.Split('\n').Count(line => line.StartsWith(":image-", StringComparison.Ordinal)));
        Assert.InRange(script.Length, 500_000, 1_500_000);
    }

    [Fact]
    public void Of_large_menus_a_few_megabytes_are_kept_and_no_more()
    {
        var shelf = new MenuShelf(Shelf, Planner, Box);
        MemoryEntry MenuFor(uint address) => shelf.For(new Ipv4(address), MenuKind.Grub, new Ipv4(0x0A000064), default);
        MemoryEntry first = MenuFor(1);

        Assert.Same(first, MenuFor(1));
        Assert.InRange(first.Length, 1_000_000, 3_000_000);
        for (uint address = 2; address < 10; address++)
            MenuFor(address);
        Assert.NotSame(first, MenuFor(1));
    }

    private static DriveSnapshot Full()
    {
        var drive = new TestDrive();
        byte[] kernel = SmallBootFiles.Kernel("6.12.9", 0x8664), disk = SmallBootFiles.GzipInitrd();
        for (int i = 0; i < Recognition.MostImages; i++)
        {
            string folder = $"rescue systems/a folder with a name that is rather long, number {i:d4}";
            drive.With($"{folder}/vmlinuz", kernel).With($"{folder}/initrd.img", disk);
        }
        return drive.Recognise();
    }
}
