using System.Buffers.Binary;
using PiBootBox.Media.Udf;

namespace PiBootBox.Media.Tests.Udf;

/// <summary>
/// Whatever a disc claims, reading it ends soon, stays within its bounds and within the image, and what is listed is
/// there. The sums are made right again after most changes, so that the readers behind them are reached.
/// </summary>
public class HostileUdfTests
{
    private static readonly MediumBounds Bounds = new(Files: 200, Depth: 8, FolderBytes: 256 * 1024);

    /// <summary>Records, paths and extents are paid from the bounds' bytes; the rest is buffers and a fixed number of remarks.</summary>
    private const long MostAllocated = 2 * 1024 * 1024;

    /// <summary>Of 64 KiB: eight pieces are kept of an image that has five.</summary>
    private const int MostReads = 40;

    private static readonly int[] Extremes =
        [0, 1, 2, 4, 255, 0x7FFF, 0xFFFF, 0x3FFF_FFFF, 0x4000_0200, -0x8000_0000, -0x4000_0000, -1, 0x7FFF_FFFF];

    private readonly List<(byte[] Disc, int[] Records)> _seeds = [];

    public HostileUdfTests()
    {
        foreach (PartitionKind kind in Enum.GetValues<PartitionKind>())
        {
            for (int form = 0; form < 4; form++)
                AddSeed(new DiscShape(512, kind, form, Extended: form > 1, PieceBlocks: 1, PerRecord: 2));
        }
    }

    [Fact]
    public void No_change_of_a_disc_makes_a_reader_fail()
    {
        int cases = Environment.GetEnvironmentVariable("LAB_FULL") == "1" ? 200_000 : 4_000;
        int opened = 0;
        byte[] disc = new byte[_seeds.Max(seed => seed.Disc.Length)];
        for (int number = 0; number < cases; number++)
        {
            var random = new Random(number);
            (byte[] seed, int[] records) = _seeds[number % _seeds.Count];
            seed.CopyTo(disc, 0);
            for (int change = random.Next(1, 5); change > 0; change--)
                Change(random, disc.AsSpan(0, seed.Length), records);
            int length = random.Next(8) == 0 ? random.Next(seed.Length) : seed.Length;

            Exception? thrown = Record.Exception(() => opened += Read(disc.AsMemory(0, length)) ? 1 : 0);

            Assert.True(thrown is null, $"case {number}: {thrown}");
        }
        // Most changes leave files to list: the readers behind the sums were reached.
        Assert.InRange(opened, cases / 2, cases);
    }

    /// <returns>Files were listed.</returns>
    private static bool Read(ReadOnlyMemory<byte> disc)
    {
        var medium = new CheckedMedium(new MemoryMedia(disc));
        long before = GC.GetAllocatedBytesForCurrentThread();
        bool isUdf = UdfReader.TryRead(medium, Bounds, out Medium? listing);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, MostAllocated);
        Assert.InRange(medium.Reads, 0, MostReads);
        if (!isUdf)
            return false;

        Assert.InRange(listing!.Files.Count, 0, Bounds.Files);
        string previous = "";
        foreach (MediumFile file in listing.Files)
        {
            Assert.True(string.CompareOrdinal(previous, file.Path) < 0, "out of order, or twice");
            previous = file.Path;
            Assert.All(file.Path.Split('/'), name => Assert.True(FileName.IsFit(name)));
            long length = 0;
            foreach (Extent extent in file.Extents)
            {
                Assert.InRange(extent.Length, 1, disc.Length - extent.Offset);
                Assert.InRange(extent.Offset, 0, disc.Length);
                length += extent.Length;
            }
            Assert.Equal(file.Length, length);
        }
        return listing.Files.Count > 0;
    }

    private static void Change(Random random, Span<byte> disc, int[] records)
    {
        int at = records[random.Next(records.Length)];
        int covered = 16 + BinaryPrimitives.ReadUInt16LittleEndian(disc[(at + 10)..]);
        Span<byte> record = disc.Slice(at, Math.Min(Math.Max(covered, 24), disc.Length - at));
        int place = random.Next(16, Math.Clamp(record.Length, 24, 500) - 4);
        switch (random.Next(6))
        {
            case 0:
                record[place] = (byte)random.Next(256);
                break;
            case 1:
                // Fields lie at even places; long ones, and those of counts and lengths, often at multiples of four.
                BinaryPrimitives.WriteInt32LittleEndian(record[(place & ~3)..], Extremes[random.Next(Extremes.Length)]);
                break;
            case 2:
                BinaryPrimitives.WriteInt16LittleEndian(record[(place & ~1)..], (short)Extremes[random.Next(Extremes.Length)]);
                break;
            case 3:
                // A small number where a block number may stand: another record, or a folder above.
                BinaryPrimitives.WriteInt32LittleEndian(record[(place & ~3)..], random.Next(64));
                break;
            case 4:
                // One record over another: loops, and two names for one thing.
                Span<byte> other = disc[records[random.Next(records.Length)]..];
                record[..Math.Min(record.Length, Math.Min(other.Length, 512))].CopyTo(other);
                return;
            default:
                disc[at + random.Next(Math.Min(512, disc.Length - at))] ^= (byte)(1 << random.Next(8));
                return;
        }
        UdfSums.Renew(record);
    }

    private void AddSeed(DiscShape shape)
    {
        byte[] disc = new UdfWriter(shape)
            .Add("bootmgr", new byte[100])
            .Add("efi/boot/bootx64.efi", new byte[700])
            .Add("sources/boot.wim", new byte[5000])
            .Add("sources/启动.txt", new byte[1])
            .Add("link", [5, 7, 0, 0, 8, .. "source"u8, 3, 0, 0, 0], type: 12)
            .Build();
        var records = new List<int>();
        for (int at = 32768; at + 16 <= disc.Length; at += 4)
        {
            ReadOnlySpan<byte> tag = disc.AsSpan(at, 16);
            byte sum = 0;
            foreach (byte value in tag)
                sum += value;
            if (sum != 0 && (byte)(sum - tag[4]) == tag[4] && tag[2] == 3)
                records.Add(at);
        }
        _seeds.Add((disc, [.. records]));
    }
}
