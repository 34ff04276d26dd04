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
    [InlineData("notes.txt~", false)]
    [InlineData(".xml.bak", false)]
    [InlineData("rhel.ks.iso", false)]
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
