using FsCheck;
using FsCheck.Fluent;
using PiBootBox.Core.Tree;

namespace PiBootBox.Core.Tests.Tree;

public class TreePathTests
{
    [Theory]
    [InlineData("boot.ipxe", "boot.ipxe")]
    [InlineData("/boot.ipxe", "boot.ipxe")]
    [InlineData("\\EFI\\BOOT\\grubx64.efi", "EFI/BOOT/grubx64.efi")]
    [InlineData("//a///b", "a/b")]
    [InlineData("./a/./b", "a/b")]
    [InlineData("drive/\u00fc \u6f22 ${x}", "drive/\u00fc \u6f22 ${x}")]
    [InlineData("a/...", "a/...")]
    public void Every_spelling_of_firmware_comes_to_one_form(string path, string expected)
    {
        Assert.Equal(expected, Normal(path));
    }

    [Theory]
    [InlineData("")]
    [InlineData("/")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("a/../b")]
    [InlineData("a\\..\\b")]
    [InlineData("/../../etc/shadow")]
    [InlineData("a/")]
    [InlineData("a\0b")]
    [InlineData("a\nb")]
    [InlineData("a\u0085b")]
    public void What_leads_up_or_cannot_be_a_name_is_refused(string path) => Assert.Null(Normal(path));

    [Fact]
    public void Half_a_character_is_refused() => Assert.Null(Normal("a\ud800"));

    [Fact]
    public void Overlong_names_and_paths_are_refused()
    {
        Assert.NotNull(Normal(new string('a', 255)));
        Assert.Null(Normal(new string('a', 256)));
        Assert.Null(Normal(new string('\u6f22', 86)));
        Assert.NotNull(Normal(string.Concat(Enumerable.Repeat("/a", 512))));
        Assert.Null(Normal(string.Concat(Enumerable.Repeat("/a", 513))));
    }

    [Fact]
    public void No_text_makes_it_throw_and_what_it_lets_through_stays_as_it_is() =>
        Prop.ForAll(Arb.From(Gen.ListOf(Gen.Elements(".", "..", "/", "\\", "a", "\0", "\ud800", "\u6f22", " ")).Select(string.Concat)), path =>
            Normal(path) is not { } normal
            || (normal == Normal(normal) && !normal.Split('/').Any(n => n is "" or "." or "..")))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(2000));

    private static string? Normal(string path)
    {
        var room = new char[TreePath.Most];
        return TreePath.TryNormalize(path, room, out int length) ? new string(room, 0, length) : null;
    }
}
