using PiBootBox.Linux.Tests;
using PiBootBox.Media.Iso9660;

namespace PiBootBox.Media.Tests.Iso9660;

/// <summary>Boot catalogues as the usual programs write them, compared with what xorriso reports of them.</summary>
public sealed class ElToritoTests : IDisposable
{
    private readonly TempFolder _temp = new();

    public void Dispose() => _temp.Dispose();

    [Theory]
    [InlineData("-b bios.img -no-emul-boot -boot-load-size 4 -boot-info-table")]
    [InlineData("-b bios.img -no-emul-boot -boot-load-size 4 -boot-info-table -eltorito-alt-boot -e efi.img -no-emul-boot")]
    [InlineData("-b bios.img -no-emul-boot -eltorito-alt-boot -e efi.img -no-emul-boot -boot-load-size 1")]
    [InlineData("-e efi.img -no-emul-boot")]
    [InlineData("-b floppy.img")]
    [InlineData("-b bios.img -no-emul-boot -boot-load-size 4 --grub2-mbr bios.img --grub2-boot-info " +
        "-append_partition 2 0xef FOLDER/efi.img -appended_part_as_gpt -eltorito-alt-boot -e --interval:appended_partition_2:all:: -no-emul-boot")]
    public void The_catalogue_says_what_xorriso_says(string options)
    {
        string disc = Make(options);
        using var file = new FileMedium(disc);
        var told = new List<string>();
        foreach (BootEntry entry in ElTorito.Read(new CheckedMedium(file)))
            told.Add($"{entry.Platform} {entry.IsBootable} {entry.Emulation} {entry.LoadSegment} {entry.SectorCount} {entry.Image.Offset / 2048}");

        Assert.Equal(XorrisoReport(disc), told);
    }

    [Fact]
    public void Images_are_as_long_as_what_they_hold()
    {
        string disc = Make("-b floppy.img -eltorito-alt-boot -e efi.img -no-emul-boot -boot-load-size 1");
        using var file = new FileMedium(disc);

        IReadOnlyList<BootEntry> entries = ElTorito.Read(file);

        Assert.Equal(["floppy.img", "efi.img"], entries.Select(e => FileWithTheBytesOf(file, e.Image)));
        Assert.Equal([BootPlatform.Bios, BootPlatform.Efi], entries.Select(e => e.Platform));
    }

    [Fact]
    public void Appended_partitions_do_no_harm_to_the_list_of_files()
    {
        string disc = Make("-b bios.img -no-emul-boot -append_partition 2 0xef FOLDER/efi.img -appended_part_as_gpt");
        using var file = new FileMedium(disc);
        Assert.True(Iso9660Reader.TryRead(file, MediumBounds.Usual, out Medium? listing));
        SortedDictionary<string, string> files = MediumFiles.Of(file, listing);

        Assert.True(files.Remove("boot.catalog"));
        MediumFiles.AssertSame(MediumFiles.Of(_temp["tree"]), files);
    }

    [Fact]
    public void A_disc_without_a_catalogue_boots_nowhere()
    {
        using var file = new FileMedium(Make("-R"));
        Assert.Empty(ElTorito.Read(file));
    }

    [Fact]
    public void A_catalogue_with_a_wrong_sum_is_no_catalogue()
    {
        byte[] disc = File.ReadAllBytes(Make("-b bios.img -no-emul-boot"));
        BootEntry entry = Assert.Single(ElTorito.Read(new MemoryMedia(disc)));
        int catalogue = BitConverter.ToInt32(disc, 17 * 2048 + 71) * 2048;

        disc[catalogue + 4] ^= 1;

        Assert.Empty(ElTorito.Read(new MemoryMedia(disc)));
        Assert.True(entry.IsBootable);
    }

    private string Make(string options)
    {
        string tree = Directory.CreateDirectory(_temp["tree"]).FullName;
        File.WriteAllBytes(Path.Combine(tree, "bios.img"), Noise(8192, 1));
        File.WriteAllBytes(Path.Combine(tree, "floppy.img"), Noise(1440 * 1024, 2));
        string efi = Path.Combine(tree, "efi.img");
        Tool.Run("mformat", "-C", "-i", efi, "-t", "80", "-h", "2", "-s", "36", "::");

        string disc = _temp["disc.iso"];
        string[] words = options.Replace("FOLDER", tree).Replace("mbr bios.img", $"mbr {tree}/bios.img").Split(' ');
        Tool.Run("xorriso", ["-as", "mkisofs", "-quiet", "-o", disc, .. words, tree]);
        return disc;
    }

    private static byte[] Noise(int length, int seed)
    {
        byte[] bytes = new byte[length];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    private string? FileWithTheBytesOf(FileMedium disc, Extent image)
    {
        byte[] bytes = new byte[image.Length];
        disc.Read(image.Offset, bytes);
        return Directory.GetFiles(_temp["tree"]).Where(f => File.ReadAllBytes(f).AsSpan().SequenceEqual(bytes)).Select(Path.GetFileName).Single();
    }

    /// <summary>Lines such as "El Torito boot img :   2  UEFI  y   none  0x0000  0x00   6144          38".</summary>
    private static List<string> XorrisoReport(string disc)
    {
        var report = new List<string>();
        foreach (string line in Tool.Run("xorriso", "-indev", disc, "-report_el_torito", "plain").Split('\n'))
        {
            if (!line.StartsWith("El Torito boot img :"))
                continue;
            string[] words = line[20..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
            BootPlatform platform = words[1] == "UEFI" ? BootPlatform.Efi : BootPlatform.Bios;
            BootEmulation emulation = words[3] == "fd1.4" ? BootEmulation.Floppy1440K : BootEmulation.None;
            report.Add($"{platform} {words[2] == "y"} {emulation} {Convert.ToInt32(words[4], 16)} {words[6]} {words[7]}");
        }
        Assert.NotEmpty(report);
        return report;
    }
}
