using System.Text;
using FsCheck;
using FsCheck.Fluent;
using PiBootBox.Core.Http;

namespace PiBootBox.Core.Tests.Http;

public sealed class RequestPathTests
{
    [Theory]
    [InlineData("/", "/")]
    [InlineData("/drive/linux", "/drive/linux")]
    [InlineData("//grubx64.efi", "/grubx64.efi")]
    [InlineData("/a///b//", "/a/b/")]
    [InlineData("/a%2F%2fb", "/a/b")]
    [InlineData("/a?b=/../c", "/a")]
    [InlineData("/with%20space", "/with space")]
    [InlineData("/100%25", "/100%")]
    [InlineData("/twice%2541", "/twice%41")]
    [InlineData("/%C3%9Cbung", "/Übung")]
    [InlineData("/...", "/...")]
    [InlineData("/.disk/info", "/.disk/info")]
    [InlineData("http://box/a", "/a")]
    [InlineData("HTTP://box:80//a?x", "/a")]
    [InlineData("http://box", "/")]
    public void A_target_becomes_a_path(string target, string expected)
    {
        Assert.True(Decode(target, out string path));
        Assert.Equal(expected, path);
    }

    [Fact]
    public void Raw_UTF_8_is_taken_as_it_is()
    {
        Assert.True(RequestPath.TryDecode("/Übung"u8, out string path));
        Assert.Equal("/Übung", path);
    }

    [Theory]
    [InlineData("")]
    [InlineData("*")]
    [InlineData("drive/linux")]
    [InlineData("box:443")]
    [InlineData("ftp://box/a")]
    [InlineData("/..")]
    [InlineData("/../etc/passwd")]
    [InlineData("/a/%2e%2E/b")]
    [InlineData("/a/.%2e")]
    [InlineData("/a/..%2fb")]
    [InlineData("/a/./b")]
    [InlineData("/a%00")]
    [InlineData("/a%0d%0ab")]
    [InlineData("/a\\b")]
    [InlineData("/a%5Cb")]
    [InlineData("/a%")]
    [InlineData("/a%4")]
    [InlineData("/a%zz")]
    [InlineData("/a%+1")]
    [InlineData("/%c0%ae%c0%ae/")]
    [InlineData("/%ff")]
    [InlineData("/%ed%a0%80")]
    public void What_no_file_can_be_called_is_refused(string target) => Assert.False(Decode(target, out _));

    [Fact]
    public void No_bytes_make_it_throw_and_what_it_gives_is_clean() =>
        Prop.ForAll<byte[]>(bytes =>
        {
            byte[] target = [(byte)'/', .. bytes];
            if (!RequestPath.TryDecode(target, out string path))
                return true;
            return path[0] == '/' && !path.Contains("//", StringComparison.Ordinal)
                && !path.Any(char.IsControl) && !path.Split('/').Any(static part => part is "." or "..");
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Every_name_survives_being_encoded() =>
        Prop.ForAll<NonEmptyString>(name =>
        {
            string clean = string.Concat(name.Get.EnumerateRunes().Where(r => !Rune.IsControl(r) && r.Value is not ('/' or '\\' or 0xFFFD)));
            if (clean is "" or "." or "..")
                return true;
            return Decode("/drive/" + Uri.EscapeDataString(clean), out string path) && path == "/drive/" + clean;
        }).QuickCheckThrowOnFailure();

    private static bool Decode(string target, out string path) => RequestPath.TryDecode(Encoding.Latin1.GetBytes(target), out path);
}
