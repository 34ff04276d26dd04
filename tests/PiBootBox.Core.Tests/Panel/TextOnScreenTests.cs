using FsCheck;
using FsCheck.Fluent;
using PiBootBox.Core.Panel;
using PiBootBox.Core.Panel.Fonts;
using PiBootBox.Core.Panel.Screens;

namespace PiBootBox.Core.Tests.Panel;

public class TextOnScreenTests
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1.5);

    [Fact]
    public void A_long_text_waits_moves_to_its_end_waits_and_starts_again()
    {
        Assert.Equal((0, Pause), Marquee.At(10, TimeSpan.Zero));
        Assert.Equal(1, Marquee.At(10, Pause).Offset);
        TimeSpan end = Marquee.Round(10) - Pause;
        Assert.Equal((10, Marquee.Round(10)), Marquee.At(10, end));
        Assert.Equal(0, Marquee.At(10, Marquee.Round(10)).Offset);
    }

    [Fact]
    public void After_three_rounds_it_rests_at_its_start() =>
        Assert.Equal((0, null), Marquee.At(10, Marquee.Round(10) * Marquee.Rounds));

    [Fact]
    public void A_text_that_fits_never_moves() => Assert.Equal((0, null), Marquee.At(0, TimeSpan.FromSeconds(5)));

    [Fact]
    public void It_moves_a_pixel_at_a_time_and_says_when() =>
        Prop.ForAll(Gen.Choose(1, 500).ToArbitrary(), overflow =>
        {
            TimeSpan now = TimeSpan.Zero;
            int offset = 0, looks = 0;
            while (Marquee.At(overflow, now) is (var at, { } next))
            {
                Assert.True(next > now);
                Assert.True(at == offset || at == offset + 1 || (at == 0 && offset == overflow));
                (offset, now) = (at, next);
                looks++;
            }
            Assert.InRange(looks, 3 * overflow, 3 * (overflow + 3));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Lines_break_between_words()
    {
        const string Text = "Plug in a USB stick with images.";

        Assert.Equal(["Plug in a USB stick", "with images."], Lines(Text, 100));
    }

    [Fact]
    public void A_word_longer_than_a_line_breaks_within() =>
        Assert.Equal("iqn.2003-01.org.example:storage", string.Concat(Lines("iqn.2003-01.org.example:storage", 60)));

    [Fact]
    public void Lines_have_room_and_lose_no_letter() =>
        Prop.ForAll(ArbMap.Default.ArbFor<string?>(), Gen.Choose(30, 127).ToArbitrary(), (text, width) =>
        {
            string all = (text ?? "")[..Math.Min(text?.Length ?? 0, PixelFont.MostCharacters)];
            string[] lines = Lines(all, width);
            Assert.Equal(all.Replace(" ", ""), string.Concat(lines).Replace(" ", ""));
            Assert.All(lines, l => Assert.True(SmallFont.Font.Measure(l) <= width));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void What_is_cut_off_ends_in_dots_within_its_place()
    {
        var frame = new Frame(DisplaySize.Tall);
        var canvas = new Canvas(frame, TimeSpan.Zero, isCalm: false, (0, 0));

        canvas.Text(SmallFont.Font, new Area(10, 0, 30, 9), "a name that is too long");

        Assert.Contains(Enumerable.Range(30, 10), x => frame[x, 6]);
        Assert.DoesNotContain(Enumerable.Range(40, 88), x => Enumerable.Range(0, 9).Any(y => frame[x, y]));
    }

    [Fact]
    public void Nothing_scrolls_once_nobody_looks()
    {
        var canvas = new Canvas(new Frame(DisplaySize.Tall), TimeSpan.FromSeconds(3), isCalm: true, (0, 0));

        canvas.Text(SmallFont.Font, new Area(0, 0, 30, 9), "a name that is too long");

        Assert.Null(canvas.Next);
    }

    [Theory]
    [InlineData(0, "< 1 kB/s")]
    [InlineData(999_999, "999 kB/s")]
    [InlineData(1_250_000, "1.2 MB/s")]
    [InlineData(117_000_000, "117 MB/s")]
    [InlineData(long.MaxValue, "> 10 GB/s")]
    public void A_rate_is_a_few_letters(long rate, string words) => Assert.Equal(words, ByteRate.Words(rate));

    private static string[] Lines(string text, int width) =>
        [.. WrappedText.Lines(SmallFont.Font, text, width).Select(l => text[l])];
}
