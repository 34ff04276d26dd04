using System.Diagnostics;
using System.Text;
using PiBootBox.Linux.Tests;
using PiBootBox.Media.Iso9660;

namespace PiBootBox.Media.Tests.Iso9660;

/// <summary>A file over 4 GiB, which a disc holds in several extents: 32 bits give the length of each.</summary>
public sealed class LargeFileTests : IDisposable
{
    private const long Length = (2L << 32) + 123_456;

    /// <summary>xorriso writes all folders before the first file, so the front of a disc is enough for the test.</summary>
    private const int Front = 4 * 1024 * 1024;

    private const int MarkLength = 20;

    private readonly TempFolder _temp = new();

    public void Dispose() => _temp.Dispose();

    [Fact]
    public void Its_extents_are_one_and_every_offset_leads_to_the_right_byte()
    {
        string disc = MakeFront();
        List<(long Offset, long Length)> sections = Sections(disc);
        Assert.Equal(3, sections.Count);
        Assert.Equal(Length, sections.Sum(s => s.Length));
        long[] marks = Mark(disc, sections);

        using var file = new FileMedium(disc);
        Assert.True(Iso9660Reader.TryRead(new CheckedMedium(file), MediumBounds.Usual, out Medium? listing));
        Assert.Empty(listing.Remarks);
        MediumFile large = Assert.Single(listing.Files, f => f.Path == "sources/install.wim");
        Assert.Equal(Length, large.Length);
        Assert.Equal(sections[0].Offset, Assert.Single(large.Extents).Offset);

        var reader = new ExtentReader(file, large.Extents, large.Length);
        foreach (long at in marks)
        {
            byte[] bytes = new byte[MarkLength];
            Assert.Equal(MarkLength, reader.Read(at, bytes));
            Assert.Equal(MarkOf(at), Encoding.ASCII.GetString(bytes));
        }
    }

    private string MakeFront()
    {
        string tree = Directory.CreateDirectory(_temp["tree/sources"]).Parent!.FullName;
        using (FileStream large = File.Create(Path.Combine(tree, "sources/install.wim")))
            large.SetLength(Length);
        File.WriteAllText(Path.Combine(tree, "behind.txt"), "behind");

        string disc = _temp["disc.iso"];
        using Process writer = Process.Start(new ProcessStartInfo(
            "xorriso", ["-as", "mkisofs", "-quiet", "-R", "-iso-level", "3", "-o", "-", tree])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        byte[] front = new byte[Front];
        writer.StandardOutput.BaseStream.ReadExactly(front);
        writer.Kill();
        writer.WaitForExit();
        using FileStream file = File.Create(disc);
        file.Write(front);
        // The volume's own size, in blocks.
        file.SetLength(BitConverter.ToUInt32(front, 16 * 2048 + 80) * 2048L);
        return disc;
    }

    private static string MarkOf(long offset) => $"{offset,MarkLength}";

    /// <summary>Writes words round the ends of the sections, where xorriso says that they are.</summary>
    /// <returns>Offsets in the file.</returns>
    private static long[] Mark(string disc, List<(long Offset, long Length)> sections)
    {
        using FileStream file = File.OpenWrite(disc);
        var marks = new List<long>();
        long start = 0;
        foreach ((long offset, long length) in sections)
        {
            foreach (long within in new[] { 0, length / 2, length - MarkLength })
            {
                file.Position = offset + within;
                file.Write(Encoding.ASCII.GetBytes(MarkOf(start + within)));
                marks.Add(start + within);
            }
            start += length;
        }
        return [.. marks];
    }

    /// <summary>Lines such as "File data lba:  0 ,  45 , 2097151 , 8590058048 , '/sources/install.wim'": number, block, blocks, bytes of the whole.</summary>
    private static List<(long Offset, long Length)> Sections(string disc)
    {
        var sections = new List<(long Offset, long Length)>();
        foreach (string line in Tool.Run("xorriso", "-indev", disc, "-find", "/sources/install.wim", "-exec", "report_lba").Split('\n'))
        {
            if (!line.StartsWith("File data lba:"))
                continue;
            string[] words = line["File data lba:".Length..].Split(',');
            long rest = long.Parse(words[3]) - sections.Sum(s => s.Length);
            sections.Add((long.Parse(words[1]) * 2048, Math.Min(long.Parse(words[2]) * 2048, rest)));
        }
        return sections;
    }
}
