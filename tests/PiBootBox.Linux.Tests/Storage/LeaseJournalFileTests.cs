using System.Diagnostics;
using PiBootBox.Core;
using PiBootBox.Core.Leases;
using PiBootBox.Core.Machines;
using PiBootBox.Linux.Storage;
using PiBootBox.Wire;

namespace PiBootBox.Linux.Tests.Storage;

public sealed class LeaseJournalFileTests : IDisposable
{
    private static readonly Guid Boot = Guid.NewGuid();
    private readonly string _folder = Path.Combine(Path.GetTempPath(), $"pbx-leases-{Guid.NewGuid():N}");
    private readonly TroubleLog _told = new();
    private TimeSpan _now = TimeSpan.FromMinutes(10);

    private string JournalPath => Path.Combine(_folder, LeaseJournalFile.FileName);

    [Fact]
    public void What_was_committed_is_there_at_the_next_start()
    {
        using (LeaseJournalFile file = Open(_folder))
        {
            Assert.Empty(file.Leases());
            Assert.True(file.Commit(Records(1, 2, 3), _now));
        }

        using LeaseJournalFile again = Open(_folder);

        Assert.Equal([1u, 2u, 3u], again.Leases().Select(lease => lease.Address.Value));
        Assert.Empty(_told.Kinds);
    }

    [Fact]
    public void The_folder_is_made_with_its_parents()
    {
        using LeaseJournalFile file = Open(Path.Combine(_folder, "a", "b"));

        Assert.True(File.Exists(Path.Combine(_folder, "a", "b", LeaseJournalFile.FileName)));
    }

    [Fact]
    public void Two_boxes_do_not_share_a_folder()
    {
        using LeaseJournalFile file = Open(_folder);

        CannotServeException refused = Assert.Throws<CannotServeException>(() => Open(_folder));

        Assert.Contains($"Another pibootbox already keeps its leases in {_folder}", refused.Message);
    }

    [Theory]
    [InlineData("/proc/pbx-state", "cannot be made")]
    [InlineData("/proc/sys", "cannot be written")]
    public void A_folder_that_cannot_be_used_is_refused_in_one_sentence(string folder, string reason)
    {
        CannotServeException refused = Assert.Throws<CannotServeException>(() => Open(folder));

        Assert.StartsWith($"The state folder {folder} {reason}", refused.Message);
    }

    [Fact]
    public void The_journal_of_another_version_is_kept_aside_and_told()
    {
        using (Open(_folder))
        {
        }
        byte[] old = File.ReadAllBytes(JournalPath);
        old[8] = 9;
        File.WriteAllBytes(JournalPath, old);

        using LeaseJournalFile file = Open(_folder);

        Assert.Empty(file.Leases());
        Assert.Equal(old, File.ReadAllBytes(JournalPath + ".other-version"));
        Assert.Contains("another version of the box", _told.Sentence("lease-journal-version"));
    }

    [Fact]
    public void A_damaged_record_is_told_and_the_others_are_kept()
    {
        using (LeaseJournalFile file = Open(_folder))
            file.Commit(Records(1, 2, 3), _now);
        byte[] bytes = File.ReadAllBytes(JournalPath);
        // Behind the header, the heartbeat of the start and the first record.
        bytes[3 * LeaseJournalFormat.RecordSize + 20] ^= 0xFF;
        File.WriteAllBytes(JournalPath, bytes);

        using LeaseJournalFile again = Open(_folder);

        Assert.Equal([1u, 3u], again.Leases().Select(lease => lease.Address.Value));
        Assert.Equal(bytes, File.ReadAllBytes(JournalPath + ".damaged"));
        Assert.Contains("has 1 damaged records: the 2 leases that check out are kept", _told.Sentence("lease-journal-damage"));
    }

    [Fact]
    public void Compaction_bounds_the_file_and_loses_nothing_that_was_committed_beside_it()
    {
        using (LeaseJournalFile file = Open(_folder))
        {
            (long length, int shrunk) = (0, 0);
            for (int round = 0; shrunk < 2; round++)
            {
                Assert.InRange(round, 0, 20_000);
                _now += TimeSpan.FromSeconds(1);
                Assert.True(file.Commit(Records([.. Enumerable.Range(0, 200).Select(i => (uint)i)]), _now));
                long before = length;
                length = new FileInfo(JournalPath).Length;
                shrunk += length < before ? 1 : 0;
            }
        }

        using LeaseJournalFile again = Open(_folder);

        Assert.Equal(200, again.Leases().Count);
        Assert.All(again.Leases(), lease => Assert.Equal(_now, lease.At));
        Assert.Empty(_told.Kinds);
    }

    [Fact]
    public void A_half_made_compaction_of_an_earlier_run_is_ignored()
    {
        using (LeaseJournalFile file = Open(_folder))
            file.Commit(Records(1), _now);
        File.WriteAllText(JournalPath + ".new", "half");

        using LeaseJournalFile again = Open(_folder);

        Assert.Single(again.Leases());
        Assert.False(File.Exists(JournalPath + ".new"));
    }

    [Fact]
    public void A_full_disk_takes_no_lease_says_so_and_recovers_when_space_returns()
    {
        using Mount disk = Mount.Tmpfs(256);
        string ballast = Path.Combine(disk.Folder, "ballast");
        using (LeaseJournalFile file = Open(disk.Folder))
        {
            Assert.True(file.Commit(Records(1), _now));
            Fill(ballast);
            // More than a page: the first part of it still fits.
            Assert.False(file.Commit(Records([.. Enumerable.Range(100, 200).Select(i => (uint)i)]), _now));
            Assert.StartsWith($"Cannot write the lease journal {disk.Folder}/leases.journal (No space left on device", _told.Sentence("lease-journal"));

            File.Delete(ballast);
            _now += TimeSpan.FromSeconds(1);
            Assert.True(file.Commit(Records(2), _now));
            Assert.Contains("lease-journal-back", _told.Kinds);
        }

        using LeaseJournalFile again = Open(disk.Folder);

        Assert.Equal([1u, 2u], again.Leases().Select(lease => lease.Address.Value));
        Assert.DoesNotContain("lease-journal-damage", _told.Kinds);
    }

    [Fact]
    public void A_disk_that_is_full_at_the_start_recovers_too()
    {
        using Mount disk = Mount.Tmpfs(64);
        string ballast = Path.Combine(disk.Folder, "ballast");
        Fill(ballast);
        using LeaseJournalFile file = Open(disk.Folder);
        Assert.Contains("lease-journal", _told.Kinds);
        Assert.False(file.Commit(Records(1), _now));

        File.Delete(ballast);
        _now += TimeSpan.FromSeconds(1);

        Assert.True(file.Commit(Records(1), _now));
    }

    /// <summary>
    /// A real failed sync: the disk is a loop device over a sparse file, and the folder of that file is
    /// full. The kernel reports the loss once and takes the pages as clean, as it does when a card dies.
    /// </summary>
    [Fact]
    public void After_a_failed_sync_the_file_is_written_anew_because_the_kernel_forgets_what_it_lost()
    {
        using Mount below = Mount.Tmpfs(6 * 1024);
        // Without a journal of its own the file system survives the error, and only the file is in doubt.
        using Mount disk = Mount.Ext4(32, below.Folder, "^has_journal", "errors=continue");
        string ballast = Path.Combine(below.Folder, "ballast");
        using (LeaseJournalFile file = Open(disk.Folder))
        {
            Assert.True(file.Commit(Records(1), _now));
            Fill(ballast);
            int tries = 0;
            while (file.Commit(Records([.. Enumerable.Range(100, 1000).Select(i => (uint)i)]), _now))
                Assert.InRange(++tries, 0, 100);
            long inode = Inode(disk.Folder);

            File.Delete(ballast);
            _now += TimeSpan.FromSeconds(1);
            Assert.True(file.Commit(Records(2), _now));
            Assert.NotEqual(inode, Inode(disk.Folder));
        }

        using LeaseJournalFile again = Open(disk.Folder);

        Assert.Contains(2u, again.Leases().Select(lease => lease.Address.Value));
        Assert.Contains(1u, again.Leases().Select(lease => lease.Address.Value));
        Assert.DoesNotContain("lease-journal-damage", _told.Kinds);
    }

    [Fact]
    public void A_failing_disk_is_asked_again_only_after_a_while()
    {
        using Mount disk = Mount.Tmpfs(64);
        using LeaseJournalFile file = Open(disk.Folder);
        string ballast = Path.Combine(disk.Folder, "ballast");
        Fill(ballast);
        Assert.False(file.Commit(Records([.. Enumerable.Range(0, 200).Select(i => (uint)i)]), _now));
        File.Delete(ballast);

        Assert.False(file.Commit(Records(1), _now + TimeSpan.FromMilliseconds(249)));
        Assert.True(file.Commit(Records(1), _now + TimeSpan.FromMilliseconds(250)));
    }

    public void Dispose()
    {
        if (Directory.Exists(_folder))
            Directory.Delete(_folder, recursive: true);
    }

    private LeaseJournalFile Open(string folder) => LeaseJournalFile.Open(folder, Boot, _now, _told);

    private byte[] Records(params uint[] addresses)
    {
        byte[] records = new byte[addresses.Length * LeaseJournalFormat.RecordSize];
        for (int i = 0; i < addresses.Length; i++)
        {
            LeaseJournalFormat.Write(records.AsSpan(i * LeaseJournalFormat.RecordSize), new LeaseRecord(
                LeaseOp.Bound, new Ipv4(addresses[i]), new MachineId(new MacAddress(addresses[i])), 0, _now, TimeSpan.FromHours(1)));
        }
        return records;
    }

    private static void Fill(string path)
    {
        using FileStream file = new(path, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        byte[] piece = new byte[4096];
        try
        {
            while (true)
                file.Write(piece);
        }
        catch (IOException)
        {
            // Full.
        }
    }

    private static long Inode(string folder)
    {
        using Process stat = Process.Start(new ProcessStartInfo("stat", ["-c", "%i", Path.Combine(folder, LeaseJournalFile.FileName)])
        {
            RedirectStandardOutput = true,
        })!;
        string number = stat.StandardOutput.ReadToEnd();
        stat.WaitForExit();
        return long.Parse(number, System.Globalization.CultureInfo.InvariantCulture);
    }
}
