using PiBootBox.Core.Images;
using PiBootBox.Core.Tree;
using PiBootBox.Media.Tests;
using PiBootBox.Wire;

namespace PiBootBox.Core.Tests.Images;

/// <summary>A drive whose paths begin with its name holds the same as one without.</summary>
public class NamedDriveTests
{
    private static readonly FileRoot Folder = new("drive", "/srv/pxe");

    [Fact]
    public void A_Raspberry_Pis_files_at_the_root_of_a_drive_leave_the_rest_of_it_to_PCs()
    {
        TestDrive drive = Drive("K").With("K/start4.elf").With("K/kernel8.img", SmallBootFiles.Kernel("6.6"))
            .With("K/memtest.bin", SmallBootFiles.Kernel("Memtest86+ v6.10"));
        WithPair(drive, "K/rescue/");

        Assert.Equal(["K/memtest.bin", "K/rescue"], drive.Recognise().Images.Select(i => i.Path).Order());
    }

    [Fact]
    public void A_Raspberry_Pi_gets_the_files_of_its_own_folder_on_whichever_drive_that_lies()
    {
        DriveSnapshot first = Drive("K").With("K/11111111/start4.elf").With("K/22222222/start4.elf").Recognise();
        DriveSnapshot second = Drive("L").With("L/33333333/start4.elf").With("L/start4.elf").Recognise();

        DriveSnapshot both = MergedDrives.Of(Folder, [first, second]);

        Assert.Equal("K/22222222/start4.elf", Ask(first, "22222222/start4.elf"));
        Assert.Equal("K/22222222/start4.elf", Ask(both, "22222222/start4.elf"));
        Assert.Equal("L/33333333/start4.elf", Ask(both, "33333333/start4.elf"));
        Assert.Null(Ask(both, "33333333/config.txt"));
        Assert.Equal("L/start4.elf", Ask(both, "44444444/start4.elf"));
        Assert.Null(Ask(first, "44444444/start4.elf"));
    }

    [Fact]
    public void A_kernel_at_the_root_of_a_drive_is_the_image_and_not_the_drive()
    {
        TestDrive drive = WithPair(Drive("K"), "K/");

        BootImage image = Assert.Single(drive.Recognise().Images);

        Assert.Equal(("K/vmlinuz", "vmlinuz (Linux 6.12.9-lts)"), (image.Path, image.Title));
    }

    [Fact]
    public void The_name_of_a_drive_is_no_folder_that_a_system_is_known_by()
    {
        TestDrive drive = WithPair(Drive("live"), "live/").With("live/filesystem.squashfs");

        Assert.Equal(ImageKind.KernelAndInitrd, Assert.Single(drive.Recognise().Images).Kind);
    }

    [Theory]
    [InlineData("memtest.bin")]
    [InlineData("K/memtest.bin")]
    public void A_path_means_the_same_image_with_one_drive_or_with_two(string path)
    {
        DriveSnapshot alone = Drive("K").With("K/memtest.bin", SmallBootFiles.Kernel("Memtest86+ v6.10")).Recognise();
        DriveSnapshot both = MergedDrives.Of(Folder, [WithPair(Drive("A"), "A/x/").Recognise(), alone]);

        Assert.Equal("K/memtest.bin", alone.FindImage(path)?.Path);
        Assert.Equal("K/memtest.bin", both.FindImage(path)?.Path);
    }

    [Theory]
    [InlineData("lab/desk.preseed")]
    [InlineData("K/lab/desk.preseed")]
    public void A_path_means_the_same_answers_with_one_drive_or_with_two(string path)
    {
        DriveSnapshot alone = Drive("K").With("K/lab/desk.preseed").Recognise();
        DriveSnapshot both = MergedDrives.Of(Folder, [WithPair(Drive("A"), "A/x/").Recognise(), alone]);

        Assert.Equal("K/lab/desk.preseed", alone.FindAnswers(path)?.Path);
        Assert.Equal("K/lab/desk.preseed", both.FindAnswers(path)?.Path);
    }

    [Fact]
    public void A_path_that_two_drives_have_means_neither_without_the_name_of_its_drive()
    {
        DriveSnapshot both = MergedDrives.Of(Folder,
        [
            WithPair(Drive("A"), "A/x/").With("A/x.preseed").Recognise(), WithPair(Drive("B"), "B/x/").With("B/x.preseed").Recognise(),
        ]);

        Assert.Null(both.FindImage("x"));
        Assert.Null(both.FindAnswers("x.preseed"));
        Assert.Equal("B/x", both.FindImage("B/x")?.Path);
        Assert.Equal("B/x.preseed", both.FindAnswers("B/x.preseed")?.Path);
    }

    [Fact]
    public void A_name_within_a_systems_folder_goes_into_its_kernels_arguments_as_a_URL()
    {
        TestDrive drive = WithPair(Drive("K"), "K/debian/live/")
            .With("K/debian/live/filesystem.squashfs$X").With("K/debian/live/filesystem.squashfs init=x");

        Assert.Contains("/live/filesystem.squashfs%24X ip=dhcp", Assert.Single(drive.Recognise().Images).Arguments);
    }

    private static TestDrive Drive(string name) => new() { Root = new FileRoot($"drive {name}", $"/srv/pxe/{name}", $"{name}/") };

    private static TestDrive WithPair(TestDrive drive, string folder) =>
        drive.With(folder + "vmlinuz", SmallBootFiles.Kernel("6.12.9-lts", 0x8664)).With(folder + "initrd", SmallBootFiles.GzipInitrd());

    private static string? Ask(DriveSnapshot drive, string path)
    {
        var shelf = new ContentShelf(new BoxContents(drive, FileIndex.Empty(new FileRoot("loaders", "/loaders"))));
        return (new VirtualTree(shelf, null!).Find(new TreeRequest(path, default, default, TreeProtocol.Tftp, default)) as FileEntry)?.Path;
    }
}
