using PiBootBox.Linux.Tests;

namespace PiBootBox.Media.Tests.Iso9660;

/// <summary>Discs of some 100 KB that have everything: folders, links, long names, relocated folders.</summary>
internal static class SmallDiscs
{
    private static readonly Lazy<byte[]> Made = new(() => Make("xorriso", "-R -J", rockRidge: true));

    /// <returns>Bytes of its own, to be spoilt.</returns>
    public static byte[] RockRidge() => [.. Made.Value];

    /// <param name="rockRidge">With what no other disc can hold.</param>
    public static byte[] Make(string tool, string options, bool rockRidge)
    {
        using var temp = new TempFolder();
        string tree = Fill(temp["tree"], rockRidge);
        string disc = temp["disc.iso"];
        string[] front = tool == "xorriso" ? ["-as", "mkisofs"] : [];
        Tool.Run(tool, [.. front, "-quiet", "-no-pad", .. options.Split(' '), "-o", disc, tree]);
        return File.ReadAllBytes(disc);
    }

    private static string Fill(string tree, bool rockRidge)
    {
        void Add(string path, int length)
        {
            string file = Path.Combine(tree, path);
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllBytes(file, new byte[length]);
        }
        Add("KERNEL", 3000);
        Add("casper/casper-kernel", 5000);
        Add("1/2/3/4/5/6/7/8/9/10/deep.txt", 1);
        for (int i = 0; i < 30; i++)
            Add($"crowd/package-{i:D2}.deb", i * 100);
        if (!rockRidge)
            return tree;
        Add("long/" + new string('x', 240), 1);
        (string Path, string Target)[] links =
        [
            ("vmlinuz", "casper/casper-kernel"), ("casper/up", "../crowd/package-03.deb"), ("casper/self", "."),
            ("casper/ring-a", "ring-b"), ("casper/ring-b", "ring-a"), ("casper/nothing", "nobody"),
            ("casper/out", "../../etc/passwd"), ("casper/absolute", "/KERNEL"),
            ("far", string.Concat(Enumerable.Repeat("casper/../", 20)) + "KERNEL"),
        ];
        foreach ((string path, string target) in links)
            File.CreateSymbolicLink(Path.Combine(tree, path), target);
        return tree;
    }
}
