using PiBootBox.Linux.Tests;
using PiBootBox.Media.Udf;

namespace PiBootBox.Media.Tests.Udf;

/// <summary>Every kind of disc that mkudffs makes opens: all it has is a root folder.</summary>
public sealed class EmptyDiscTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(512, "hd", "1.01")]
    [InlineData(1024, "hd", "1.50")]
    [InlineData(4096, "hd", "2.01")]
    [InlineData(8192, "hd", "2.01")]
    [InlineData(32768, "hd", "2.01")]
    [InlineData(2048, "dvd", "2.00")]
    [InlineData(2048, "dvdram", "2.01")]
    [InlineData(2048, "dvdrw", "2.01")]
    [InlineData(2048, "dvdr", "2.01")]
    [InlineData(2048, "cdrw", "2.01")]
    [InlineData(2048, "cdr", "1.50")]
    [InlineData(2048, "cdr", "2.01")]
    [InlineData(2048, "bdr", "2.50")]
    public void It_opens(int block, string media, string revision)
    {
        Tool.Run("mkudffs", "--utf8", "--new-file", "-l", "Leer 空", "-b", $"{block}", "-m", media, "-r", revision, _folder["disc"],
            $"{Math.Max(2000, 16 * 1024 * 1024 / block)}");
        using var image = new FileMedium(_folder["disc"]);
        var medium = new CheckedMedium(image);

        Assert.True(UdfReader.TryRead(medium, MediumBounds.Usual, out Medium? disc));

        Assert.Equal("Leer 空", disc.Label);
        Assert.Empty(disc.Files);
        Assert.Empty(disc.Remarks);
        Assert.InRange(medium.Reads, 1, 30);
    }
}
