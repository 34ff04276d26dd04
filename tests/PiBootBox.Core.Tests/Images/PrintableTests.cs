using FsCheck;
using FsCheck.Fluent;
using PiBootBox.Core;
using PiBootBox.Core.Images;

namespace PiBootBox.Core.Tests.Images;

public class PrintableTests
{
    [Theory]
    [InlineData("Débian 12 ✓ 😀", "Débian 12 ✓ 😀")]
    [InlineData("\u001b[31mred\u009b1m", "?[31mred?1m")]
    [InlineData("a\r\nJan 1 root: all is well\u2028x\u2029", "a??Jan 1 root: all is well?x?")]
    [InlineData("gpj.\u202eexe\u200b", "gpj.?exe?")]
    [InlineData("\U000E0041", "?")]
    public void Only_what_a_terminal_shows_as_it_is_stays(string text, string clean)
    {
        Assert.Equal(clean, Printable.Text(text));
    }

    [Fact]
    public void What_is_too_long_is_cut_between_characters_and_half_a_character_is_replaced()
    {
        Assert.Equal(new string('x', 80), Printable.Name(new string('x', 80)));
        Assert.Equal(new string('x', 77) + "...", Printable.Name(new string('x', 81)));
        Assert.Equal(new string('x', 76) + "...", Printable.Name(new string('x', 76) + "😀😀😀"));
        Assert.Equal("\uFFFD", Printable.Text("\ud83d"));
        Assert.Equal(1024, Printable.Text(new string('x', 100_000)).Length);
    }

    [Fact]
    public void No_text_comes_out_with_a_control_character() =>
        Prop.ForAll(ArbMap.Default.ArbFor<string>(), text =>
        {
            string clean = Printable.Text(text ?? "");
            return !clean.Any(char.IsControl) && clean.Length <= 1024;
        }).QuickCheckThrowOnFailure();
}
