using System.Diagnostics;
using PiBootBox.Core.Images;
using PiBootBox.Core.Tree;
using PiBootBox.Drive;
using PiBootBox.Media.Tests;

namespace PiBootBox.Tests.Drive;

public sealed class FolderScanTests : IDisposable
{
    private readonly DriveOnDisk _drive = new();

    public void Dispose() => _drive.Dispose();

    [Fact]
    public void Every_file_is_found_with_its_length_in_ordinal_order()
    {
        _drive.With("b/two", [1, 2]).With("a", [1]).With("b/deep/er/three", [1, 2, 3]);

        FolderScan scan = _drive.Scan();

        Assert.Null(scan.Problem);
        Assert.Equal([("a", 1L), ("b/deep/er/three", 3L), ("b/two", 2L)], scan.Files.Files.Select(f => (f.Path, f.Length)));
        Assert.Empty(scan.Files.PassedOver);
    }

    [Fact]
    public void A_link_to_a_file_of_the_drive_is_a_file()
    {
        _drive.With("real/kernel", [1, 2, 3]).WithLink("here", "real/kernel").WithLink("real/up", "../real/kernel");

        Assert.Equal(
            [("here", 3L), ("real/kernel", 3L), ("real/up", 3L)],
            _drive.Scan().Files.Files.Select(f => (f.Path, f.Length)));
    }

    [Theory]
    [InlineData("/etc/passwd", "absolute target leads out")]
    [InlineData("../../etc/passwd", "leads out of the drive")]
    [InlineData("folder/../../../etc/passwd", "leads out of the drive")]
    [InlineData("nothing", "nothing is there")]
    [InlineData("folder", "A link to a folder")]
    [InlineData(".", "A link to a folder")]
    [InlineData("link", "could not be read")]
    public void Other_links_are_passed_over_and_the_files_beside_them_are_not(string target, string reason)
    {
        _drive.With("folder/file", [1]).With("zz", [1]).WithLink("link", target);

        FolderScan scan = _drive.Scan();

        Assert.Equal(["folder/file", "zz"], scan.Files.Files.Select(f => f.Path));
        PassedOver passed = Assert.Single(scan.Files.PassedOver);
        Assert.Equal("link", passed.Path);
        Assert.Contains(reason, passed.Reason);
    }

    [Fact]
    public void Names_that_no_PC_can_ask_for_and_other_systems_housekeeping_are_left_out()
    {
        _drive.With("a\nb", [1]).With("System Volume Information/x", [1]).With("lost+found/y", [1]).With("fine", [1]);

        FolderScan scan = _drive.Scan();

        Assert.Equal("fine", Assert.Single(scan.Files.Files).Path);
        Assert.Equal("a\nb", Assert.Single(scan.Files.PassedOver).Path);
    }

    [Fact]
    public void A_folder_that_is_not_there_is_a_problem_with_a_cure()
    {
        FolderScan scan = FolderScan.Of(new FileRoot("drive", "/nowhere/at/all"), DateTimeOffset.UtcNow);

        Assert.Equal("The drive folder /nowhere/at/all does not exist. Plug the drive in, or name another folder.", scan.Problem);
        Assert.Empty(scan.Files.Files);
    }

    [Fact]
    public void A_file_in_the_place_of_the_folder_is_a_problem_too()
    {
        _drive.With("file", [1]);

        Assert.NotNull(FolderScan.Of(new FileRoot("drive", Path.Combine(_drive.Folder, "file")), DateTimeOffset.UtcNow).Problem);
    }

    [Fact]
    public void Nesting_beyond_the_bound_is_cut_and_it_is_said()
    {
        _drive.With(string.Join('/', Enumerable.Repeat("d", FileIndexBuilder.MostDepth + 5)), [1]);

        FolderScan scan = _drive.Scan();

        Assert.Empty(scan.Files.Files);
        Assert.Contains("nested deeper", Assert.Single(scan.Files.PassedOver).Reason);
    }

    [Fact]
    public void A_link_that_leads_out_is_not_even_read_for_recognition()
    {
        _drive.WithLink("memtest.bin", "/etc/passwd").WithLink("pibootbox.json", "../../../../etc/passwd");

        DriveSnapshot drive = _drive.Read();

        Assert.Empty(drive.Images);
        Assert.Empty(drive.Settings.Mistakes);
        Assert.Equal(2, drive.PassedOver.Count);
    }

    [Fact]
    public void The_mark_is_fresh_until_something_comes_goes_grows_or_is_written_over()
    {
        _drive.With("a/b/file", [1]);
        string file = Path.Combine(_drive.Folder, "a/b/file");
        Assert.False(_drive.Scan().Mark.IsStale());

        AssertNotices(() => File.WriteAllBytes(Path.Combine(_drive.Folder, "a/b/new"), [1]));
        AssertNotices(() => File.AppendAllText(file, "more"));
        AssertNotices(() => File.SetLastWriteTimeUtc(file, DateTime.UtcNow.AddSeconds(3)));
        AssertNotices(() => File.Move(file, file + "2"));
        AssertNotices(() => Directory.Delete(Path.Combine(_drive.Folder, "a"), recursive: true));
    }

    [Theory]
    [InlineData(0, 40)]
    [InlineData(40, 0)]
    [InlineData(20, 20)]
    public void Files_and_folders_beyond_the_bound_are_not_looked_at_and_it_is_said(int files, int folders)
    {
        for (int i = 0; i < files; i++)
            _drive.With($"file{i}", [1]);
        for (int i = 0; i < folders; i++)
            _drive.With($"folder{i}/file", [1]);

        FolderScan scan = FolderScan.Of(_drive.Root, DateTimeOffset.UtcNow, most: 30);

        Assert.InRange(scan.Files.Files.Count, 0, 30);
        Assert.Contains("some were not looked at", Assert.Single(scan.Files.PassedOver).Reason);
        Assert.Empty(FolderScan.Of(_drive.Root, DateTimeOffset.UtcNow, most: files + (2 * folders)).Files.PassedOver);
    }

    [Fact]
    public void A_look_at_a_full_root_makes_no_object_for_each_of_its_entries()
    {
        for (int i = 0; i < 2000; i++)
            _drive.With($"file{i}", []);
        ChangeMark mark = _drive.GrownOld().Scan().Mark;
        Assert.False(mark.IsStale());

        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.False(mark.IsStale());

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 20_000);
    }

    [Theory]
    [InlineData("pibootbox.json")]
    [InlineData("debian12/debian-installer/amd64/linux")]
    [InlineData("debian12/debian-installer/amd64/initrd.gz")]
    [InlineData("broken/memtest.bin")]
    [InlineData("linked/memtest.bin")]
    public void A_file_that_decides_something_is_noticed_when_it_is_written_over_however_old_it_was(string path)
    {
        _drive
            .With("debian12/debian-installer/amd64/linux", SmallBootFiles.Kernel("6.1.0-37-amd64", 0x8664))
            .With("debian12/debian-installer/amd64/initrd.gz", SmallBootFiles.GzipInitrd())
            .With("broken/memtest.bin", [1])
            .With("store/v6", SmallBootFiles.Kernel("Memtest86+ v6.10"))
            .WithLink("linked/memtest.bin", "../store/v6")
            .With("pibootbox.json", "{}"u8)
            .GrownOld();
        FolderScan scan = _drive.Scan();
        new DriveReader(_drive).Read(scan);
        Assert.False(scan.Mark.IsStale());

        File.WriteAllBytes(Path.Combine(_drive.Folder, path), [1, 2, 3]);

        Assert.True(scan.Mark.IsStale());
    }

    [Fact]
    public void The_mark_of_a_folder_that_is_not_there_is_stale_when_it_comes()
    {
        string folder = Path.Combine(_drive.Folder, "mounted-later");
        FolderScan scan = FolderScan.Of(new FileRoot("drive", folder), DateTimeOffset.UtcNow);
        Assert.False(scan.Mark.IsStale());

        Directory.CreateDirectory(folder);

        Assert.True(scan.Mark.IsStale());
    }

    [Fact]
    public void A_time_beyond_the_year_9999_on_a_file_a_folder_or_the_root_does_no_harm()
    {
        // The temporary folder's file system may refuse such a time; tmpfs keeps it.
        using var drive = new DriveOnDisk("/dev/shm");
        drive.With("folder/file", [1]).WithLink("link", "folder/file");
        foreach (string path in (string[])["folder/file", "folder", "."])
        {
            using Process touch = Process.Start("touch", ["-d", "@300000000000", Path.Combine(drive.Folder, path)]);
            touch.WaitForExit();
            Assert.Equal(0, touch.ExitCode);
        }

        FolderScan scan = drive.Scan();

        Assert.Equal(["folder/file", "link"], scan.Files.Files.Select(f => f.Path));
        Assert.Empty(scan.Files.PassedOver);
        Assert.False(scan.Mark.IsStale());
    }

    [Fact]
    public void The_settings_file_at_the_root_is_read_and_one_that_is_too_large_is_not()
    {
        _drive.With("pibootbox.json", """{ "title": "Mine" }"""u8).With("memtest.bin", SmallBootFiles.Kernel("Memtest86+ v6.10"));
        Assert.Equal("Mine", _drive.Read().Settings.Title);

        _drive.With("pibootbox.json", new byte[300 * 1024]);
        Assert.Contains("larger than 256 KB", Assert.Single(_drive.Read().Settings.Mistakes).Sentence);
    }

    private void AssertNotices(Action change)
    {
        ChangeMark mark = _drive.Scan().Mark;
        change();
        Assert.True(mark.IsStale());
    }
}
