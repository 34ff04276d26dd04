using System.Security.Cryptography;
using System.Text;
using PiBootBox.Core.Boot;
using PiBootBox.Core.Images;
using PiBootBox.Core.Integrity;
using PiBootBox.Core.Machines;
using PiBootBox.Core.Tests.Images;
using PiBootBox.Core.Tree;
using PiBootBox.Media.Tests;
using PiBootBox.Wire;

namespace PiBootBox.Core.Tests.Integrity;

public class FlawBookTests
{
    private static readonly Ipv4 Address = new(0x0A000001);

    private readonly DriveSnapshot _drive;

    public FlawBookTests()
    {
        TestDrive files = new TestDrive()
            .With("linux/vmlinuz", SmallBootFiles.SignedKernel("6.12.9", "Debian Secure Boot CA"))
            .With("linux/initrd.img", SmallBootFiles.GzipInitrd())
            .With("linux/live/root.squashfs")
            .With("memtest.bin", SmallBootFiles.Kernel("Memtest86+ v6.10"));
        DriveSnapshot drive = files.Recognise();
        _drive = drive with { Sums = [.. drive.Files.Files.Select(file => new FileSum(file, SHA256.HashData(Encoding.UTF8.GetBytes(file.Path)), "SHA256SUMS, line 1"))] };
    }

    [Theory]
    [InlineData("linux/vmlinuz", "linux")]
    [InlineData("linux/initrd.img", "linux")]
    [InlineData("linux/live/root.squashfs", "linux")]
    [InlineData("memtest.bin", "memtest.bin")]
    public void A_damaged_file_marks_the_image_that_it_belongs_to_and_no_other(string file, string image)
    {
        DriveSnapshot marked = With(file);

        Assert.Equal([image], marked.Images.Where(i => i.Flaw is not null).Select(i => i.Path));
        Assert.Contains($"{file} is not what SHA256SUMS, line 1 says", marked.FindImage(image)!.Flaw!.Sentence);
    }

    [Fact]
    public void Both_menus_show_what_is_damaged_and_say_why()
    {
        DriveSnapshot marked = With("linux/initrd.img");
        var contents = new BoxContents(marked, FileIndex.Empty(marked.Files.Root));
        var shelf = new ContentShelf(contents);
        var box = new BoxIdentity("workshop");
        var menus = new MenuShelf(shelf, new BootPlanner(shelf, box), box);
        foreach (MenuKind kind in new[] { MenuKind.Ipxe, MenuKind.Grub })
        {
            string script = Encoding.ASCII.GetString(menus.For(Address, kind, new Ipv4(0x0A000002), default).Bytes.Span);
            Assert.Contains("damaged: initrd.img", script);
            Assert.Contains("linux/initrd.img is not what SHA256SUMS", script);
        }
    }

    [Fact]
    public void A_damaged_image_never_starts_by_itself()
    {
        DriveSnapshot drive = With("linux/initrd.img");
        drive = drive with { Settings = drive.Settings with { Default = "linux" } };
        var planner = new BootPlanner(new ContentShelf(new BoxContents(drive, FileIndex.Empty(drive.Files.Root))), new BoxIdentity("workshop"));

        BootPlan plan = planner.Plan(drive, null, Firmware.Bios, Profile.None);
        Assert.Equal((BootTarget.LocalDisk, true), (plan.Target, plan.Reason.Contains("is damaged", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_verdict_holds_for_one_state_of_a_file_and_one_expectation()
    {
        var book = new FlawBook();
        FileSum sum = _drive.Sums[0];
        Assert.Null(book.IsGood(sum));
        Assert.True(book.Set(sum, isGood: false));
        Assert.False(book.Set(sum, isGood: false));

        Assert.False(book.IsGood(sum));
        Assert.Null(book.IsGood(sum with { Sha256 = new byte[32] }));
        Assert.Null(book.IsGood(sum with { File = sum.File with { Modified = sum.File.Modified.AddSeconds(2) } }));
        Assert.Null(book.IsGood(sum with { File = sum.File with { Length = sum.File.Length + 1 } }));
    }

    [Fact]
    public void Sums_are_of_files_beside_their_list_and_of_no_others()
    {
        string hash = new('a', 64);
        TestDrive files = new TestDrive().With("iso/a.iso").With("b.iso")
            .With("iso/SHA256SUMS", Encoding.ASCII.GetBytes($"{hash}  a.iso\n{hash}  ../b.iso\n{hash}  /etc/passwd\n{hash}  elsewhere.iso\n{hash}\n"));

        DriveSums sums = DriveSums.Read(files.Index(), files);

        Assert.Equal("iso/a.iso", Assert.Single(sums.Sums).File.Path);
        Assert.Equal(("iso/SHA256SUMS", 5), (sums.Mistakes[0].Path, Assert.Single(sums.Mistakes).Mistake.Line));
    }

    [Fact]
    public void Sums_may_speak_of_answer_files_and_settings()
    {
        string hash = new('a', 64);
        TestDrive files = new TestDrive().With("iso/debian.iso").With("iso/debian.preseed").With("pibootbox.json")
            .With("iso/SHA256SUMS", Encoding.ASCII.GetBytes($"{hash}  debian.preseed\n"))
            .With("pibootbox.json.sha256", Encoding.ASCII.GetBytes(hash));

        Assert.Equal(["iso/debian.preseed", "pibootbox.json"], DriveSums.Read(files.Index(), files).Sums.Select(sum => sum.File.Path));
    }

    [Fact]
    public void Lists_that_name_a_file_again_and_again_end_soon()
    {
        byte[] list = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat($"{new string('a', 64)}  a.iso\n", SumFileReader.MostLines - 1)));
        TestDrive files = new TestDrive().With("a.iso");
        for (int i = 0; i < 10; i++)
            files.With($"{i}.sha256", list);

        DriveSums sums = DriveSums.Read(files.Index(), files);

        Assert.Equal(50_000, sums.Sums.Count);
        Assert.Contains("What comes after this file was not read", Assert.Single(sums.Mistakes).Mistake.Sentence);
    }

    [Fact]
    public void A_thousand_wrong_lists_are_not_all_told()
    {
        byte[] wrong = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat(new string('a', 64) + "\n", 5)));
        var files = new TestDrive();
        for (int i = 0; i < 500; i++)
            files.With($"{i}/SHA256SUMS", wrong);

        Assert.InRange(DriveSums.Read(files.Index(), files).Mistakes.Count, 200, 225);
    }

    [Fact]
    public void A_damaged_answer_file_marks_its_image()
    {
        TestDrive files = new TestDrive().With("debian.preseed", "d-i x/y string z\n"u8.ToArray());
        new TestDrive().With("debian/linux", SmallBootFiles.Kernel("6.1.0", 0x8664)).With("debian/initrd.gz", SmallBootFiles.GzipInitrd())
            .With("debian/version.info", "Debian version:  12 (bookworm)\n"u8.ToArray()).CopyTo(files, "");
        DriveSnapshot drive = files.Recognise();
        Assert.NotNull(drive.FindImage("debian")!.Answers);
        var sum = new FileSum(Assert.Single(drive.Files.Withheld), new byte[32], "SHA256SUMS, line 1");
        var book = new FlawBook();
        book.Set(sum, isGood: false);

        Assert.Equal("debian.preseed", book.Mark(drive with { Sums = [sum] }).FindImage("debian")!.Flaw?.File);
    }

    [Fact]
    public void What_is_known_of_a_drive_goes_with_it()
    {
        var book = new FlawBook();
        FileSum mine = _drive.Sums[0], other = mine with { File = mine.File with { Root = new FileRoot("drive B", "/srv/B") } };
        book.Set(mine, isGood: false);
        book.Set(other, isGood: true);

        book.Forget(_drive.Files.Root);

        Assert.Null(book.IsGood(mine));
        Assert.True(book.IsGood(other));
    }

    [Fact]
    public void Of_more_files_than_it_holds_the_damaged_ones_are_kept()
    {
        var book = new FlawBook();
        FileSum bad = _drive.Sums[0];
        book.Set(bad, isGood: false);
        for (int i = 0; i < FlawBook.Most; i++)
            book.Set(bad with { File = bad.File with { Length = 1_000 + i } }, isGood: true);

        Assert.False(book.IsGood(bad));
        Assert.Null(book.IsGood(bad with { File = bad.File with { Length = 1_000 } }));
    }

    [Fact]
    public void A_file_far_below_an_image_marks_it_and_none_with_a_name_that_begins_alike()
    {
        BootImage image = _drive.FindImage("linux")!;
        FileSum sum = _drive.Sums[0] with { File = _drive.Sums[0].File with { Path = "tools/linux/a/b/c" } };
        var book = new FlawBook();
        book.Set(sum, isGood: false);

        DriveSnapshot marked = book.Mark(_drive with
        {
            Images = [image with { Path = "tools/linux" }, image with { Path = "tools/lin" }, image with { Path = "linux" }, image with { Path = "tools" }],
            Sums = [sum],
        });

        Assert.Equal(["tools/linux", "tools"], marked.Images.Where(one => one.Flaw is not null).Select(one => one.Path));
    }

    private DriveSnapshot With(string damaged)
    {
        var book = new FlawBook();
        foreach (FileSum sum in _drive.Sums)
            book.Set(sum, isGood: sum.File.Path != damaged);
        return book.Mark(_drive);
    }
}
