using System.Text;
using PiBootBox.Core.Images;
using PiBootBox.Core.Integrity;
using PiBootBox.Core.Machines;
using PiBootBox.Core.Tree;
using PiBootBox.Media.Tests;
using PiBootBox.Wire;

namespace PiBootBox.Core.Tests.Images;

public class MergedDrivesTests
{
    private static readonly FileRoot Folder = new("drive", "/srv/pxe");

    [Fact]
    public void Two_drives_with_the_same_file_give_two_images_that_can_be_told_apart()
    {
        DriveSnapshot merged = MergedDrives.Of(Folder, [Stick("A"), Stick("B")]);

        Assert.Equal(
            ["Memory test (memtest.bin) - A/memtest.bin", "Memory test (memtest.bin) - B/memtest.bin"], merged.Images.Select(i => i.Title));
        Assert.Equal(2, merged.Images.Select(i => i.Id).Distinct().Count());
        Assert.True(merged.Files.TryFind("B/memtest.bin", out FileEntry? file));
        Assert.Equal(("/srv/pxe/B", "memtest.bin"), (file.Root.Folder, file.PathInRoot));
    }

    [Fact]
    public void An_image_is_the_same_one_whatever_else_is_plugged_in()
    {
        BootImage alone = Assert.Single(MergedDrives.Of(Folder, [Stick("B")]).Images);

        Assert.Contains(MergedDrives.Of(Folder, [Stick("A"), Stick("B")]).Images, i => i.Id == alone.Id && i.Path == alone.Path);
    }

    [Fact]
    public void What_a_drive_sets_is_about_its_own_files_and_the_first_drive_that_sets_a_thing_counts()
    {
        DriveSnapshot merged = MergedDrives.Of(Folder,
        [
            Stick("A", """{ "timeout": 7 }"""),
            Stick("B", """
                { "title": "B's", "timeout": 9, "default": "memtest.bin", "images": { "memtest.bin": { "hidden": true } },
                  "machines": [{ "mac": "52:54:00:00:00:01", "image": "memtest.bin" }], "wrong": 1 }
                """),
        ]);

        Assert.Equal(("B's", TimeSpan.FromSeconds(7)), (merged.Settings.Title, merged.Settings.Timeout));
        Assert.Equal("B/memtest.bin", merged.FindImage(merged.Settings.Default!)?.Path);
        Assert.Equal([false, true], merged.Images.Select(i => i.Hidden));
        string? set = merged.Settings.Rules.ImageOf(new MachineId(new MacAddress(0x525400000001)));
        Assert.Equal("B/memtest.bin", merged.FindImage(set!)?.Path);
        Assert.StartsWith("On B: ", Assert.Single(merged.Settings.Mistakes).Sentence);
    }

    [Fact]
    public void A_drive_that_cannot_be_read_is_told_beside_one_that_can()
    {
        DriveSnapshot merged = MergedDrives.Of(Folder, [Stick("A"), DriveSnapshot.Without(Root("B"), "It is broken.")]);

        Assert.Null(merged.Problem);
        Assert.Contains(new PassedOver("B", "It is broken."), merged.PassedOver);
        Assert.Equal("No. No.", MergedDrives.Of(Folder, [DriveSnapshot.Without(Root("A"), "No."), DriveSnapshot.Without(Root("B"), "No.")]).Problem);
    }

    [Theory]
    [InlineData(false, "A")]
    [InlineData(true, "B")]
    public void What_a_drive_may_not_hand_out_hides_nothing_of_the_next_one(bool areSignaturesRequired, string expected)
    {
        TestDrive first = Loaders("A");

        DriveSnapshot merged = MergedDrives.Of(Folder,
        [
            ImageRecogniser.Recognise(DriveSeal.None.Mark(first.Index(), areSignaturesRequired), first, DriveSettings.None), Loaders("B").Recognise(),
        ]);

        Assert.Equal($"{expected}/wimboot", merged.Tools[0].Path);
        Assert.Equal($"{expected}/pi", merged.PiFolders[0].Path);
        // It is a Raspberry Pi's all the same, and its kernel is no PC's.
        Assert.Empty(merged.Images);

        static TestDrive Loaders(string name) => new TestDrive { Root = Root(name) }
            .With($"{name}/wimboot").With($"{name}/pi/start4.elf").With($"{name}/pi/kernel8.img", SmallBootFiles.Arm64Kernel());
    }

    private static FileRoot Root(string name) => new($"drive {name}", $"/srv/pxe/{name}", name + "/");

    private static DriveSnapshot Stick(string name, string settings = "{}") =>
        new TestDrive { Root = Root(name), Settings = DriveSettingsReader.Read(Encoding.UTF8.GetBytes(settings)) }
            .With($"{name}/memtest.bin", SmallBootFiles.Kernel("Memtest86+ v6.10"))
            .Recognise();
}
