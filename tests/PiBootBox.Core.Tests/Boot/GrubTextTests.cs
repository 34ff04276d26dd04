using System.Text;
using FsCheck;
using FsCheck.Fluent;
using PiBootBox.Core.Boot;
using PiBootBox.Core.Images;

namespace PiBootBox.Core.Tests.Boot;

public class GrubTextTests
{
    [Theory]
    [InlineData("Debian 12", "'Debian 12'")]
    [InlineData("Tom's \"$HOME\" \\ `x`; {y}", @"'Tom'\''s ""$HOME"" \ `x`; {y}'")]
    [InlineData("a\nb\u00fc\U0001F600", "'a?b??'")]
    [InlineData("", "''")]
    public void Foreign_text_is_one_word_between_single_quotes(string text, string word) => Assert.Equal(word, GrubText.Quote(text));

    [Theory]
    [InlineData("console=ttyS0 --- quiet", " 'console=ttyS0' '---' 'quiet'")]
    [InlineData("a=\"b c\" d", " 'a=b c' 'd'")]
    [InlineData("a=\"b c", " 'a=b c'")]
    [InlineData("x=$(reboot) 'y'", @" 'x=$(reboot)' ''\''y'\'''")]
    [InlineData("  ", "")]
    public void Arguments_are_words_as_the_kernel_splits_them(string arguments, string expected) =>
        Assert.Equal(expected, GrubText.Words(arguments));

    [Fact]
    public void Whatever_the_text_GRUB_reads_it_back_as_one_word() =>
        Prop.ForAll(Arb.From(IpxeTextTests.Hostile), text =>
        {
            var shown = new StringBuilder();
            foreach (Rune rune in text.EnumerateRunes())
                shown.Append(rune.Value is >= ' ' and <= '~' ? (char)rune.Value : '?');
            return Read(GrubText.Quote(text)) is [string only] && only == shown.ToString();
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(1000));

    /// <summary>GRUB's lexer (GRUB manual, "Quoting"), as far as these words go: quotes, backslashes, blanks and line ends.</summary>
    private static List<string> Read(string line)
    {
        var words = new List<string>();
        StringBuilder? word = null;
        for (int i = 0; i < line.Length; i++)
        {
            char c = line[i];
            if (c == '\'')
            {
                int end = line.IndexOf('\'', i + 1);
                (word ??= new()).Append(line, i + 1, end - i - 1);
                i = end;
            }
            else if (c == '\\')
                (word ??= new()).Append(line[++i]);
            else if (c is ' ' or '\n' or ';' or '$' or '"' or '{' or '}' or '|' or '&' or '<' or '>' or '#')
                return [];
            else
                (word ??= new()).Append(c);
        }
        if (word is not null)
            words.Add(word.ToString());
        return words;
    }
}
