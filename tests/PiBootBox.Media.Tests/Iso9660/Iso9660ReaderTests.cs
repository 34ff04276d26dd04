using PiBootBox.Linux.Tests;
using PiBootBox.Media.Iso9660;

namespace PiBootBox.Media.Tests.Iso9660;

/// <summary>Discs made by the usual programs; every name and byte is compared with what other readers make of them.</summary>
public sealed class Iso9660ReaderTests : IDisposable
{
    private readonly TempFolder _temp = new();

    public void Dispose() => _temp.Dispose();

    [Theory]
    [InlineData("xorriso", "-R")]
    [InlineData("xorriso", "-R -J")]
    [InlineData("xorriso", "-R -J -partition_offset 16")]
    [InlineData("genisoimage", "-R")]
    [InlineData("genisoimage", "-R -D")]
    public void Rock_Ridge_gives_the_names_links_and_times_of_the_folder(string tool, string options)
    {
        string tree = SampleTree.Make(_temp["tree"]);
        string disc = Make(tool, options, tree);

        (Medium listing, SortedDictionary<string, string> files) = Read(disc);

        MediumFiles.AssertSame(MediumFiles.Of(tree), files);
        MediumFiles.AssertSame(MediumFiles.Of(Osirrox(disc)), files);
        // bsdtar loses the slash between two SL entries that genisoimage wrote.
        Assert.True(files.Remove("sizes/" + SampleTree.LongLink));
        SortedDictionary<string, string> bsdtar = MediumFiles.Of(Bsdtar(disc));
        bsdtar.Remove("sizes/" + SampleTree.LongLink);
        MediumFiles.AssertSame(bsdtar, files);
        Assert.Equal("SAMPLE", listing.Label);
        Assert.All(listing.Files, f => Assert.Equal(new DateTimeOffset(2024, 2, 29, 12, 34, 56, TimeSpan.Zero), f.Modified));
    }

    [Theory]
    [InlineData("xorriso", "-J -joliet-long")]
    [InlineData("genisoimage", "-J -D")]
    public void Joliet_gives_the_names_where_there_is_no_Rock_Ridge(string tool, string options)
    {
        string tree = SampleTree.Make(_temp["tree"], rockRidge: false);
        string disc = Make(tool, options + (tool == "xorriso" ? " --norock" : ""), tree);

        (_, SortedDictionary<string, string> files) = Read(disc);

        MediumFiles.AssertSame(MediumFiles.Of(tree), files);
        MediumFiles.AssertSame(MediumFiles.Of(SevenZip(disc)), files);
        MediumFiles.AssertSame(MediumFiles.Of(Bsdtar(disc)), files);
    }

    [Theory]
    [InlineData("xorriso", "-iso-level 1 --norock")]
    [InlineData("xorriso", "-iso-level 3 --norock")]
    [InlineData("genisoimage", "-iso-level 1")]
    [InlineData("genisoimage", "-iso-level 2")]
    [InlineData("genisoimage", "-iso-level 4")]
    public void A_plain_disc_gives_its_plain_names(string tool, string options)
    {
        string disc = Make(tool, options, SampleTree.Make(_temp["tree"], rockRidge: false));

        (_, SortedDictionary<string, string> files) = Read(disc);

        MediumFiles.AssertSame(MediumFiles.Of(SevenZip(disc)), files);
        MediumFiles.AssertSame(MediumFiles.Of(Bsdtar(disc)), files);
        Assert.Contains(files.Keys, k => k.Equals("KERNEL", StringComparison.OrdinalIgnoreCase));
    }

    private string Make(string tool, string options, string tree)
    {
        string disc = _temp["disc.iso"];
        string[] front = tool == "xorriso" ? ["-as", "mkisofs"] : [];
        Tool.Run(tool, [.. front, "-quiet", "-V", "SAMPLE", .. options.Split(' '), "-o", disc, tree]);
        return disc;
    }

    private static (Medium, SortedDictionary<string, string>) Read(string disc)
    {
        using var file = new FileMedium(disc);
        Assert.True(Iso9660Reader.TryRead(new CheckedMedium(file), MediumBounds.Usual, out Medium? listing));
        return (listing, MediumFiles.Of(file, listing));
    }

    private string Bsdtar(string disc)
    {
        string folder = Directory.CreateDirectory(_temp["bsdtar"]).FullName;
        Tool.Run("bsdtar", "-x", "-f", disc, "-C", folder);
        return folder;
    }

    private string Osirrox(string disc)
    {
        Tool.Run("xorriso", "-osirrox", "on", "-indev", disc, "-extract", "/", _temp["osirrox"], "-rollback_end");
        return _temp["osirrox"];
    }

    private string SevenZip(string disc)
    {
        Tool.Run("7z", "x", "-y", "-o" + _temp["7z"], disc);
        return _temp["7z"];
    }
}
