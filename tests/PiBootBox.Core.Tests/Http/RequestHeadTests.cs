using System.Text;
using FsCheck;
using FsCheck.Fluent;
using PiBootBox.Core.Http;

namespace PiBootBox.Core.Tests.Http;

public sealed class RequestHeadTests
{
    private const string Whole = "GET /drive/linux?x=1 HTTP/1.1\r\nHost: box\r\nRANGE:  bytes=0-5 \t\r\nIf-Range: \"a\"\r\nX-Other: \xe4\r\n\r\n";

    [Fact]
    public void A_request_is_taken_apart()
    {
        Assert.Equal(HeadState.Complete, Parse(Whole + "the next request", out RequestHead head));

        Assert.True(head.IsGet);
        Assert.Equal("/drive/linux?x=1"u8, head.Target);
        Assert.Equal("bytes=0-5"u8, head.Range);
        Assert.Equal("\"a\""u8, head.IfRange);
        Assert.True(head.IfMatch.IsEmpty);
        Assert.True(head.IsVersion11 && head.KeepAlive);
        Assert.False(head.HasBody);
        Assert.Equal(Whole.Length, head.Length);
    }

    [Fact]
    public void Every_beginning_of_a_request_is_incomplete()
    {
        for (int length = 0; length < Whole.Length; length++)
            Assert.Equal(HeadState.Incomplete, Parse(Whole[..length], out _));
    }

    [Fact]
    public void Empty_lines_before_a_request_count_into_its_length()
    {
        Assert.Equal(HeadState.Complete, Parse("\r\n\r\n" + Whole, out RequestHead head));
        Assert.Equal(Whole.Length + 4, head.Length);
    }

    [Fact]
    public void Lines_may_end_with_a_bare_line_feed() =>
        Assert.Equal(HeadState.Complete, Parse(Whole.Replace("\r", "", StringComparison.Ordinal), out _));

    [Theory]
    [InlineData("HTTP/1.1", "", true)]
    [InlineData("HTTP/1.1", "Connection: close\r\n", false)]
    [InlineData("HTTP/1.1", "Connection: TE, Close\r\n", false)]
    [InlineData("HTTP/1.0", "", false)]
    [InlineData("HTTP/1.0", "Connection: Keep-Alive\r\n", true)]
    [InlineData("HTTP/1.0", "Connection: keep-alive, close\r\n", false)]
    public void Keep_alive_follows_version_and_Connection(string version, string field, bool expected)
    {
        Assert.Equal(HeadState.Complete, Parse($"GET / {version}\r\nHost: a\r\n{field}\r\n", out RequestHead head));
        Assert.Equal(expected, head.KeepAlive);
    }

    [Theory]
    [InlineData("Content-Length: 5", true)]
    [InlineData("Content-Length: 0", false)]
    [InlineData("Transfer-Encoding: chunked", true)]
    public void A_body_is_seen_coming(string field, bool expected)
    {
        Assert.Equal(HeadState.Complete, Parse($"GET / HTTP/1.1\r\nHost: a\r\n{field}\r\n\r\n", out RequestHead head));
        Assert.Equal(expected, head.HasBody);
    }

    [Fact]
    public void A_range_that_is_sent_twice_counts_as_none()
    {
        Assert.Equal(HeadState.Complete, Parse("GET / HTTP/1.1\r\nHost: a\r\nRange: bytes=0-1\r\nRange: bytes=5-6\r\n\r\n", out RequestHead head));
        Assert.True(head.Range.IsEmpty);
    }

    [Theory]
    [InlineData("GET / HTTP/1.1\r\n\r\n")]
    [InlineData("GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n")]
    [InlineData("GET / HTTP/2.0\r\n\r\n")]
    [InlineData("GET / HTTP/1.1 \r\nHost: a\r\n\r\n")]
    [InlineData("GET /\r\n\r\n")]
    [InlineData("GET  HTTP/1.1\r\n\r\n")]
    [InlineData("GET /a b HTTP/1.1\r\nHost: a\r\n\r\n")]
    [InlineData("GET /\0 HTTP/1.1\r\nHost: a\r\n\r\n")]
    [InlineData("G(T / HTTP/1.1\r\nHost: a\r\n\r\n")]
    [InlineData("GET / HTTP/1.1\r\nHost: a\r\n folded\r\n\r\n")]
    [InlineData("GET / HTTP/1.1\r\nHost : a\r\n\r\n")]
    [InlineData("GET / HTTP/1.1\r\nHost: a\0b\r\n\r\n")]
    [InlineData("GET / HTTP/1.1\r\nHost: a\rb\r\n\r\n")]
    [InlineData("GET / HTTP/1.1\r\nHost: a\r\n: empty\r\n\r\n")]
    [InlineData("\x16\x03\x01\x02")]
    [InlineData("{\"a\"")]
    public void What_breaks_the_grammar_is_malformed(string bytes) => Assert.Equal(HeadState.Malformed, Parse(bytes, out _));

    [Fact]
    public void No_bytes_make_the_parser_throw_and_its_length_stays_inside() =>
        Prop.ForAll<byte[]>(bytes => Holds(bytes)).QuickCheckThrowOnFailure();

    [Fact]
    public void No_change_of_a_good_request_makes_the_parser_throw() =>
        Prop.ForAll(
            ArbMap.Default.GeneratorFor<(ushort At, byte Value)[]>().ToArbitrary(),
            changes =>
            {
                byte[] bytes = Encoding.Latin1.GetBytes(Whole);
                foreach ((ushort at, byte value) in changes)
                    bytes[at % bytes.Length] = value;
                return Holds(bytes);
            }).QuickCheckThrowOnFailure();

    private static bool Holds(byte[] bytes)
    {
        HeadState state = RequestHead.Parse(bytes, out RequestHead head);
        if (state != HeadState.Complete)
            return head.Length == 0;
        RequestPath.TryDecode(head.Target, out _);
        byte[] answer = new FileAnswer(head, 1000, DateTimeOffset.UnixEpoch).Head("text/plain", head.KeepAlive);
        return head.Length <= bytes.Length && answer.AsSpan().EndsWith("\r\n\r\n"u8);
    }

    private static HeadState Parse(string bytes, out RequestHead head) => RequestHead.Parse(Encoding.Latin1.GetBytes(bytes), out head);
}
