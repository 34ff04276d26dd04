using System.Diagnostics;
using System.Text;
using System.Text.Json;
using System.Xml.Linq;
using FsCheck;
using FsCheck.Fluent;
using PiBootBox.Core.Answers;
using PiBootBox.Core.Images;

namespace PiBootBox.Core.Tests.Answers;

/// <summary>Whoever reads the file finds exactly the value, whatever it holds, or the file is not handed out.</summary>
public class AnswerEscapeTests
{
    private static readonly string[] Hostile =
    [
        "plain", "two words", "it's", "\"quoted\"", "$(reboot)", "`reboot`", "$HOME", "a\\", "\\", "\\n", "; reboot", "| sh", "&& x", "#no", "'\"'\"", "*", "~",
        "<tag/>", "]]>", "&amp;", "key: value", "- item", "yes", "%x", "@y", "a:", "{{mac}}", "ünï", "-rf", "--", "a\"$b'c\\d`e", "!", "!!",
    ];

    private static Arbitrary<string> Values() => Gen.OneOf(
        Gen.Elements(Hostile),
        Gen.Elements("'\"\\$`<>&;|#:-{}[]()!*?~%@, ab1é".ToCharArray()).ListOf().Select(c => new string([.. c])).Where(s => s.Trim().Length > 0)).ToArbitrary();

    [Fact]
    public void XML_has_the_value_in_a_CDATA_section_as_well_and_a_comment_never_ends_early() => Property(value =>
    {
        foreach (string text in new[]
        {
            "<a><![CDATA[{{v}}]]></a>", "<a><![CDATA[x]]{{v}}]>y]]></a>", "<a><![CDATA[\n{{v}}{{v}}\n]]></a>", "<a><!-- {{v}} --><![CDATA[<!--]]>{{v}}</a>",
            "<a><!-- <![CDATA[ {{v}}\n{{v}}-->{{v}}</a>",
        })
        {
            string read = XElement.Parse(Filled(AnswerKind.Autounattend, text, value), LoadOptions.PreserveWhitespace).Value;
            string expected = System.Text.RegularExpressions.Regex.Replace(text[3..^4], "<!-- .*?-->", "", System.Text.RegularExpressions.RegexOptions.Singleline)
                .Replace("<![CDATA[", "").Replace("]]>", "").Replace("{{v}}", value);
            Assert.Equal(expected, read);
        }
    });

    [Fact]
    public void A_shell_reads_the_value_from_preseed_commands_and_kickstart_scripts()
    {
        string[] values = [.. Hostile, .. Gen.Sample(Values().Generator, 200)];
        foreach ((AnswerKind kind, string before, string after) in new[]
        {
            (AnswerKind.Preseed, "d-i preseed/late_command string ", ""), (AnswerKind.Kickstart, "%post\n", "\n%end"),
        })
        {
            var script = new StringBuilder();
            foreach (string value in values)
            {
                foreach (string words in new[] { "printf '%s\\n' x{{v}}", "printf '%s\\n' \"x{{v}}\"", "printf '%s\\n' 'x{{v}}'", "printf '%s\\n' \"it's x\"'{{v}}'" })
                    script.Append(Filled(kind, before + words + after, value)[before.Length..^after.Length]).Append('\n');
            }
            string expected = string.Concat(values.Select(value => $"x{value}\nx{value}\nx{value}\nit's x{value}\n"));
            Assert.Equal(expected, Sh(script.ToString()));
        }
    }

    [Fact]
    public void A_shell_reads_the_value_behind_comments_and_what_looks_like_one()
    {
        string[] scripts =
        [
            "# {{pc}}'s disk\nprintf '%s\\n' {{v}}", ": ;# it's\nprintf '%s\\n' {{v}}", "# it's \\\nprintf '%s\\n' {{v}}",
            ": \\\\\n# it's\nprintf '%s\\n' {{v}}", "printf '%s\\n' {{pc}}#'{{v}}'", "printf '%s\\n' \\ #'{{v}}'",
        ];
        foreach (string value in Hostile)
        {
            string filled = string.Concat(scripts.Select(script => Encoding.UTF8.GetString(
                Fill(AnswerKind.Kickstart, $"%post\n{script}\n%end", name => name == "v" ? value : "pc-1")!)["%post\n".Length..^"%end".Length]));
            Assert.Equal($"{value}\n{value}\n{value}\n{value}\npc-1#{value}\n #{value}\n", Sh(filled));
        }
    }

    [Theory]
    [InlineData(AnswerKind.Preseed, "d-i preseed/late_command string echo \"$(echo '{{x}}')\"")]
    [InlineData(AnswerKind.Preseed, "d-i preseed/late_command string echo \"`echo '{{x}}'`\"")]
    [InlineData(AnswerKind.Preseed, "d-i preseed/late_command string in-target sh -c \"echo {{x}}\"")]
    [InlineData(AnswerKind.Preseed, "d-i preseed/late_command string in-target bash -ec 'echo {{x}}'")]
    [InlineData(AnswerKind.Preseed, "d-i preseed/late_command string in-target sh -c \\\n 'echo {{x}}'")]
    [InlineData(AnswerKind.Kickstart, "%post\necho `echo '{{x}}'`\n%end")]
    [InlineData(AnswerKind.Kickstart, "%post\nsh -c \\\n 'echo {{x}}'\n%end")]
    [InlineData(AnswerKind.Kickstart, "%pre --interpreter /usr/bin/python3 --log=/tmp/pre.sh\nx = '{{x}}'\n%end")]
    [InlineData(AnswerKind.Preseed, "d-i preseed/late_command string in-target su tech --command \"echo {{x}}\"")]
    [InlineData(AnswerKind.Preseed, "d-i preseed/late_command string in-target \\\n su tech \\\n -- \"echo {{x}}\"")]
    [InlineData(AnswerKind.Preseed, "d-i preseed/late_command string a; \\\n# b '; \\\n c '{{x}}'")]
    [InlineData(AnswerKind.Kickstart, "%post\nrunuser tech --command=\"echo {{x}}\"\n%end")]
    [InlineData(AnswerKind.Kickstart, "%post\neval \"echo {{x}}\"\n%end")]
    [InlineData(AnswerKind.Kickstart, "%post\ndate; /usr/bin/ssh host 'echo {{x}}'\n%end")]
    [InlineData(AnswerKind.Kickstart, "%post\ntrap \"echo {{x}}\" EXIT\n%end")]
    [InlineData(AnswerKind.Kickstart, "%post\n# it's {{x}}\n%end")]
    [InlineData(AnswerKind.Kickstart, "%post\nx=\"$(date # \"\n)\" # it's\necho {{x}}\n%end")]
    [InlineData(AnswerKind.Kickstart, "%post\necho \\{{x}}\n%end")]
    [InlineData(AnswerKind.Kickstart, "%post\necho \"\\{{x}}\"\n%end")]
    [InlineData(AnswerKind.Kickstart, "%post\necho \"${{x}}\"\n%end")]
    [InlineData(AnswerKind.Kickstart, "%post\necho $'{{x}}'\n%end")]
    [InlineData(AnswerKind.Kickstart, "user --gecos=\\{{x}}")]
    [InlineData(AnswerKind.UserData, "k: \"\\{{x}}\"")]
    [InlineData(AnswerKind.Autounattend, "<a><CommandLine>cmd /c net user tech {{x}} /add</CommandLine></a>")]
    [InlineData(AnswerKind.Autounattend, "<a><u:Path\n wcm:action=\"add\">\n<!-- it --><![CDATA[cmd /c {{x}}]]></u:Path></a>")]
    [InlineData(AnswerKind.Autounattend, "<a><Path/><Command >a\n{{x}}</Command></a>")]
    [InlineData(AnswerKind.UserData, "autoinstall:\n  late-commands:\n    # a remark\n    - sh -c 'echo {{x}}'")]
    [InlineData(AnswerKind.UserData, "autoinstall:\n  late-commands:\n  - \"echo {{x}}\"")]
    [InlineData(AnswerKind.UserData, "runcmd: [[sh, -c, \"echo {{x}}\"]]")]
    [InlineData(AnswerKind.UserData, "bootcmd:\n  - {{x}}")]
    [InlineData(AnswerKind.UserData, "k: plain, '{{x}}'")]
    [InlineData(AnswerKind.UserData, "k: plain '{{x}}'")]
    public void What_a_second_reader_reads_takes_harmless_values_only(AnswerKind kind, string text)
    {
        Assert.Null(Fill(kind, text, _ => "'; touch /tmp/pwned; '"));
        Assert.Null(Fill(kind, text, _ => "$(touch /tmp/pwned)"));
        Assert.NotNull(Fill(kind, text, _ => "http://10.0.0.1/x"));
    }

    [Theory]
    [InlineData(AnswerKind.Kickstart, "%post --interpreter=/bin/bash\nx=`date`\nsh -c date\necho '{{x}}'\n%end")]
    [InlineData(AnswerKind.Kickstart, "%post\nsu tech --command date\n# it's\necho '{{x}}'\n%end")]
    [InlineData(AnswerKind.Kickstart, "%post\nuseradd --comment \"{{x}}\" tech\n%end")]
    [InlineData(AnswerKind.Autounattend, "<a><Path>cmd</Path><Path /><Paths>{{x}}</Paths></a>")]
    [InlineData(AnswerKind.UserData, "runcmd:\n  - date\nusers: [a, '{{x}}']")]
    [InlineData(AnswerKind.UserData, "autoinstall:\n  late-commands:\n    - date\n  identity:\n    - k: \"{{x}}\"")]
    public void What_came_before_in_other_lines_does_not_count(AnswerKind kind, string text) =>
        Assert.NotNull(Fill(kind, text, _ => "two words"));

    [Fact]
    public void A_command_that_goes_on_in_the_next_line_keeps_its_quotes() =>
        Assert.Equal("d-i x/late_command string echo \"a \\\n b \\$c\" 'x y'\nd-i x/y string $c",
            Encoding.UTF8.GetString(Fill(AnswerKind.Preseed, "d-i x/late_command string echo \"a \\\n b {{v}}\" {{w}}\nd-i x/y string {{v}}", name => name == "v" ? "$c" : "x y")!));

    [Fact]
    public void Debconf_takes_the_rest_of_a_line_as_it_is_and_a_backslash_at_its_end_is_refused() => Property(value =>
    {
        byte[]? filled = Fill(AnswerKind.Preseed, "d-i passwd/user-fullname string {{v}}", _ => value);
        Assert.Equal(value.EndsWith('\\') ? null : $"d-i passwd/user-fullname string {value}", filled is null ? null : Encoding.UTF8.GetString(filled));
        Assert.Equal($"d-i a string {value} b", Filled(AnswerKind.Preseed, "d-i a string {{v}} b", value));
    });

    [Fact]
    public void Words_of_kickstart_lines_are_quoted_as_shlex_unquotes_them() => Property(value =>
    {
        Assert.Equal(value, Shlex(Filled(AnswerKind.Kickstart, "{{v}}", value)));
        Assert.Equal(value, Shlex(Filled(AnswerKind.Kickstart, "\"{{v}}\"", value)));
        Assert.Equal(value, Shlex(Filled(AnswerKind.Kickstart, "'{{v}}'", value)));
    });

    [Fact]
    public void YAML_scalars_are_quoted_where_they_must_be() => Property(value =>
    {
        string scalar = Filled(AnswerKind.UserData, "key: {{v}}", value)["key: ".Length..];
        Assert.Equal(value, scalar[0] == '"' ? JsonSerializer.Deserialize<string>(scalar) : scalar);
        if (scalar[0] != '"')
            Assert.Matches("^[A-Za-z0-9._/:+][A-Za-z0-9._/:@%+=-]*$", scalar);
        Assert.Equal(value, JsonSerializer.Deserialize<string>(Filled(AnswerKind.UserData, "  - \"{{v}}\" # it", value)["  - ".Length..^" # it".Length]));
        string single = Filled(AnswerKind.UserData, "- 'it''s {{v}}'", value)["- 'it''s ".Length..^1];
        Assert.Equal(value, single.Replace("''", "'"));
        Assert.DoesNotContain("'", single.Replace("''", ""));
    });

    [Theory]
    [InlineData(AnswerKind.UserData, "key: pc {{v}}")]
    [InlineData(AnswerKind.UserData, "key: [{{v}}, b]")]
    [InlineData(AnswerKind.UserData, "key: |\n  echo {{v}}")]
    [InlineData(AnswerKind.UserData, "- >-\n  echo \"{{v}}\"")]
    [InlineData(AnswerKind.UserData, "- it's {{v}}")]
    [InlineData(AnswerKind.Kickstart, "%post\ncat <<END\n{{v}}\nEND\n%end")]
    [InlineData(AnswerKind.Kickstart, "%post --interpreter=/usr/bin/python3\nprint('{{v}}')\n%end")]
    [InlineData(AnswerKind.Kickstart, "%packages\n{{v}}\n%end")]
    public void Where_nobody_can_tell_what_reads_it_a_value_must_be_harmless(AnswerKind kind, string text)
    {
        Assert.Null(AnswerTemplate.Parse(Encoding.UTF8.GetBytes(text), kind, _ => true, out _).Fill(_ => "a b", out string why));
        Assert.Contains("put the {{name}} between quotes, or choose a value of letters, digits and . _ - / : @ % + =.", why);
        Assert.Equal(text.Replace("{{v}}", "http://10.0.0.1/done/aB-_9"), Filled(kind, text, "http://10.0.0.1/done/aB-_9"));
    }

    [Theory]
    [InlineData("key: |\n  a\n\n  b\nother: {{v}}", "other: \"a b\"")]
    [InlineData("list:\n  - |\n    a\n  - {{v}}", "  - \"a b\"")]
    public void A_block_scalar_ends_where_its_indentation_does(string text, string end) =>
        Assert.EndsWith(end, Filled(AnswerKind.UserData, text, "a b"), StringComparison.Ordinal);

    [Fact]
    public void XML_reads_the_value_from_text_and_from_attributes() => Property(value =>
    {
        XElement read = XElement.Parse(Filled(AnswerKind.Autounattend, "<a b=\"{{v}}\" c='{{v}}'>{{v}}</a>", value), LoadOptions.PreserveWhitespace);
        Assert.Equal((value, value, value), (read.Value, (string?)read.Attribute("b"), (string?)read.Attribute("c")));
    });

    [Fact]
    public void A_value_never_becomes_a_placeholder() =>
        Assert.Equal("d-i a string {{mac}} b", Filled(AnswerKind.Preseed, "d-i a string {{v}} b", "{{mac}}"));

    private static void Property(Action<string> holds) => Prop.ForAll(Values(), holds).QuickCheckThrowOnFailure();

    private static string Filled(AnswerKind kind, string text, string value)
    {
        byte[]? filled = Fill(kind, text, _ => value);
        Assert.NotNull(filled);
        return Encoding.UTF8.GetString(filled);
    }

    private static byte[]? Fill(AnswerKind kind, string text, Func<string, string> valueOf)
    {
        AnswerTemplate template = AnswerTemplate.Parse(Encoding.UTF8.GetBytes(text), kind, _ => true, out IReadOnlyList<SettingMistake> mistakes);
        Assert.Empty(mistakes);
        return template.Fill(valueOf, out _);
    }

    private static string Sh(string script)
    {
        var start = new ProcessStartInfo("/bin/sh")
        {
            RedirectStandardInput = true, RedirectStandardOutput = true,
            StandardInputEncoding = new UTF8Encoding(false), StandardOutputEncoding = new UTF8Encoding(false),
        };
        using Process sh = Process.Start(start)!;
        Task<string> output = sh.StandardOutput.ReadToEndAsync();
        sh.StandardInput.Write(script);
        sh.StandardInput.Close();
        return output.GetAwaiter().GetResult();
    }

    /// <summary>Python's shlex.split for one word, by its documentation (POSIX mode).</summary>
    private static string Shlex(string text)
    {
        var word = new StringBuilder();
        char quote = '\0';
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            if (quote == '\0' && c is '\'' or '"' && quote == '\0')
                quote = c;
            else if (quote != '\0' && c == quote)
                quote = '\0';
            else if (c == '\\' && quote == '\0' || c == '\\' && quote == '"' && text[i + 1] is '"' or '\\' && c == '\\' && quote == '"')
                word.Append(text[++i]);
            else if (quote == '\0' && (c is ' ' || c is '#'))
                throw new InvalidOperationException($"more than one word: {text}");
            else
                word.Append(c);
        }
        Assert.Equal('\0', quote);
        return word.ToString();
    }
}
