using PiBootBox.Media.Udf;

namespace PiBootBox.Media.Tests.Udf;

/// <summary>
/// Kinds of discs that no program at hand fills with files: written by <see cref="UdfWriter"/>, and read by 7-Zip too
/// where it knows the kind.
/// </summary>
public sealed class DiscShapeTests : IDisposable
{
    private readonly DiscFolder _folder = new();

    public static TheoryData<DiscShape> Shapes
    {
        get
        {
            var shapes = new TheoryData<DiscShape>();
            foreach (PartitionKind kind in Enum.GetValues<PartitionKind>())
            {
                for (int form = 0; form < 4; form++)
                    shapes.Add(new DiscShape(512, kind, form, Extended: form != 1, PieceBlocks: 2, PerRecord: 3));
                shapes.Add(new DiscShape(2048, kind));
                shapes.Add(new DiscShape(4096, kind, Form: 1, Extended: true));
            }
            return shapes;
        }
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Every_file_has_its_bytes(DiscShape shape)
    {
        (byte[] disc, Dictionary<string, byte[]> files) = Sample(shape);
        var medium = new MemoryMedia(disc);

        Assert.True(UdfReader.TryRead(medium, MediumBounds.Usual, out Medium? listing));

        Assert.Empty(listing.Remarks);
        Assert.Equal("MADE BY TEST", listing.Label);
        Assert.Equal(files.Keys.Order(StringComparer.Ordinal), listing.Files.Select(file => file.Path));
        foreach (MediumFile file in listing.Files)
        {
            DiscFolder.AssertSameBytes(files[file.Path], file, medium);
            Assert.Equal(new DateTimeOffset(2024, 2, 29, 11, 34, 56, TimeSpan.Zero), file.Modified);
        }
    }

    [Theory]
    [InlineData(512, PartitionKind.Physical, 0, 2)]
    [InlineData(2048, PartitionKind.Physical, 1, 2)]
    [InlineData(2048, PartitionKind.Metadata, 0, 1000)]
    [InlineData(2048, PartitionKind.Metadata, 3, 1000)]
    public void So_says_7zip(int sector, PartitionKind kind, int form, int pieceBlocks)
    {
        (byte[] disc, _) = Sample(new DiscShape(sector, kind, form, Extended: true, pieceBlocks));
        File.WriteAllBytes(_folder.Image, disc);
        using var medium = new FileMedium(_folder.Image);

        Assert.True(UdfReader.TryRead(medium, MediumBounds.Usual, out Medium? listing));

        MediumFiles.AssertSame(MediumFiles.Of(_folder.ExtractWith7Zip()), MediumFiles.Of(medium, listing));
    }

    private static (byte[] Disc, Dictionary<string, byte[]> Files) Sample(DiscShape shape)
    {
        var files = new Dictionary<string, byte[]>
        {
            ["bootmgr"] = Noise(100, seed: 1),
            ["empty"] = [],
            ["sources/boot.wim"] = Noise(20 * shape.Sector + 1, seed: 2),
            ["sources/install.wim"] = Noise(shape.Sector, seed: 3),
            ["启动/Grüße.txt"] = Noise(5 * shape.Sector - 1, seed: 4),
        };
        var writer = new UdfWriter(shape);
        foreach ((string path, byte[] content) in files)
            writer.Add(path, content);
        return (writer.Build(), files);
    }

    private static byte[] Noise(int bytes, int seed)
    {
        byte[] noise = new byte[bytes];
        new Random(seed).NextBytes(noise);
        return noise;
    }
}
