using System.Buffers.Binary;
using System.Text;
using PiBootBox.Media.Udf;

namespace PiBootBox.Media.Tests.Udf;

/// <summary>One thing wrong at a time: what is still listed, and what the remark says.</summary>
public class DamagedDiscTests
{
    private const int Sector = 512;

    /// <summary>Byte of the partition's first block.</summary>
    private const int Partition = 288 * Sector;

    [Fact]
    public void Without_the_first_volume_descriptors_the_reserve_serves()
    {
        byte[] disc = Disc(new DiscShape());
        disc.AsSpan(257 * Sector, 3 * Sector).Clear();

        Assert.Equal(["dir/inner", "file"], Paths(Read(disc)));
    }

    [Fact]
    public void Without_the_first_anchor_the_last_sector_serves()
    {
        byte[] disc = Disc(new DiscShape());
        disc.AsSpan(256 * Sector, Sector).Clear();

        Assert.Equal(["dir/inner", "file"], Paths(Read(disc)));
    }

    [Fact]
    public void Without_both_descriptors_the_remark_has_no_path()
    {
        byte[] disc = Disc(new DiscShape());
        disc.AsSpan(257 * Sector, 10 * Sector).Clear();

        AssertRemark(Read(disc), "", "description is damaged");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(16)]
    [InlineData(18)]
    public void Damaged_records_of_a_metadata_partition_are_taken_from_the_mirror(int block)
    {
        // Block 0 is the record of the metadata file itself, 16 the file set, 18 and on the records of the root folder.
        byte[] disc = Disc(new DiscShape(Kind: PartitionKind.Metadata));
        disc.AsSpan(Partition + block * Sector + 40, 100).Fill(0xA5);

        Medium listing = Read(disc);

        Assert.Equal(["dir/inner", "file"], Paths(listing));
        Assert.Empty(listing.Remarks);
    }

    [Fact]
    public void A_damaged_list_of_a_folder_is_taken_from_the_mirror()
    {
        byte[] disc = Disc(new DiscShape(Kind: PartitionKind.Metadata));
        disc[Find(disc, "\u0008inner")] = 9;

        Medium listing = Read(disc);

        Assert.Equal(["dir/inner", "file"], Paths(listing));
        Assert.Empty(listing.Remarks);
    }

    [Fact]
    public void A_damaged_record_costs_one_file()
    {
        byte[] disc = Disc(new DiscShape());
        disc[RecordOf(disc, "inner") + 60] ^= 1;

        Medium listing = Read(disc);

        Assert.Equal(["file"], Paths(listing));
        AssertRemark(listing, "dir/inner", "record is damaged: copy the image again");
    }

    [Fact]
    public void A_folder_that_holds_a_folder_above_it_ends_with_a_remark()
    {
        byte[] disc = Disc(new DiscShape());
        Change(disc, NameAt(disc, "inner"), record =>
        {
            record[18] = 2;
            BinaryPrimitives.WriteInt32LittleEndian(record[24..], (RecordOf(disc, "dir") - Partition) / Sector);
        });

        Medium listing = Read(disc);

        Assert.Equal(["file"], Paths(listing));
        AssertRemark(listing, "dir/inner", "Leads back to a folder");
    }

    [Theory]
    [InlineData("in/er", "dir/in/er")]
    [InlineData("in\0er", "dir/in?er")]
    [InlineData("in\ner", "dir/in?er")]
    [InlineData("..", "dir/..")]
    public void A_name_that_leads_astray_is_not_listed(string name, string shown)
    {
        byte[] disc = Disc(new DiscShape());
        Change(disc, NameAt(disc, "inner"), record =>
        {
            record[19] = (byte)(1 + name.Length);
            Encoding.Latin1.GetBytes(name).CopyTo(record[39..]);
        }, bytes: 38 + 1 + name.Length + 3 & ~3);

        Medium listing = Read(disc);

        Assert.Equal(["file"], Paths(listing));
        Assert.Equal(shown, Assert.Single(listing.Remarks).Path);
    }

    [Fact]
    public void Of_two_files_with_one_name_the_first_is_listed()
    {
        byte[] disc = new UdfWriter(new DiscShape()).Add("name1", new byte[1]).Add("name2", new byte[2]).Build();
        Change(disc, NameAt(disc, "name2"), record => record[43] = (byte)'1');

        Medium listing = Read(disc);

        Assert.Equal(1, Assert.Single(listing.Files).Length);
        Assert.Equal("name1", Assert.Single(listing.Remarks).Path);
    }

    [Fact]
    public void Strategy_4096_is_remarked()
    {
        byte[] disc = Disc(new DiscShape());
        Change(disc, RecordOf(disc, "inner"), record => BinaryPrimitives.WriteUInt16LittleEndian(record[20..], 4096));

        AssertRemark(Read(disc), "dir/inner", "strategy 4096");
    }

    [Theory]
    [InlineData(1u)]
    [InlineData(2u)]
    public void A_piece_that_was_never_written_is_remarked(uint kind)
    {
        byte[] disc = Disc(new DiscShape());
        Change(disc, RecordOf(disc, "inner"), record => BinaryPrimitives.WriteUInt32LittleEndian(record[176..], 700 | kind << 30));

        AssertRemark(Read(disc), "dir/inner", "never written");
    }

    [Fact]
    public void A_continuation_that_names_itself_ends_with_a_remark()
    {
        byte[] disc = Disc(new DiscShape());
        int record = RecordOf(disc, "inner");
        int own = (record - Partition) / Sector;
        int free = own + 40;
        Change(disc, record, entry => WriteShort(entry[176..], 3u << 30 | Sector, free));
        byte[] extent = new byte[Sector];
        BinaryPrimitives.WriteInt32LittleEndian(extent.AsSpan(20), 8);
        WriteShort(extent.AsSpan(24), 3u << 30 | Sector, free);
        UdfSums.Seal(extent, 258, (uint)free);
        extent.CopyTo(disc, Partition + free * Sector);

        AssertRemark(Read(disc), "dir/inner", "list of its pieces is damaged");
    }

    [Fact]
    public void An_indirect_entry_leads_to_the_record_and_one_that_leads_to_itself_to_a_remark()
    {
        byte[] disc = Disc(new DiscShape());
        int record = RecordOf(disc, "inner");
        int free = (record - Partition) / Sector + 40;
        disc.AsSpan(record, Sector).CopyTo(disc.AsSpan(Partition + free * Sector));
        WriteIndirect(disc, record, free);
        Assert.Equal(["dir/inner", "file"], Paths(Read(disc)));

        WriteIndirect(disc, record, (record - Partition) / Sector);
        AssertRemark(Read(disc), "dir/inner", "record is damaged");
    }

    [Fact]
    public void A_folder_that_claims_more_than_the_bounds_costs_no_memory()
    {
        byte[] disc = Disc(new DiscShape());
        Change(disc, RecordOf(disc, "dir"), record =>
        {
            BinaryPrimitives.WriteInt64LittleEndian(record[56..], 130_000);
            WriteShort(record[176..], 130_000, 2);
        });
        // What is allocated once, by whichever test comes first, is not the folder's.
        Assert.True(UdfReader.TryRead(new MemoryMedia(Disc(new DiscShape())), MediumBounds.Usual, out _));
        long before = GC.GetAllocatedBytesForCurrentThread();

        Assert.True(UdfReader.TryRead(new MemoryMedia(disc), MediumBounds.Usual with { FolderBytes = 100_000 }, out Medium? listing));

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 60_000);
        Assert.Contains(listing.Remarks, remark => remark.Path.Length == 0);
    }

    [Fact]
    public void Each_piece_of_a_file_is_paid_for_as_what_is_kept_of_it()
    {
        byte[] disc = new UdfWriter(new DiscShape(PieceBlocks: 1, PerRecord: 30)).Add("file", new byte[60 * Sector]).Build();

        Assert.True(UdfReader.TryRead(new MemoryMedia(disc), MediumBounds.Usual with { FolderBytes = 60 * 64 }, out Medium? listing));

        Assert.Empty(listing.Files);
        AssertRemark(listing, "", "take more room");
        Assert.Equal(60, Assert.Single(Read(disc).Files).Extents.Length);
    }

    [Fact]
    public void A_file_beyond_four_gigabytes_is_read_at_both_ends()
    {
        const long length = 5L << 30;
        using var folder = new TempFolder();
        byte[] disc = Disc(new DiscShape());
        // Five pieces of a gigabyte less a sector, as a descriptor holds no more, and the rest in a sixth.
        const int most = (1 << 30) - Sector;
        Change(disc, RecordOf(disc, "inner"), record =>
        {
            BinaryPrimitives.WriteInt64LittleEndian(record[56..], length);
            BinaryPrimitives.WriteInt32LittleEndian(record[172..], 6 * 8);
            for (int piece = 0; piece < 6; piece++)
                WriteShort(record[(176 + piece * 8)..], (uint)(piece < 5 ? most : 5 * Sector), 1000 + piece * (most / Sector));
        });
        using (FileStream file = File.Create(folder["large.iso"]))
        {
            file.Write(disc);
            file.Position = Partition + 1000L * Sector;
            file.Write("begins"u8);
            file.Position = Partition + 1000L * Sector + length - 4;
            file.Write("ends"u8);
        }

        using var image = new FileMedium(folder["large.iso"]);
        Assert.True(UdfReader.TryRead(image, MediumBounds.Usual, out Medium? listing));

        MediumFile large = listing.Files[0];
        Assert.Equal((length, 1), (large.Length, large.Extents.Length));
        byte[] end = new byte[4];
        Assert.True(new ExtentReader(image, large.Extents, large.Length).TryReadExactly(length - 4, end));
        Assert.Equal("ends"u8, end);
        Assert.Contains($" {length} ", Linux.Tests.Tool.Run("7z", "l", "-tudf", folder["large.iso"]));
    }

    private static byte[] Disc(DiscShape shape) =>
        new UdfWriter(shape).Add("dir/inner", new byte[700]).Add("file", new byte[10]).Build();

    private static Medium Read(byte[] disc)
    {
        Assert.True(UdfReader.TryRead(new MemoryMedia(disc), MediumBounds.Usual, out Medium? listing));
        return listing;
    }

    private static IEnumerable<string> Paths(Medium listing) => listing.Files.Select(file => file.Path);

    private static void AssertRemark(Medium listing, string path, string words)
    {
        MediumRemark remark = Assert.Single(listing.Remarks);
        Assert.Equal(path, remark.Path);
        Assert.Contains(words, remark.Reason);
    }

    private static int Find(byte[] disc, string text) => disc.AsSpan().IndexOf(Encoding.Latin1.GetBytes(text));

    /// <summary>Byte of the file identifier with this name.</summary>
    private static int NameAt(byte[] disc, string name) => Find(disc, "\u0008" + name) - 38;

    /// <summary>Byte of the file's record.</summary>
    private static int RecordOf(byte[] disc, string name) =>
        Partition + Sector * BinaryPrimitives.ReadInt32LittleEndian(disc.AsSpan(NameAt(disc, name) + 24));

    private delegate void RecordChange(Span<byte> record);

    private static void Change(byte[] disc, int at, RecordChange change, int bytes = 0)
    {
        int covered = BinaryPrimitives.ReadUInt16LittleEndian(disc.AsSpan(at + 10));
        Span<byte> record = disc.AsSpan(at, bytes > 0 ? bytes : 16 + covered);
        change(record);
        BinaryPrimitives.WriteUInt16LittleEndian(record[10..], (ushort)(record.Length - 16));
        UdfSums.Renew(record);
    }

    private static void WriteShort(Span<byte> field, uint bits, int block)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(field, bits);
        BinaryPrimitives.WriteInt32LittleEndian(field[4..], block);
    }

    private static void WriteIndirect(byte[] disc, int at, int block)
    {
        byte[] entry = new byte[Sector];
        BinaryPrimitives.WriteUInt16LittleEndian(entry.AsSpan(20), 4);
        BinaryPrimitives.WriteInt32LittleEndian(entry.AsSpan(36), Sector);
        BinaryPrimitives.WriteInt32LittleEndian(entry.AsSpan(40), block);
        UdfSums.Seal(entry, 259, 0);
        entry.CopyTo(disc, at);
    }
}
