using FsCheck;
using FsCheck.Fluent;
using PiBootBox.Core.Boot;

namespace PiBootBox.Core.Tests.Boot;

public class IpxeTextTests
{
    /// <summary>What iPXE's parser reacts to, in every order.</summary>
    internal static readonly Gen<string> Hostile = Gen.ListOf(Gen.Elements(
        " ", "  ", "\t", "\n", "\r", "\\", "#", "||", "&&", ";", ":", "$", "{", "}", "${", "${box}", "${nil}", "${pad2}",
        "--", "-n", "!", "exit", "goto", "failed", "a", "\"", "'", "%", "%s", "\u00fc", "\u6f22", "\U0001F600", "\0", "\u001b[2J"))
        .Select(string.Concat);

    [Theory]
    [InlineData("Debian 12", "Debian 12")]
    [InlineData("# no comment", "# no comment")]
    [InlineData("a || exit 1", "a || exit 1")]
    [InlineData("a && b ; c", "a && b ; c")]
    [InlineData("two  spaces", "two  spaces")]
    [InlineData(" edges ", " edges ")]
    [InlineData("${box}", "$(box}")]
    [InlineData("$${a}", "$$(a}")]
    [InlineData("ends with \\", "ends with \\")]
    [InlineData("\u00fc\u6f22", "??")]
    [InlineData("a\nexit", "a?exit")]
    public void Text_comes_to_the_screen_as_it_is_and_means_nothing(string text, string shown) => Assert.Equal(shown, Shown(text));

    [Fact]
    public void No_text_gets_out_of_its_line() =>
        Prop.ForAll(Arb.From(Hostile), text => Shown(text) == IpxeText.Plain(text)).Check(Config.QuickThrowOnFailure.WithMaxTest(5000));

    [Fact]
    public void No_arguments_get_out_of_theirs() =>
        Prop.ForAll(Arb.From(Hostile), text =>
            EchoOf(IpxeText.Words(text), [])
                == string.Join(' ', IpxeText.Plain(text).Split(' ', StringSplitOptions.RemoveEmptyEntries)))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(5000));

    private static string Shown(string text)
    {
        var pads = new SortedSet<int>();
        return EchoOf(IpxeText.Show(text, pads), pads);
    }

    /// <summary>A line with the text at its end, and one after it that must still be there.</summary>
    private static string EchoOf(string escaped, SortedSet<int> pads)
    {
        var ipxe = new IpxeModel($"#!ipxe\necho -- {escaped}\necho after\n", _ => null);
        foreach (int pad in pads)
            ipxe.Settings[$"pad{pad}"] = new string(' ', pad);
        ipxe.Settings["box"] = "expanded";
        ipxe.Run();

        Assert.Equal(2, ipxe.Executed.Count);
        Assert.Equal(["echo", "after"], ipxe.Executed[1]);
        return string.Join(' ', ipxe.Executed[0][2..]);
    }
}
