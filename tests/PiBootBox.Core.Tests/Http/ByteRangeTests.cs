using System.Text;
using FsCheck;
using FsCheck.Fluent;
using PiBootBox.Core.Http;

namespace PiBootBox.Core.Tests.Http;

public sealed class ByteRangeTests
{
    // The first six are the examples of RFC 9110 section 14.1.2, for a representation of 10000 bytes.
    [Theory]
    [InlineData("bytes=0-499", 0, 500)]
    [InlineData("bytes=500-999", 500, 500)]
    [InlineData("bytes=-500", 9500, 500)]
    [InlineData("bytes=9500-", 9500, 500)]
    [InlineData("bytes=0-0", 0, 1)]
    [InlineData("bytes=-1", 9999, 1)]
    [InlineData("BYTES=0-99999", 0, 10000)]
    [InlineData("bytes=-99999", 0, 10000)]
    [InlineData("bytes=0-99999999999999999999999999", 0, 10000)]
    [InlineData("bytes=-99999999999999999999999999", 0, 10000)]
    public void A_single_range_is_a_part(string field, long first, long count) =>
        Assert.Equal((RangeOutcome.Part, first, count), Resolve(field, 10_000));

    [Theory]
    [InlineData("")]
    [InlineData("bytes=")]
    [InlineData("bytes=-")]
    [InlineData("bytes=5")]
    [InlineData("bytes=9-5")]
    [InlineData("bytes=a-b")]
    [InlineData("bytes=+1-5")]
    [InlineData("bytes= 1 - 5")]
    [InlineData("bytes=--5")]
    [InlineData("bytes=0-1,5-6")]
    [InlineData("lines=0-5")]
    public void What_is_no_single_range_is_ignored(string field) =>
        Assert.Equal((RangeOutcome.Whole, 0, 10_000), Resolve(field, 10_000));

    [Theory]
    [InlineData("bytes=10000-", 10_000)]
    [InlineData("bytes=99999999999999999999999999-", 10_000)]
    [InlineData("bytes=-0", 10_000)]
    [InlineData("bytes=0-", 0)]
    public void A_range_without_a_byte_of_the_file_is_unsatisfiable(string field, long length) =>
        Assert.Equal((RangeOutcome.Unsatisfiable, 0, 0), Resolve(field, length));

    [Fact]
    public void The_tail_of_an_empty_file_is_the_whole() =>
        Assert.Equal((RangeOutcome.Whole, 0, 0), Resolve("bytes=-5", 0));

    [Fact]
    public void Whatever_is_asked_the_part_lies_inside_of_the_file() =>
        Prop.ForAll<string, NonNegativeInt>((text, length) =>
        {
            (_, long first, long count) = Resolve("bytes=" + text, length.Get);
            return first >= 0 && count >= 0 && first + count <= length.Get;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Any_two_numbers_make_a_part_inside_of_the_file() =>
        Prop.ForAll<ulong, ulong, NonNegativeInt>((from, to, length) =>
        {
            (_, long first, long count) = Resolve($"bytes={from}-{to}", length.Get);
            return first >= 0 && count >= 0 && first + count <= length.Get;
        }).QuickCheckThrowOnFailure();

    private static (RangeOutcome, long First, long Count) Resolve(string field, long length)
    {
        RangeOutcome outcome = ByteRange.Resolve(Encoding.UTF8.GetBytes(field), length, out long first, out long count);
        return (outcome, first, count);
    }
}
