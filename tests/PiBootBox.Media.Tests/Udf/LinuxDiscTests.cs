using PiBootBox.Linux.Tests;
using PiBootBox.Media.Udf;

namespace PiBootBox.Media.Tests.Udf;

/// <summary>
/// Discs of mkudffs that the Linux kernel filled with files, deleted some, and wrote others in pieces
/// (tests/captures/udf/README.md).
/// </summary>
public sealed class LinuxDiscTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("short512")]
    [InlineData("inicb2048")]
    [InlineData("long4096")]
    [InlineData("old2048")]
    [InlineData("sparable2048")]
    public void Every_file_has_the_bytes_that_Linux_wrote(string name)
    {
        using FileMedium image = Unpack(name);
        var medium = new CheckedMedium(image);

        Assert.True(UdfReader.TryRead(medium, MediumBounds.Usual, out Medium? disc));

        Assert.Equal(name, disc.Label);
        SortedDictionary<string, byte[]> expected = Expected();
        Assert.Equal(expected.Keys, disc.Files.Select(file => file.Path));
        foreach (MediumFile file in disc.Files)
            DiscFolder.AssertSameBytes(expected[file.Path], file, image);
        Assert.True(disc.Files.Single(file => file.Path == "pieces").Extents.Length > 1);
        Assert.Equal(new DateTime(2024, 2, 29, 12, 34, 0), disc.Files[0].Modified.UtcDateTime, TimeSpan.FromMinutes(5));
        Assert.InRange(medium.Reads, 1, 60);
    }

    [Theory]
    [InlineData("short512")]
    [InlineData("sparable2048")]
    public void What_is_no_file_or_has_holes_is_remarked(string name)
    {
        using FileMedium image = Unpack(name);

        Assert.True(UdfReader.TryRead(image, MediumBounds.Usual, out Medium? disc));

        Assert.Equal(
            ["fifo: Is neither a file nor a folder.", "holes: Has parts that were never written to the disc."],
            disc.Remarks.Select(remark => $"{remark.Path}: {remark.Reason}"));
    }

    private FileMedium Unpack(string name)
    {
        Tool.Run("7z", "x", "-y", $"-o{_folder.Path}", $"{AppContext.BaseDirectory}/captures/udf/{name}.img.xz");
        return new FileMedium(_folder[$"{name}.img"]);
    }

    /// <summary>What the script in the README writes.</summary>
    private static SortedDictionary<string, byte[]> Expected()
    {
        var files = new SortedDictionary<string, byte[]>(StringComparer.Ordinal)
        {
            ["sources/boot.wim"] = Numbers(1, 60000),
            ["small"] = Numbers(1, 3),
            ["link"] = Numbers(1, 3),
            ["deep/a/up"] = Numbers(1, 3),
            ["hard"] = Numbers(1, 3),
            ["empty"] = [],
            ["pieces"] = [.. Enumerable.Range(1, 40).SelectMany(first => Numbers(first, first + 400))],
            ["later"] = Numbers(1, 5000),
            ["启动 文件.txt"] = Numbers(1, 9),
            ["Grüße.txt"] = Numbers(1, 8),
            [new string('n', 120) + ".long"] = Numbers(1, 7),
            ["deep/a/b/c/d"] = Numbers(1, 6),
        };
        foreach (int index in Enumerable.Range(1, 200).Except([7, 77]))
            files.Add($"many/file-{index}", Numbers(index, index));
        return files;
    }

    private static byte[] Numbers(int first, int last) =>
        [.. Enumerable.Range(first, last - first + 1).SelectMany(number => System.Text.Encoding.ASCII.GetBytes($"{number}\n"))];
}
