namespace PiBootBox.Media.Tests.Iso9660;

/// <summary>A folder with what makes discs difficult: sizes about a sector, long and foreign names, depth, links, crowds.</summary>
internal static class SampleTree
{
    /// <summary>A link whose target goes on in a second SL entry.</summary>
    public const string LongLink = "long-way";

    /// <param name="rockRidge">With what no other disc can hold: links, and names of more than 64 characters of UCS-2.</param>
    public static string Make(string folder, bool rockRidge = true)
    {
        var random = new Random(9660);
        void Add(string path, int length)
        {
            string file = Path.Combine(folder, path);
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            byte[] bytes = new byte[length];
            random.NextBytes(bytes);
            File.WriteAllBytes(file, bytes);
            File.SetLastWriteTimeUtc(file, new DateTime(2024, 2, 29, 12, 34, 56, DateTimeKind.Utc));
        }

        foreach (int length in new[] { 0, 1, 2047, 2048, 2049, 70_000 })
            Add($"sizes/{length}.bin", length);
        Add("KERNEL", 5000);
        Add("casper/vmlinuz", 300_000);
        Add("casper/initrd.img", 200_000);
        Add("no-extension", 10);
        Add("two.dots.in.it.tar.gz", 11);
        Add("a name with blanks.txt", 12);
        Add("grüße/ж/漢字.txt", 13);
        Add("long/" + new string('n', 60) + ".end", 15);
        for (int i = 0; i < 80; i++)
            Add($"crowd/package-{i:D3}_1.2.3-4_amd64.deb", i);
        Add("1/2/3/4/5/6/7/8/9/10/11/deep.txt", 16);
        Add("1/2/3/4/5/6/7/8/other/deep.txt", 17);
        Directory.CreateDirectory(Path.Combine(folder, "empty"));
        if (!rockRidge)
            return folder;

        Add("faces/😀.txt", 14);
        Add("long/" + new string('x', 240) + ".end", 18);
        void Link(string path, string target) => File.CreateSymbolicLink(Path.Combine(folder, path), target);
        Link("vmlinuz", "casper/vmlinuz");
        Link("sizes/kernel", "./../casper/../vmlinuz");
        Link("way", "1/2/3");
        Link("sizes/through-a-folder-link", "../way/4/5/6/7/8/other/deep.txt");
        Link("sizes/" + LongLink, "../" + string.Concat(Enumerable.Repeat("casper/../", 20)) + "KERNEL");
        Link("casper/self", ".");
        Link("casper/ring-a", "ring-b");
        Link("casper/ring-b", "ring-a");
        Link("casper/nothing", "nobody");
        Link("casper/out", "../../etc/passwd");
        Link("casper/absolute", "/casper/vmlinuz");
        return folder;
    }
}
