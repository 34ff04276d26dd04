using System.Text;
using PiBootBox.Core.Http;
using PiBootBox.Core.Tree;

namespace PiBootBox.Core.Tests.Http;

public sealed class FileAnswerTests
{
    private const long Length = 1000;
    private static readonly DateTimeOffset s_modified = new(1994, 11, 6, 9, 49, 37, 250, TimeSpan.FromHours(1));
    private static readonly string s_tag = new Validators(Length, s_modified).Tag;

    // The three forms of RFC 9110 section 5.6.7 all mean the second in which the file was changed.
    public static readonly TheoryData<string> TheSecondItself =
        ["Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994"];

    [Fact]
    public void A_whole_answer_reads_like_this() =>
        Assert.Equal(
            $"HTTP/1.1 200 OK\r\nConnection: keep-alive\r\nAccept-Ranges: bytes\r\nETag: {s_tag}\r\n"
            + "Last-Modified: Sun, 06 Nov 1994 08:49:37 GMT\r\nContent-Type: text/plain\r\nContent-Length: 1000\r\n\r\n",
            Encoding.ASCII.GetString(For("").Head("text/plain", keepAlive: true)));

    [Theory]
    [MemberData(nameof(TheSecondItself))]
    public void A_file_that_is_not_newer_is_304(string date) => Assert.Equal(304, For($"If-Modified-Since: {date}").Status);

    [Theory]
    [InlineData("If-Modified-Since: Sun, 06 Nov 1994 08:49:36 GMT")]
    [InlineData("If-Modified-Since: yesterday")]
    [InlineData("If-None-Match: \"another\"")]
    public void A_file_that_changed_is_sent(string field) => Assert.Equal(200, For(field).Status);

    [Theory]
    [InlineData("{0}")]
    [InlineData("W/{0}")]
    [InlineData("\"x\", {0} , \"y\"")]
    [InlineData("*")]
    public void A_known_tag_is_304(string tags) => Assert.Equal(304, For($"If-None-Match: {string.Format(null, tags, s_tag)}").Status);

    [Fact]
    public void A_tag_outweighs_a_date() =>
        Assert.Equal(200, For("If-None-Match: \"another\"\r\nIf-Modified-Since: Sun, 06 Nov 1994 08:49:37 GMT").Status);

    [Theory]
    [InlineData("If-Match: \"another\"")]
    [InlineData("If-Unmodified-Since: Sun, 06 Nov 1994 08:49:36 GMT")]
    public void A_condition_on_an_older_file_is_412(string field) => Assert.Equal(412, For(field).Status);

    [Fact]
    public void A_weak_tag_never_satisfies_If_Match() => Assert.Equal(412, For($"If-Match: W/{s_tag}").Status);

    [Fact]
    public void A_range_of_the_same_file_is_206()
    {
        Assert.Equal(206, For($"Range: bytes=5-9\r\nIf-Range: {s_tag}").Status);
        Assert.Equal(206, For("Range: bytes=5-9\r\nIf-Range: Sun, 06 Nov 1994 08:49:37 GMT").Status);
    }

    [Theory]
    [InlineData("\"another\"")]
    [InlineData("Sun, 06 Nov 1994 08:49:38 GMT")]
    [InlineData("nonsense")]
    public void A_range_of_another_file_gets_the_whole(string ifRange) =>
        Assert.Equal(200, For($"Range: bytes=5-9\r\nIf-Range: {ifRange}").Status);

    [Fact]
    public void HEAD_ignores_a_range_and_sends_no_body()
    {
        FileAnswer answer = For("Range: bytes=5-9", "HEAD");
        Assert.Equal((200, Length, false), (answer.Status, answer.Count, answer.SendsBody));
    }

    [Theory]
    [InlineData("/drive/BOOTX64.EFI", "application/efi")]
    [InlineData("/drive/debian.iso", "application/vnd.efi-iso")]
    [InlineData("/boot.ipxe", "text/plain; charset=utf-8")]
    [InlineData("/drive/page.html", "application/octet-stream")]
    [InlineData("/drive/vmlinuz", "application/octet-stream")]
    [InlineData("/drive/v1.2/vmlinuz", "application/octet-stream")]
    public void The_type_follows_the_name(string path, string type) => Assert.Equal(type, ContentType.Of(path));

    [Fact]
    public void A_file_of_another_disc_is_another_file_although_it_is_as_long_and_as_old()
    {
        var disc = new FileEntry(new FileRoot("drive", "/srv/drive"), "a.iso", 4096, s_modified.AddDays(1));
        var first = new Validators(Length, s_modified, disc);

        Assert.NotEqual(first.Tag, new Validators(Length, s_modified, disc with { Length = 8192 }).Tag);
        Assert.NotEqual(first.Tag, new Validators(Length, s_modified, disc with { Modified = s_modified }).Tag);
        Assert.Equal(new Validators(disc.Length, disc.Modified).Modified, first.Modified);
    }

    private static FileAnswer For(string fields, string method = "GET")
    {
        string request = $"{method} / HTTP/1.1\r\nHost: a\r\n{fields}{(fields == "" ? "" : "\r\n")}\r\n";
        Assert.Equal(HeadState.Complete, RequestHead.Parse(Encoding.ASCII.GetBytes(request), out RequestHead head));
        return new FileAnswer(head, Length, s_modified);
    }
}
