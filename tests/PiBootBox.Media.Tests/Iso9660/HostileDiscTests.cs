using System.Buffers.Binary;
using System.Text;
using PiBootBox.Media.Iso9660;

namespace PiBootBox.Media.Tests.Iso9660;

/// <summary>Real discs, spoilt: whatever the bytes say, there is an answer, within the medium and the bounds.</summary>
public sealed class HostileDiscTests
{
    private static readonly MediumBounds Bounds = new(Files: 500, Depth: 12, FolderBytes: 256 * 1024);

    /// <summary>
    /// Bytes that both readers may take for one of these discs: the worst of 100,000 took 0.17 MB, most of it
    /// pages that the pool keeps afterwards.
    /// </summary>
    private const long MostAllocated = 1024 * 1024;

    [Fact]
    public void No_spoilt_disc_makes_a_reader_throw_or_leave_the_medium_or_take_more_memory_than_allowed()
    {
        int cases = Environment.GetEnvironmentVariable("LAB_FULL") == "1" ? 100_000 : 4_000;
        SpoiltDisc[] discs =
        [
            SpoiltDisc.Of(SmallDiscs.RockRidge()),
            SpoiltDisc.Of(SmallDiscs.Make("genisoimage", "-R", rockRidge: true)),
            SpoiltDisc.Of(SmallDiscs.Make("genisoimage", "-J -D -b KERNEL -no-emul-boot", rockRidge: false)),
            SpoiltDisc.Of(SmallDiscs.Make("xorriso", "--norock", rockRidge: false)),
        ];
        for (int seed = 0; seed < cases; seed++)
        {
            var random = new Random(seed);
            byte[] spoilt = discs[random.Next(discs.Length)].Spoil(random);
            try
            {
                Check(spoilt);
            }
            catch (Exception fault)
            {
                Assert.Fail($"With seed {seed}: {fault}");
            }
        }
    }

    [Fact]
    public void A_folder_that_holds_itself_is_listed_once()
    {
        byte[] disc = SmallDiscs.RockRidge();
        // The record of "9" points to the folder "1" far above it.
        disc.AsSpan(DiscRecords.Of(disc, "1") + 2, 16).CopyTo(disc.AsSpan(DiscRecords.Of(disc, "9") + 2));

        Medium listing = Check(disc)!;

        Assert.Contains(listing.Remarks, r => r.Path == "1/2/3/4/5/6/7/8/9" && r.Reason.Contains("twice"));
        Assert.DoesNotContain(listing.Files, f => f.Path.StartsWith("1/2/3/4/5/6/7/8/9/"));
        Assert.Contains(listing.Files, f => f.Path == "KERNEL");
    }

    [Fact]
    public void A_disc_that_was_copied_in_part_lists_what_is_there_and_says_so()
    {
        byte[] disc = SmallDiscs.RockRidge();
        int kernel = BinaryPrimitives.ReadInt32LittleEndian(disc.AsSpan(DiscRecords.Of(disc, "casper-kernel") + 2)) * 2048;

        Medium listing = Check(disc[..(kernel + 2048)])!;

        Assert.Contains(listing.Remarks, r => r.Path == "casper/casper-kernel" && r.Reason.Contains("Copy the image again"));
        Assert.NotEmpty(listing.Files);
        Assert.DoesNotContain(listing.Files, f => f.Path == "casper/casper-kernel");
    }

    [Theory]
    [InlineData("../../../../x")]
    [InlineData("casper/kernel")]
    [InlineData("casper\0kernel")]
    [InlineData("casper\nkernel")]
    [InlineData("casper\\kernel")]
    public void A_name_that_would_lead_elsewhere_is_passed_over(string name)
    {
        byte[] disc = SmallDiscs.RockRidge();
        Encoding.ASCII.GetBytes(name, disc.AsSpan(DiscRecords.NameOf(disc, "casper-kernel")));

        Medium listing = Check(disc)!;

        Assert.Contains(listing.Remarks, r => r.Path.StartsWith("casper/") && r.Reason.Contains("no PC can ask for it"));
        Assert.DoesNotContain(listing.Remarks, r => r.Path.Any(char.IsControl));
        Assert.DoesNotContain(listing.Files, f => f.Path.EndsWith("kernel") && f.Path.StartsWith("casper"));
    }

    [Fact]
    public void A_folder_of_endless_records_costs_nobody_else_his_place()
    {
        byte[] disc = SmallDiscs.RockRidge();
        BinaryPrimitives.WriteUInt32LittleEndian(disc.AsSpan(DiscRecords.Of(disc, "casper") + 10), uint.MaxValue);

        Medium listing = Check(disc)!;

        Assert.Contains(listing.Remarks, r => r.Path == "casper" && r.Reason.Contains("damaged"));
        Assert.Contains(listing.Files, f => f.Path == "crowd/package-29.deb");
    }

    [Theory]
    [InlineData(10, 32, 65536, "more than 10 files")]
    [InlineData(500, 4, 65536, "nested deeper than 4")]
    [InlineData(500, 32, 20480, "more room than any usual medium's")]
    public void What_is_beyond_a_bound_is_told(int files, int depth, long folderBytes, string reason)
    {
        var medium = new MemoryMedia(SmallDiscs.RockRidge());

        Assert.True(Iso9660Reader.TryRead(medium, new MediumBounds(files, depth, folderBytes), out Medium? listing));

        Assert.InRange(listing.Files.Count, 1, files);
        Assert.Contains(listing.Remarks, r => r.Reason.Contains(reason));
    }

    [Fact]
    public void Files_with_one_name_are_listed_once()
    {
        byte[] disc = SmallDiscs.RockRidge();
        Encoding.ASCII.GetBytes("package-01.deb", disc.AsSpan(DiscRecords.NameOf(disc, "package-02.deb")));

        Medium listing = Check(disc)!;

        Assert.Single(listing.Files, f => f.Path == "crowd/package-01.deb");
        Assert.Contains(listing.Remarks, r => r.Path == "crowd/package-01.deb" && r.Reason.Contains("twice"));
    }

    [Theory]
    [InlineData("casper/ring-a", "without end")]
    [InlineData("casper/self", "A link to a folder")]
    [InlineData("casper/nothing", "leads to nobody, and nothing is there")]
    [InlineData("casper/out", "leads out of the medium")]
    [InlineData("casper/absolute", "absolute target")]
    public void A_link_without_a_file_behind_it_says_why(string path, string reason)
    {
        Medium listing = Check(SmallDiscs.RockRidge())!;

        Assert.Contains(listing.Remarks, r => r.Path == path && r.Reason.Contains(reason));
    }

    /// <summary>Reads it all, and holds the readers to what they promise.</summary>
    private static Medium? Check(byte[] disc)
    {
        var medium = new CheckedMedium(new MemoryMedia(disc));
        long before = GC.GetAllocatedBytesForCurrentThread();
        bool isDisc = Iso9660Reader.TryRead(medium, Bounds, out Medium? listing);
        IReadOnlyList<BootEntry> boots = ElTorito.Read(medium);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.InRange(allocated, 0, MostAllocated);
        // The whole disc fits into the buffer: what is read twice is read by both readers.
        Assert.InRange(medium.Reads, 0, 2 * (disc.Length / 65536 + 1));
        Assert.All(boots, b => AssertWithin(disc, b.Image));
        Assert.Equal(isDisc, listing is not null);
        if (listing is null)
            return null;

        Assert.InRange(listing.Files.Count, 0, Bounds.Files);
        string last = "";
        foreach (MediumFile file in listing.Files)
        {
            Assert.True(string.CompareOrdinal(last, file.Path) < 0, "sorted, and each once");
            last = file.Path;
            Assert.All(file.Path.Split('/'), name => Assert.True(FileName.IsFit(name)));
            long length = 0;
            foreach (Extent extent in file.Extents)
            {
                AssertWithin(disc, extent);
                length += extent.Length;
            }
            Assert.Equal(file.Length, length);
        }
        return listing;
    }

    private static void AssertWithin(byte[] disc, Extent extent) =>
        Assert.True(extent.Offset >= 0 && extent.Length > 0 && extent.Offset + extent.Length <= disc.Length, extent.ToString());
}
