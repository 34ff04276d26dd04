using FsCheck;
using FsCheck.Fluent;
using PiBootBox.Core.Images;
using PiBootBox.Core.Images.Discs;
using PiBootBox.Core.Tree;
using PiBootBox.Media;
using PiBootBox.Media.Tests;

namespace PiBootBox.Core.Tests.Images;

public class DriveMemoryTests
{
    private static TestDrive Drive() => new TestDrive()
        .With("rescue/vmlinuz", SmallBootFiles.SignedKernel("6.1.0-37-amd64 (somebody)", "Debian Secure Boot CA"))
        .With("rescue/initrd", SmallBootFiles.GzipInitrd())
        .With("tools/shellx64.efi", SmallBootFiles.Efi(0x8664))
        .With("broken.iso", [1, 2, 3])
        .With("debian/debian-installer/amd64/linux", SmallBootFiles.Kernel("6.1", 0x8664))
        .With("debian/debian-installer/amd64/initrd.gz", SmallBootFiles.GzipInitrd())
        .With("debian/version.info", "Debian version:  12 (bookworm)\n"u8.ToArray());

    [Fact]
    public void What_one_scan_found_the_next_one_knows_without_opening_a_file_and_watches_all_the_same()
    {
        DriveMemory first = new();
        TestDrive drive = Drive();
        DriveSnapshot before = drive.Recognise(memory: first);
        string[] opened = [.. drive.Reads.Distinct().Order()];
        Assert.True(first.IsChanged);
        drive.Reads.Clear();

        DriveMemory second = new(first);
        DriveSnapshot after = drive.Recognise(memory: second);

        Assert.Empty(drive.Reads);
        Assert.Equal(opened, drive.Watched.Distinct().Order());
        Assert.False(second.IsChanged);
        Assert.Equal(Words(before), Words(after));
    }

    [Fact]
    public void A_time_within_a_disc_is_kept_to_its_last_digit()
    {
        DateTimeOffset modified = TestDrive.Time.AddTicks(1_234_567);
        var disc = new Medium(MediumFormat.Udf, "", [new MediumFile("f", 1, modified, [new Extent(0, 1)])], []);

        Assert.True(DriveNotes.TryReadDisc(DriveNotes.OfDisc(disc), out Medium? known));
        Assert.Equal(modified, Assert.Single(known!.Files).Modified);
    }

    [Fact]
    public void Only_what_changed_is_read_again_and_what_went_is_forgotten()
    {
        DriveMemory first = new();
        Drive().Recognise(memory: first);

        TestDrive changed = Drive().With("rescue/vmlinuz", [.. SmallBootFiles.Kernel("6.12", 0x8664), 0]);
        DriveMemory second = new(first);
        DriveSnapshot drive = changed.Recognise(memory: second);
        Assert.Equal(["rescue/vmlinuz"], changed.Reads.Distinct());
        Assert.Contains(drive.Images, i => i.Title == "rescue (Linux 6.12)");
        Assert.True(second.IsChanged);

        DriveMemory third = new(second);
        new TestDrive().With("tools/shellx64.efi", SmallBootFiles.Efi(0x8664)).Recognise(memory: third);
        Assert.True(third.IsChanged);
        Assert.True(DriveMemoryFormat.Write(third).Length < DriveMemoryFormat.Write(second).Length / 2);
    }

    [Fact]
    public void A_file_keeps_it_across_restarts()
    {
        DriveMemory first = new();
        TestDrive drive = Drive();
        DriveSnapshot before = drive.Recognise(memory: first);
        Assert.True(DriveMemoryFormat.TryRead(DriveMemoryFormat.Write(first), out DriveMemory? kept));
        drive.Reads.Clear();

        DriveSnapshot after = drive.Recognise(memory: new DriveMemory(kept));

        Assert.Empty(drive.Reads);
        Assert.Equal(Words(before), Words(after));
    }

    [Fact]
    public void A_torn_file_does_not_count_wherever_it_is_torn()
    {
        DriveMemory memory = new();
        Drive().Recognise(memory: memory);
        byte[] bytes = DriveMemoryFormat.Write(memory);

        for (int length = 0; length < bytes.Length; length++)
            Assert.False(DriveMemoryFormat.TryRead(bytes[..length], out _));
        for (int at = 0; at < bytes.Length; at++)
        {
            byte[] flipped = [.. bytes];
            flipped[at] ^= 1;
            Assert.False(DriveMemoryFormat.TryRead(flipped, out _));
        }
    }

    [Fact]
    public void Notes_of_any_bytes_are_as_good_as_none() => Prop.ForAll(ArbMap.Default.ArbFor<byte[]>(), note =>
    {
        DriveNotes.TryReadFacts(note, out _);
        DriveNotes.TryReadDisc(note, out _);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_WIM_file_is_not_opened_again_and_starts_the_same()
    {
        TestDrive drive = new TestDrive().With("pe.wim", TestWim.Of(12, 2, "Tools", "Rescue")).With("data.wim", TestWim.Of(9, 0, "Data")).With("broken.wim", [1, 2]);
        DriveMemory first = new();
        DriveSnapshot before = drive.Recognise(memory: first);
        Assert.Equal(("Rescue (pe.wim)", FirmwareSet.EfiArm64), (Assert.Single(before.Images).Title, before.Images[0].Firmwares));
        drive.Reads.Clear();

        DriveSnapshot after = drive.Recognise(memory: new DriveMemory(first));

        Assert.Empty(drive.Reads);
        Assert.Equal(Words(before), Words(after));
    }

    [Fact]
    public void A_disc_that_does_not_fit_leaves_no_note()
    {
        var disc = new TestDisc("DATA");
        foreach (char letter in "abcdef")
            disc.With(new string(letter, 200));
        TestDrive drive = new TestDrive().With("a.iso", disc);
        // Room for a thousand characters is left.
        string name = string.Join('/', Enumerable.Repeat(new string('n', 99), 10));
        var builder = new FileIndexBuilder(drive.Index());
        for (int i = 1; i < FileIndexBuilder.MostCharacters / name.Length; i++)
            builder.Add(name, 1, TestDrive.Time);
        DriveMemory memory = new();

        FileIndex files = DiscImages.LookInto(builder.Build(), drive, memory, out IReadOnlyList<DiscImage> discs);

        Assert.Empty(discs);
        Assert.Contains("what is on this one is not listed", Assert.Single(files.PassedOver).Reason);
        Assert.False(memory.IsChanged);
    }

    [Fact]
    public void What_goes_beyond_the_bound_is_looked_at_each_time_and_the_rest_is_kept()
    {
        string[] paths = ["1", "2", "3", "4"];
        var drive = new TestDrive();
        foreach (string path in paths)
            drive.With(path);
        DriveMemory first = new();

        Assert.Equal(paths, LookedAt(drive, first));
        byte[] bytes = DriveMemoryFormat.Write(first);
        Assert.InRange(bytes.Length, 1, DriveMemoryFormat.MostBytes);
        Assert.True(DriveMemoryFormat.TryRead(bytes, out DriveMemory? kept));

        Assert.Equal(["4"], LookedAt(drive, new DriveMemory(kept)));
    }

    /// <summary>The files of which not everything was known that a look at them gives: 20 MB each.</summary>
    private static List<string> LookedAt(TestDrive drive, DriveMemory memory)
    {
        var looked = new List<string>();
        var recognition = new Recognition(drive.Index(), drive, memory);
        foreach (FileEntry file in recognition.Files.Files)
        {
            recognition.LookOnce(file, _ =>
            {
                looked.Add(file.Path);
                return new byte[20 * 1024 * 1024];
            });
        }
        return looked;
    }

    private static IEnumerable<string> Words(DriveSnapshot drive) =>
        drive.Images.Select(i => $"{i.Title} {i.Firmwares} {i.SecureBoot} {i.Why}").Concat(drive.PassedOver.Select(p => p.ToString()));
}
