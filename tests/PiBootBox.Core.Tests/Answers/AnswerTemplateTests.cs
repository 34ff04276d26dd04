using System.Text;
using PiBootBox.Core.Answers;
using PiBootBox.Core.Images;

namespace PiBootBox.Core.Tests.Answers;

public class AnswerTemplateTests
{
    [Theory]
    [InlineData("")]
    [InlineData("d-i a/b string c\r\n\r\n\tlast line without end")]
    [InlineData("\uFEFFkey: {{ ds.meta_data }} {{.Name}} {{}} {{ }} {} }} {{ {{\"x\"}} {{é}}\n")]
    public void What_is_no_placeholder_stays_byte_by_byte(string text)
    {
        AnswerTemplate template = Parse(text);

        Assert.Equal(Encoding.UTF8.GetBytes(text), template.Fill(_ => throw new InvalidOperationException("asked"), out _));
    }

    [Fact]
    public void Bytes_that_are_no_UTF8_stay_too()
    {
        byte[] bytes = [.. "# "u8, 0xE9, 0x80, 0xFE, .. "\r\nd-i a string {{mac}}\n"u8, 0xFF];
        AnswerTemplate template = AnswerTemplate.Parse(bytes, AnswerKind.Preseed, _ => false, out IReadOnlyList<SettingMistake> mistakes);

        Assert.Empty(mistakes);
        Assert.Equal([.. "# "u8, 0xE9, 0x80, 0xFE, .. "\r\nd-i a string M\n"u8, 0xFF], template.Fill(_ => "M", out _));
    }

    [Theory]
    [InlineData("{{mac}}", "<mac>")]
    [InlineData("{{ mac }}", "<mac>")]
    [InlineData("{{{mac}}}", "{<mac>}")]
    [InlineData("a{{mac}}{{ip}}b\nx {{ done }} y", "a<mac><ip>b\nx <done> y")]
    [InlineData("{{ {{mac}} }}", "{{ <mac> }}")]
    public void Names_are_replaced(string text, string filled) =>
        Assert.Equal(filled, Encoding.UTF8.GetString(Parse(text).Fill(name => $"<{name}>", out _)!));

    [Fact]
    public void Unknown_names_are_told_with_their_line_and_the_cure()
    {
        IReadOnlyList<SettingMistake> mistakes = Mistakes("{{mac}}\n\n{{room}} {{host name}}\n{{Mac}}", name => name == "desk");

        Assert.Equal([3, 3, 4], mistakes.Select(m => m.Line));
        Assert.Equal(
            "{{room}} is not known. The box knows mac, ip, hostname, box, serial, done; other names go into \"values\" of pibootbox.json: \"values\": { \"room\": \"...\" }.",
            mistakes[0].Sentence);
        Assert.Empty(Mistakes("{{desk}}", name => name == "desk"));
    }

    [Fact]
    public void A_file_full_of_mistakes_costs_a_few()
    {
        string text = string.Concat(Enumerable.Repeat("{{x}}\n", 5_000));
        Assert.Equal(20, Mistakes(text).Count);
        Assert.Contains("more than 500 names", Assert.Single(Mistakes(string.Concat(Enumerable.Repeat("{{mac}}", 501)))).Sentence);
    }

    [Theory]
    [InlineData(64 * 1024, 0)]
    [InlineData(64 * 1024 + 1, 1)]
    public void A_file_has_64_KB_at_most(int length, int mistakes) => Assert.Equal(mistakes, Mistakes(new string('#', length)).Count);

    [Fact]
    public void A_file_that_Windows_saved_as_Unicode_is_told()
    {
        AnswerTemplate.Parse([0xFF, 0xFE, (byte)'{', 0], AnswerKind.Autounattend, _ => true, out IReadOnlyList<SettingMistake> mistakes);

        Assert.Contains("Save it anew, with the encoding UTF-8", Assert.Single(mistakes).Sentence);
    }

    [Fact]
    public void A_value_that_the_machine_does_not_have_fills_nothing()
    {
        Assert.Null(Parse("# {{mac}}\n# {{serial}}").Fill(name => name == "serial" ? null : "x", out string why));
        Assert.Equal("Line 2 wants {{serial}}, which is not known of this machine.", why);
    }

    [Fact]
    public void Whether_it_reports_its_end_is_seen()
    {
        Assert.True(Parse("wget {{done}}").ReportsItsEnd);
        Assert.False(Parse("wget {{box}}/done").ReportsItsEnd);
    }

    [Theory]
    [InlineData("debian.preseed", AnswerKind.Preseed)]
    [InlineData("A/B.KS", AnswerKind.Kickstart)]
    [InlineData("room.user-data", AnswerKind.UserData)]
    [InlineData("Win11.Autounattend.xml", AnswerKind.Autounattend)]
    [InlineData("autounattend.xml", null)]
    [InlineData("user-data", null)]
    [InlineData("preseed.cfg", null)]
    public void The_end_of_the_name_tells_the_kind(string path, AnswerKind? kind) => Assert.Equal(kind, AnswerKinds.Of(path));

    private static AnswerTemplate Parse(string text)
    {
        AnswerTemplate template = AnswerTemplate.Parse(Encoding.UTF8.GetBytes(text), AnswerKind.Preseed, _ => false, out IReadOnlyList<SettingMistake> mistakes);
        Assert.Empty(mistakes);
        return template;
    }

    private static IReadOnlyList<SettingMistake> Mistakes(string text, Func<string, bool>? isValue = null)
    {
        AnswerTemplate.Parse(Encoding.UTF8.GetBytes(text), AnswerKind.Preseed, isValue ?? (_ => false), out IReadOnlyList<SettingMistake> mistakes);
        return mistakes;
    }
}
