using System.Collections.Concurrent;
using PiBootBox.Core.Boot;
using PiBootBox.Core.Images;
using PiBootBox.Core.Integrity;
using PiBootBox.Core.Machines;
using PiBootBox.Core.Tree;
using PiBootBox.Drive;
using PiBootBox.Integrity;
using PiBootBox.Linux.Clock;
using PiBootBox.Linux.Files;
using PiBootBox.Media.Tests;
using PiBootBox.Tests.Drive;
using PiBootBox.Wire;

namespace PiBootBox.Tests.Integrity;

public sealed class DriveCheckTests : IDisposable
{
    private static readonly CheckPace Fast = new() { Every = TimeSpan.Zero, Look = TimeSpan.FromMilliseconds(5), Quiet = TimeSpan.FromMilliseconds(50) };

    private readonly SealedDrive _drive = new();
    private readonly BlockingCollection<FileSum> _found = [];
    private int _ended;

    public void Dispose() => _drive.Dispose();

    [Fact]
    public void A_damaged_image_is_found_told_once_and_marked()
    {
        _drive.Disk.With("memtest.bin", SmallBootFiles.Kernel("Memtest86+ v6.10")).With("pibootbox.json", """{ "default": "memtest.bin" }"""u8);
        _drive.SealIt(signed: false);
        _drive.Disk.With("good.bin", SmallBootFiles.Kernel("Memtest86+ v7.00"));
        _drive.Disk.With("good.bin.sha256", System.Text.Encoding.ASCII.GetBytes(Convert.ToHexStringLower(
            System.Security.Cryptography.SHA256.HashData(SmallBootFiles.Kernel("Memtest86+ v7.00")))));
        DriveSnapshot drive = _drive.Read();
        _drive.Alter("memtest.bin", SmallBootFiles.Kernel("Memtest86+ v6.10").Length - 1);
        var book = new FlawBook();
        using (Check(drive, book, new ActivityBoard()))
        {
            Assert.True(_found.TryTake(out FileSum? sum, TimeSpan.FromSeconds(30)));
            Assert.Equal("memtest.bin", sum.File.Path);
            Assert.True(SpinWait.SpinUntil(() => drive.Checks.All(check => book.IsGood(check) is not null), TimeSpan.FromSeconds(30)));
        }
        Assert.Empty(_found);

        DriveSnapshot marked = book.Mark(drive);
        BootImage flawed = marked.FindImage("memtest.bin")!;
        Assert.Equal("memtest.bin", flawed.Flaw!.File);
        Assert.Null(marked.FindImage("good.bin")!.Flaw);
        var planner = new BootPlanner(new ContentShelf(new BoxContents(marked, FileIndex.Empty(marked.Files.Root))), new BoxIdentity("box", 80));
        BootPlan plan = planner.Plan(marked, null, Firmware.Bios, Profile.None);
        Assert.Equal(BootTarget.LocalDisk, plan.Target);
        Assert.Contains("is damaged", plan.Reason);
    }

    [Fact]
    public void Nothing_is_read_while_a_machine_is_served()
    {
        _drive.Put("a", 100);
        _drive.SealIt(signed: false);
        _drive.Alter("a", 5);
        var board = new ActivityBoard();
        board.Seen(new Ipv4(1), BootClock.Now + TimeSpan.FromHours(1));
        var opened = new CountingOpener();
        using (Check(_drive.Read(), new FlawBook(), board, opener: opened))
        {
            // It looks every 5 ms.
            Assert.False(_found.TryTake(out _, TimeSpan.FromMilliseconds(300)));
            Assert.Equal(0, opened.Count);
            board.Seen(new Ipv4(1), BootClock.Now - TimeSpan.FromHours(1));
            Assert.True(_found.TryTake(out _, TimeSpan.FromSeconds(30)));
        }
    }

    [Fact]
    public void Settings_and_answers_are_checked_too()
    {
        _drive.Put("debian.preseed", 100);
        _drive.SealIt(signed: false);
        _drive.Alter("debian.preseed", 5);
        using (Check(_drive.Read(), new FlawBook(), new ActivityBoard()))
        {
            Assert.True(_found.TryTake(out FileSum? sum, TimeSpan.FromSeconds(30)));
            Assert.Equal("debian.preseed", sum.File.Path);
        }
    }

    [Fact]
    public void However_many_files_there_are_the_list_of_them_is_gone_through_once()
    {
        _drive.Put("a", 100);
        DriveSnapshot drive = _drive.Read();
        FileEntry file = drive.Files.Files[0];
        var sums = new CountingList([.. Enumerable.Range(0, 200).Select(i => new FileSum(file, BitConverter.GetBytes((long)i).Concat(new byte[24]).ToArray(), "SHA256SUMS"))]);
        using (Check(drive with { Sums = sums }, new FlawBook(), new ActivityBoard()))
        {
            for (int i = 0; i < sums.Count; i++)
                Assert.True(_found.TryTake(out _, TimeSpan.FromSeconds(30)));
            Assert.True(SpinWait.SpinUntil(() => Volatile.Read(ref _ended) > 0, TimeSpan.FromSeconds(30)));
        }
        Assert.Equal(1, sums.Passes);
    }

    private sealed class CountingList(FileSum[] sums) : IReadOnlyList<FileSum>
    {
        public int Passes;

        public int Count => sums.Length;

        public FileSum this[int index] => sums[index];

        public IEnumerator<FileSum> GetEnumerator()
        {
            Passes++;
            return ((IEnumerable<FileSum>)sums).GetEnumerator();
        }

        System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();
    }

    [Fact]
    public void What_is_found_later_is_in_the_menus_from_then_on()
    {
        _drive.Disk.With("memtest.bin", SmallBootFiles.Kernel("Memtest86+ v6.10"));
        _drive.SealIt(signed: false);
        using var loaders = new DriveOnDisk();
        var book = new FlawBook();
        var shelf = new ContentShelf(Drives.BeforeFirstScan(_drive.Disk.Root, loaders.Root));
        var seen = new BlockingCollection<BoxContents>();
        using var drives = new Drives(
            _drive.Disk.Root, loaders.Root, shelf, new VerifyingOpener(new BeneathOpener()), seen.Add, new DriveNews(), flaws: book);
        Assert.True(drives.WaitForFirstScan(TimeSpan.FromSeconds(30)));
        Assert.Null(Assert.Single(shelf.Current.Drive.Images).Flaw);

        book.Set(shelf.Current.Drive.Checks.First(check => check.File.Path == "memtest.bin"), isGood: false);
        drives.MarkFlaws();

        Assert.NotNull(Assert.Single(shelf.Current.Drive.Images).Flaw);
    }

    private sealed class CountingOpener : IFileOpener
    {
        public volatile int Count;

        public Microsoft.Win32.SafeHandles.SafeFileHandle Open(FileEntry entry, out long length)
        {
            Count++;
            return new BeneathOpener().Open(entry, out length);
        }
    }

    private DriveCheck Check(DriveSnapshot drive, FlawBook book, ActivityBoard board, CheckPace? pace = null, IFileOpener? opener = null) =>
        new(new ContentShelf(new BoxContents(drive, FileIndex.Empty(drive.Files.Root))), opener ?? new BeneathOpener(), book, board, _found.Add, () => Interlocked.Increment(ref _ended), pace ?? Fast);
}
