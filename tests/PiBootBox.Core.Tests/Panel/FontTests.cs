using FsCheck;
using FsCheck.Fluent;
using PiBootBox.Core.Panel.Fonts;

namespace PiBootBox.Core.Tests.Panel;

public class FontTests
{
    public static TheoryData<string> Fonts => ["small", "large"];

    [Theory]
    [MemberData(nameof(Fonts))]
    public void All_of_ASCII_and_the_letters_of_western_Europe_are_drawn(string name)
    {
        PixelFont font = Font(name);
        string letters = string.Concat(Enumerable.Range(0x20, 0x5F).Select(c => (char)c)) + "äöüÄÖÜßéèêëáàâãåçñóòôõøúùûíìîïýÿ…°·µ";

        foreach (char letter in letters)
            Assert.NotEqual(Columns(font, "\u0001"), Columns(font, letter.ToString()));
    }

    [Theory]
    [MemberData(nameof(Fonts))]
    public void No_two_characters_of_ASCII_look_the_same(string name)
    {
        PixelFont font = Font(name);

        Assert.DoesNotContain(
            Enumerable.Range(0x20, 0x5F).Select(c => ((char)c).ToString()).GroupBy(c => string.Join(',', Columns(font, c))), look => look.Count() > 1);
    }

    [Theory]
    [MemberData(nameof(Fonts))]
    public void All_digits_are_of_one_width_so_that_counters_stand_still(string name) =>
        Assert.Single("0123456789".Select(d => Font(name).Measure(d.ToString())).Distinct());

    [Theory]
    [InlineData("\u0000")]
    [InlineData("\u001B")]
    [InlineData("\u202E")]
    [InlineData("\u4E2D")]
    [InlineData("\U0001F4BE")]
    public void What_is_not_drawn_is_one_visible_placeholder(string text)
    {
        foreach (string name in (string[])["small", "large"])
        {
            Assert.Equal(Columns(Font(name), "\u25A1"), Columns(Font(name), text));
            Assert.Contains(Columns(Font(name), text), c => c != 0);
        }
    }

    [Fact]
    public void Half_a_pair_of_UTF_16_is_a_placeholder_too() =>
        Assert.Equal(Columns(SmallFont.Font, "\u25A1"), Columns(SmallFont.Font, ((char)0xD83D).ToString()));

    [Fact]
    public void A_name_of_a_million_letters_costs_no_more_than_one_of_a_few_hundred() =>
        Assert.Equal(
            SmallFont.Font.Measure(new string('m', PixelFont.MostCharacters)), SmallFont.Font.Measure(new string('m', 1_000_000)));

    [Fact]
    public void The_longest_address_has_room_beside_the_role() =>
        Assert.True(SmallFont.Font.Measure("255.255.255.255") + SmallFont.Font.Measure("Server") + 10 <= 127);

    [Fact]
    public void The_longest_address_has_room_in_large_letters() =>
        Assert.True(LargeFont.Font.Measure("255.255.255.255") <= 127);

    [Fact]
    public void Nothing_a_text_holds_makes_a_font_fail() =>
        Prop.ForAll(ArbMap.Default.ArbFor<string?>(), text =>
        {
            int width = 0;
            foreach (ReadOnlySpan<ushort> glyph in LargeFont.Font.Glyphs(text ?? ""))
            {
                Assert.NotEqual(0, glyph.Length);
                width += glyph.Length + LargeFont.Font.Gap;
            }
            Assert.Equal(Math.Max(0, width - LargeFont.Font.Gap), LargeFont.Font.Measure(text ?? ""));
        }).QuickCheckThrowOnFailure();

    private static PixelFont Font(string name) => name == "small" ? SmallFont.Font : LargeFont.Font;

    private static ushort[] Columns(PixelFont font, string text)
    {
        var columns = new List<ushort>();
        foreach (ReadOnlySpan<ushort> glyph in font.Glyphs(text))
            columns.AddRange(glyph);
        return [.. columns];
    }
}
