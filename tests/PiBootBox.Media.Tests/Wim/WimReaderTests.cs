using PiBootBox.Linux.Tests;
using PiBootBox.Media.Tests.Udf;
using PiBootBox.Media.Udf;
using PiBootBox.Media.Wim;

namespace PiBootBox.Media.Tests.Wim;

/// <summary>WIM files made by wimlib, and its own words about them.</summary>
public sealed class WimReaderTests : IDisposable
{
    private readonly DiscFolder _folder = new();
    private readonly TempFolder _wims = new();

    public WimReaderTests()
    {
        _folder.Put("Windows/System32/startnet.cmd", "wpeinit\r\n"u8.ToArray());
        _folder.Put("Windows/System32/noise.dll", bytes: 300_000, seed: 1);
    }

    public void Dispose()
    {
        _folder.Dispose();
        _wims.Dispose();
    }

    [Theory]
    [InlineData("none", WimCompression.None)]
    [InlineData("XPRESS", WimCompression.Xpress)]
    [InlineData("LZX", WimCompression.Lzx)]
    [InlineData("LZMS", WimCompression.Lzms)]
    public void The_list_says_what_wimlib_says(string compress, WimCompression compression)
    {
        string file = Capture("boot.wim", "Windows PE <x64> & \"Grüße\"", "Beschreibung", $"--compress={compress}",
            "--image-property", "WINDOWS/ARCH=9");
        Append(file, "Setup 安装", "", "--image-property", "WINDOWS/ARCH=12", "--boot");
        Append(file, "No Windows", "ARCH stands elsewhere", "--image-property", "WINDOWS/VERSION/ARCH=9");

        WimFile wim = Read(file);

        Assert.Equal((compression, compression == WimCompression.Lzms, false), (wim.Compression, wim.IsEsd, wim.IsSplit));
        Assert.Equal((2, true, 3, null), (wim.BootIndex, wim.IsBootable, wim.ImageCount, wim.Flaw));
        Assert.Equal(WordsOfWimlib(file), Array.ConvertAll([.. wim.Images], Words));
        Assert.Equal([WimArchitecture.X64, WimArchitecture.Arm64, null], wim.Images.Select(image => image.Architecture));
    }

    [Fact]
    public void A_file_without_an_image_to_start_says_so()
    {
        WimFile wim = Read(Capture("install.wim", "Pro", ""));

        Assert.Equal((0, false, 1), (wim.BootIndex, wim.IsBootable, wim.Images.Count));
    }

    [Fact]
    public void A_solid_file_is_known()
    {
        WimFile wim = Read(Capture("install.esd", "Pro", "", "--solid"));

        Assert.True(wim.IsEsd);
        Assert.Equal((WimCompression.Lzms, "Pro"), (wim.Compression, Assert.Single(wim.Images).Name));
    }

    [Fact]
    public void A_split_file_tells_its_part()
    {
        string whole = Capture("install.wim", "Pro", "");
        Tool.Run("wimlib-imagex", "split", whole, _wims["part.swm"], "0.1");

        WimFile second = Read(_wims["part2.swm"]);

        Assert.True(second.IsSplit);
        Assert.Contains($"Part Number:    {second.Part}/{second.Parts}\n", Tool.Run("wimlib-imagex", "info", _wims["part2.swm"]));
        Assert.Equal("Pro", Assert.Single(second.Images).Name);
    }

    [Fact]
    public void It_is_read_from_within_a_disc()
    {
        string file = Capture("boot.wim", "Windows PE", "", "--boot");
        _folder.Put("sources/boot.wim", File.ReadAllBytes(file));
        _folder.MakeBridge();
        using var image = new FileMedium(_folder.Image);
        Assert.True(UdfReader.TryRead(image, MediumBounds.Usual, out Medium? disc));
        MediumFile wim = disc.Files.Single(listed => listed.Path == "sources/boot.wim");

        Assert.True(WimReader.TryRead(new ExtentReader(image, wim.Extents, wim.Length), out WimFile? read));

        Assert.Equal("Windows PE", Assert.Single(read.Images).Name);
    }

    [Fact]
    public void A_file_that_is_cut_short_is_a_WIM_without_a_list()
    {
        byte[] whole = File.ReadAllBytes(Capture("boot.wim", "Windows PE", "", "--boot"));

        Assert.True(WimReader.TryRead(new MemoryMedia(whole.AsMemory(0, whole.Length / 2)), out WimFile? wim));

        Assert.Empty(wim.Images);
        Assert.Contains("cut short, copy it again", wim.Flaw);
        Assert.Equal((1, 1), (wim.BootIndex, wim.ImageCount));
    }

    [Fact]
    public void What_does_not_begin_as_a_WIM_is_none()
    {
        Assert.False(WimReader.TryRead(new MemoryMedia(new byte[4096]), out _));
        Assert.False(WimReader.TryRead(new MemoryMedia("MSWIM\0\0\0"u8.ToArray()), out _));
    }

    private string Capture(string name, string label, string description, params string[] options)
    {
        string file = _wims[name];
        Tool.Run("wimlib-imagex", ["capture", _folder.Source, file, label, description, .. options]);
        return file;
    }

    private void Append(string file, string label, string description, params string[] options) =>
        Tool.Run("wimlib-imagex", ["append", _folder.Source, file, label, description, .. options]);

    private static WimFile Read(string file)
    {
        using var medium = new FileMedium(file);
        Assert.True(WimReader.TryRead(medium, out WimFile? wim));
        return wim;
    }

    private static string Words(WimImage image) => $"{image.Index}|{image.Name}|{image.Description}|{image.TotalBytes}";

    private static string[] WordsOfWimlib(string file)
    {
        var images = new List<string>();
        string[] lines = Tool.Run("wimlib-imagex", "info", file).Split('\n');
        for (int at = 0; at < lines.Length; at++)
        {
            if (lines[at].StartsWith("Index: "))
                images.Add($"{Value(lines, at, "Index")}|{Value(lines, at, "Name")}|{Value(lines, at, "Description")}|{Value(lines, at, "Total Bytes")}");
        }
        return [.. images];
    }

    private static string Value(string[] lines, int from, string key) =>
        lines.Skip(from).First(line => line.StartsWith(key + ":"))[(key.Length + 1)..].Trim();
}
