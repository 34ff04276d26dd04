using PiBootBox.Core.Tree;

namespace PiBootBox.Core.Tests.Tree;

public class WithheldFilesTests
{
    [Theory]
    [InlineData("pibootbox.json", true)]
    [InlineData("PiBootBox.JSON", true)]
    [InlineData(".pibootbox.json.swp", true)]
    [InlineData("folder/pibootbox.json", false)]
    [InlineData("folder/autounattend.xml", true)]
    [InlineData("debian 12.preseed~", true)]
    [InlineData("debian 12.ks.bak", true)]
    [InlineData("folder/.web.user-data.swp", true)]
    [InlineData("#web.preseed#", true)]
    [InlineData(".debian.preseed.un~", true)]
    [InlineData("debian.preseed.~1~", true)]
    [InlineData("debian.preseed.txt", true)]
    [InlineData("debian.preseed.dpkg-old", true)]
    [InlineData("debian.preseed.1", true)]
    [InlineData("debian.preseed-old", true)]
    [InlineData("debian.preseed (copy)", true)]
    [InlineData("folder/.rhel.ks.kate-swp", true)]
    [InlineData("~web.user-data.tmp", true)]
    [InlineData("autounattend - Copy.xml", true)]
    [InlineData("win.autounattend.xml.txt", true)]
    [InlineData("pibootbox.json.txt", true)]
    [InlineData("pibootbox - Copy.json", true)]
    [InlineData("pibootbox.seal", false)]
    [InlineData("notes.txt~", false)]
    [InlineData(".xml.bak", false)]
    [InlineData("rhel.ks.iso", false)]
    [InlineData("rhel.ks.IMG", false)]
    [InlineData("rhel.ks.sha256", false)]
    [InlineData("a.ksx/run.ksh", false)]
    [InlineData("web.preseed/vmlinuz", false)]
    public void What_may_hold_passwords_is_not_served(string path, bool isSecret)
    {
        foreach (string prefix in (string[])["", "K/"])
        {
            var root = new FileRoot("drive", "/srv/drive", prefix);
            var builder = new FileIndexBuilder(root);
            builder.Add(prefix + path, 3, default);
            FileIndex files = builder.Build();

            Assert.Equal(isSecret, !files.TryFind(prefix + path, out _));
            Assert.Equal(isSecret ? 1 : 0, files.Withheld.Count);
            Assert.Equal(path.Equals("pibootbox.json", StringComparison.OrdinalIgnoreCase), files.Settings is not null);
        }
    }
}
