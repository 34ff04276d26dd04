using PiBootBox.Media.Udf;

namespace PiBootBox.Media.Tests.Udf;

/// <summary>Discs as Windows' are, made by genisoimage; 7-Zip reads them a second time.</summary>
public sealed class BridgeDiscTests : IDisposable
{
    private readonly DiscFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Every_file_has_the_bytes_that_7zip_reads()
    {
        _folder.Put("sources/boot.wim", bytes: 3_000_001, seed: 1);
        _folder.Put("boot/bcd", bytes: 16_384, seed: 2);
        _folder.Put("efi/microsoft/boot/fonts/segmono_boot.ttf", bytes: 2048, seed: 3);
        _folder.Put("setup.exe", bytes: 2047, seed: 4);
        _folder.Put("empty", []);
        _folder.Put("Grüße.txt", bytes: 1, seed: 5);
        _folder.Put("启动/启动 文件.txt", bytes: 5, seed: 6);
        _folder.Put(new string('n', 120) + ".long", bytes: 7, seed: 7);
        _folder.MakeBridge("-V", "CCCOMA_X64FRE_EN-US_DV9");

        using var image = new FileMedium(_folder.Image);
        Assert.True(UdfReader.TryRead(image, MediumBounds.Usual, out Medium? disc));

        Assert.Equal((MediumFormat.Udf, "CCCOMA_X64FRE_EN-US_DV9"), (disc.Format, disc.Label));
        Assert.Empty(disc.Remarks);
        MediumFiles.AssertSame(MediumFiles.Of(_folder.ExtractWith7Zip()), MediumFiles.Of(image, disc));
        MediumFiles.AssertSame(MediumFiles.Of(_folder.Source), MediumFiles.Of(image, disc));
    }

    [Fact]
    public void A_file_keeps_its_time_to_the_second()
    {
        _folder.Put("bootmgr", bytes: 10, seed: 1);
        var written = new DateTime(2021, 6, 5, 4, 3, 2, DateTimeKind.Utc);
        File.SetLastWriteTimeUtc(Path.Combine(_folder.Source, "bootmgr"), written);
        _folder.MakeBridge();

        Assert.Equal(written, Assert.Single(Read().Files).Modified.UtcDateTime);
    }

    [Fact]
    public void A_thousand_files_are_listed_with_some_hundred_reads()
    {
        for (int index = 0; index < 1000; index++)
            _folder.Put($"sources/part{index % 37}/deeper/file-{index}.dll", bytes: index % 5000, seed: index);
        _folder.MakeBridge();

        using var image = new FileMedium(_folder.Image);
        var medium = new CheckedMedium(image);
        Assert.True(UdfReader.TryRead(medium, MediumBounds.Usual, out Medium? disc));

        Assert.Equal(1000, disc.Files.Count);
        Assert.InRange(medium.Reads, 1, 150);
    }

    [Fact]
    public void Of_an_image_that_is_cut_short_the_whole_files_are_listed_and_the_others_remarked()
    {
        _folder.Put("a-first", bytes: 100_000, seed: 1);
        _folder.Put("z-last", bytes: 1_000_000, seed: 2);
        _folder.MakeBridge();
        using (FileStream image = File.OpenWrite(_folder.Image))
            image.SetLength(image.Length - 800_000);

        Medium disc = Read();

        Assert.Equal("a-first", Assert.Single(disc.Files).Path);
        MediumRemark remark = Assert.Single(disc.Remarks);
        Assert.Equal("z-last", remark.Path);
        Assert.Contains("cut short, copy it again", remark.Reason);
    }

    [Fact]
    public void Cut_before_the_records_it_says_so_without_a_path()
    {
        _folder.Put("bootmgr", bytes: 10, seed: 1);
        _folder.MakeBridge();
        using (FileStream image = File.OpenWrite(_folder.Image))
            image.SetLength(100 * 2048);

        Medium disc = Read();

        Assert.Empty(disc.Files);
        MediumRemark remark = Assert.Single(disc.Remarks);
        Assert.Equal("", remark.Path);
        Assert.Contains("copy it again", remark.Reason);
    }

    [Fact]
    public void More_files_than_the_bounds_allow_are_passed_over_with_a_remark()
    {
        for (int index = 0; index < 30; index++)
            _folder.Put($"file-{index}", bytes: 10, seed: index);
        _folder.MakeBridge();

        Medium disc = Read(MediumBounds.Usual with { Files = 20 });

        Assert.Equal(20, disc.Files.Count);
        Assert.Equal("", Assert.Single(disc.Remarks).Path);
    }

    [Fact]
    public void Folders_too_deep_are_passed_over_with_a_remark()
    {
        _folder.Put("a/b/c/d", bytes: 10, seed: 1);
        _folder.Put("a/b/e", bytes: 10, seed: 2);
        _folder.MakeBridge();

        Medium disc = Read(MediumBounds.Usual with { Depth = 2 });

        Assert.Equal("a/b/e", Assert.Single(disc.Files).Path);
        Assert.Equal("a/b/c", Assert.Single(disc.Remarks).Path);
    }

    [Fact]
    public void A_plain_ISO_is_no_UDF()
    {
        _folder.Put("README", bytes: 10, seed: 1);
        Linux.Tests.Tool.Run("genisoimage", "-quiet", "-o", _folder.Image, _folder.Source);
        using var image = new FileMedium(_folder.Image);

        Assert.False(UdfReader.TryRead(image, MediumBounds.Usual, out _));
    }

    private Medium Read(MediumBounds? bounds = null)
    {
        using var image = new FileMedium(_folder.Image);
        Assert.True(UdfReader.TryRead(image, bounds ?? MediumBounds.Usual, out Medium? disc));
        return disc;
    }
}
