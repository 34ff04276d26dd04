using System.Buffers.Binary;
using System.Text;
using PiBootBox.Linux.Tests;
using PiBootBox.Media.Iso9660;

namespace PiBootBox.Media.Tests.Iso9660;

/// <summary>What a disc may hold besides files that can be served as they lie.</summary>
public sealed class OddContentTests : IDisposable
{
    private readonly TempFolder _temp = new();

    public void Dispose() => _temp.Dispose();

    [Fact]
    public void A_compressed_file_is_not_served_as_if_it_were_not()
    {
        string tree = Directory.CreateDirectory(_temp["tree"]).FullName;
        File.WriteAllBytes(Path.Combine(tree, "zeros"), new byte[300_000]);
        File.WriteAllText(Path.Combine(tree, "short"), "short");
        string disc = _temp["disc.iso"];
        Tool.Run("xorriso", "-outdev", disc, "-map", tree, "/", "-set_filter", "--zisofs", "/zeros", "--", "-commit");

        Medium listing = Read(File.ReadAllBytes(disc));

        Assert.Equal("short", Assert.Single(listing.Files).Path);
        Assert.Contains("compressed", Assert.Single(listing.Remarks, r => r.Path == "zeros").Reason);
    }

    [Fact]
    public void A_pipe_is_no_file()
    {
        string tree = Directory.CreateDirectory(_temp["tree"]).FullName;
        Tool.Run("mkfifo", Path.Combine(tree, "pipe"));
        Tool.Run("xorriso", "-as", "mkisofs", "-quiet", "-R", "-o", _temp["disc.iso"], tree);

        Medium listing = Read(File.ReadAllBytes(_temp["disc.iso"]));

        Assert.Empty(listing.Files);
        Assert.Contains("pipe", Assert.Single(listing.Remarks).Reason);
    }

    [Fact]
    public void An_extended_attribute_record_shifts_the_bytes()
    {
        byte[] disc = SmallDiscs.RockRidge();
        MediumFile before = Read(disc).Files.Single(f => f.Path == "casper/casper-kernel");
        disc[DiscRecords.Of(disc, "casper-kernel") + 1] = 1;

        MediumFile after = Read(disc).Files.Single(f => f.Path == before.Path);

        Assert.Equal(before.Extents[0].Offset + 2048, after.Extents[0].Offset);
    }

    [Fact]
    public void An_interleaved_file_is_passed_over()
    {
        byte[] disc = SmallDiscs.RockRidge();
        disc[DiscRecords.Of(disc, "KERNEL") + 26] = 1;

        Medium listing = Read(disc);

        Assert.DoesNotContain(listing.Files, f => f.Path == "KERNEL");
        Assert.Contains("interleaved", Assert.Single(listing.Remarks, r => r.Path == "KERNEL").Reason);
    }

    [Fact]
    public void A_file_with_holes_is_passed_over()
    {
        byte[] disc = SmallDiscs.RockRidge();
        int record = DiscRecords.Of(disc, "KERNEL");
        int times = record + disc.AsSpan(record, disc[record]).IndexOf("TF"u8);
        "SF"u8.CopyTo(disc.AsSpan(times));

        Medium listing = Read(disc);

        Assert.DoesNotContain(listing.Files, f => f.Path == "KERNEL");
        Assert.Contains("holes", Assert.Single(listing.Remarks, r => r.Path == "KERNEL").Reason);
    }

    [Fact]
    public void A_file_whose_further_sections_are_missing_is_passed_over()
    {
        byte[] disc = SmallDiscs.RockRidge();
        disc[DiscRecords.Of(disc, "package-05.deb") + 25] |= 0x80;

        Medium listing = Read(disc);

        Assert.DoesNotContain(listing.Files, f => f.Path == "crowd/package-05.deb");
        Assert.Contains(listing.Files, f => f.Path == "crowd/package-06.deb");
        Assert.Contains(listing.Remarks, r => r.Path == "crowd/package-05.deb");
    }

    [Theory]
    [InlineData(512)]
    [InlineData(1024)]
    public void Blocks_may_be_smaller_than_a_sector(int blockSize)
    {
        byte[] disc = SmallDiscs.Make("xorriso", "--norock", rockRidge: false);
        SortedDictionary<string, string> before = MediumFiles.Of(new MemoryMedia(disc), Read(disc));

        BinaryPrimitives.WriteUInt16LittleEndian(disc.AsSpan(16 * 2048 + 128), (ushort)blockSize);
        foreach (int record in DiscRecords.Folders(disc))
            BinaryPrimitives.WriteInt32LittleEndian(disc.AsSpan(record + 2), BinaryPrimitives.ReadInt32LittleEndian(disc.AsSpan(record + 2)) * (2048 / blockSize));

        MediumFiles.AssertSame(before, MediumFiles.Of(new MemoryMedia(disc), Read(disc)));
    }

    [Fact]
    public void Fields_of_Rock_Ridge_may_lie_behind_those_of_XA()
    {
        byte[] disc = SmallDiscs.Make("genisoimage", "-R -XA", rockRidge: true);
        Assert.Contains("XA", Encoding.ASCII.GetString(disc, BinaryPrimitives.ReadInt32LittleEndian(disc.AsSpan(16 * 2048 + 158)) * 2048 + 34, 14));

        Assert.Contains(Read(disc).Files, f => f.Path == "casper/casper-kernel");
    }

    [Fact]
    public void A_thousand_files_are_listed_in_few_reads()
    {
        string tree = _temp["tree"];
        for (int i = 0; i < 1000; i++)
        {
            string folder = Path.Combine(tree, $"pool/main/{i % 20}");
            if (i < 20)
                Directory.CreateDirectory(folder);
            File.Create(Path.Combine(folder, $"a-package-with-a-name-as-long-as-they-have-in-debian-{i}_1.2.3-4_amd64.deb")).Dispose();
        }
        Tool.Run("xorriso", "-as", "mkisofs", "-quiet", "-R", "-o", _temp["disc.iso"], tree);
        using var file = new FileMedium(_temp["disc.iso"]);
        var medium = new CheckedMedium(file);

        Assert.True(Iso9660Reader.TryRead(medium, MediumBounds.Usual, out Medium? listing));

        Assert.Equal(1000, listing.Files.Count);
        // Each stretch of 64 KiB once: the disc of empty files is nearly all folders.
        Assert.InRange(medium.Reads, 1, file.Length / 65536 + 1);
    }

    private static Medium Read(byte[] disc)
    {
        Assert.True(Iso9660Reader.TryRead(new MemoryMedia(disc), MediumBounds.Usual, out Medium? listing));
        return listing;
    }
}
