using System.Runtime.CompilerServices;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using PiBootBox.Core.Images;
using PiBootBox.Core.Machines;
using PiBootBox.Wire;

namespace PiBootBox.Core.Tests.Machines;

public class BoxMachinesReaderTests
{
    private const string Example = """
        {
          // the rest is the framework's
          "dhcp": { "range": "10.0.0.1-10.0.0.9", "dns": ["10.0.0.1"] },
          "machines": [
            { "mac": "52:54:00:12:34:56", "name": "desk 4", "image": "memtest86+x64.bin", "address": "10.0.0.7", "architecture": "X64", "loader": "snponly" },
            { "uuid": "4C4C4544-0037-4410-8052-B4C04F4D3332", "name": "the tall one" },
            { "mac": "b8:27:eb", "architecture": "raspberry-pi" },
          ],
          "interfaces": ["eth0"]
        }
        """;

    [Fact]
    public void Everything_that_may_be_set_is_read()
    {
        MachineRules rules = Read(Example, out IReadOnlyList<SettingMistake> mistakes);

        Assert.Empty(mistakes);
        MacAddress.TryParse("52:54:00:12:34:56", out MacAddress mac);
        Assert.Equal(
            new MachineSettings("desk 4", "memtest86+x64.bin", new Ipv4(0x0A000007), Firmware.EfiX64, "snponly"),
            rules.All.Single(rule => rule.Who.IsOneAddress).Settings);
        Assert.Equal(5, rules.All.Single(rule => rule.Who.IsOneAddress).Line);
        Assert.Equal("the tall one", rules.NameOf(new MachineId(mac, new Guid("4c4c4544-0037-4410-8052-b4c04f4d3332"))));
        Assert.Equal(Firmware.RaspberryPi, rules.ArchitectureOf(new MacAddress(0xB827EB000001)));
    }

    [Fact]
    public void The_example_in_the_README_holds_no_mistake()
    {
        MachineRules rules = Read(ReadmeExample(), out IReadOnlyList<SettingMistake> mistakes);

        Assert.Empty(mistakes);
        Assert.Equal(3, rules.All.Count);
    }

    [Theory]
    [InlineData("""{ "machines": {} }""", "machines must be a list: [{ \"mac\": \"52:54:00:12:34:56\", ... }, ...].")]
    [InlineData("""{ "machines": [{ "name": "x" }] }""", "This machine does not count, for it has no \"mac\" and no \"uuid\". Write \"mac\": \"52:54:00:12:34:56\".")]
    [InlineData("""{ "machines": [{ "mac": "52:54:00:12:34:56", "role": "x" }] }""", "\"role\" is not known. Possible here: mac, uuid, name, image, answers, values, address, architecture, loader.")]
    [InlineData("""{ "machines": [{ "mac": "52:54:00:12:34:56", "address": "10.0.0" }] }""", "\"10.0.0\" is no address. Write it as 192.168.77.10.")]
    [InlineData("""{ "machines": [{ "mac": "52:54:00:12:34:56", "architecture": "x86" }] }""", "\"x86\" is no architecture. Possible: bios, ia32, x64, arm64, raspberry-pi.")]
    [InlineData("""{ "machines": [{ "uuid": "00000000-0000-0000-0000-000000000000" }] }""", "\"00000000-0000-0000-0000-000000000000\" is no UUID of a machine. `pibootbox machines` shows it, and so does `dmidecode -s system-uuid` on the machine.")]
    [InlineData("""{ "machines": [{ "mac": "52:54:00", "address": "10.0.0.7" }] }""", "\"address\" does not count for 52:54:00: an address belongs to one network card. Write its whole \"mac\".")]
    [InlineData("""{ "machines": [{ "mac": "52:54:00" }, { "mac": "52-54-00" }] }""", "The machine 52:54:00 is set twice; the first one counts. Take one away.")]
    [InlineData("""{ "machines": [{ "mac": "525400000001", "address": "10.0.0.7" }, { "mac": "525400000002", "address": "10.0.0.7" }] }""", "The address 10.0.0.7 of the machine 52:54:00:00:00:02 is another machine's already, so this machine does not count. Give it another address.")]
    [InlineData("{ \"machines\": [{ \"mac\": \"52:54:00\", \"name\": \"a\", \"name\": \"b\" }] }", "\"name\" stands twice in this machine's entry; the first one counts. Take one away.")]
    public void Each_mistake_has_its_line_and_its_cure(string json, string sentence)
    {
        Read(json, out IReadOnlyList<SettingMistake> mistakes);

        Assert.Equal(new SettingMistake(1, sentence), Assert.Single(mistakes));
    }

    [Fact]
    public void A_wrong_entry_takes_no_other_along()
    {
        MachineRules rules = Read("""
            {
              "machines": [
                { "mac": "desk" },
                { "mac": "52:54:00:12:34:56",
                  "address": 7, "name": "desk 4" },
                "x"
              ]
            }
            """, out IReadOnlyList<SettingMistake> mistakes);

        Assert.Equal([3, 5, 6], mistakes.Select(mistake => mistake.Line));
        Assert.Equal("desk 4", Assert.Single(rules.All).Settings.Name);
    }

    [Fact]
    public void A_wrong_value_does_not_take_the_rest_of_its_entry_along()
    {
        MachineRules rules = Read(
            """{ "machines": [{ "mac": "52:54:00:12:34:56", "name": 5, "name": "b", "loader": "ipxe", "architecture": "amd64" }] }""", out IReadOnlyList<SettingMistake> mistakes);

        Assert.Equal(3, mistakes.Count);
        Assert.Equal(new MachineSettings(Loader: "ipxe"), Assert.Single(rules.All).Settings);
    }

    [Theory]
    [InlineData("{ \"a\": [1, { \"machines\": 2 }], /* why */ \"Machines\": [{ \"a\": 1, \"a\": 2 }], \"b\": 3, }", "{\"a\": [1, { \"machines\": 2 }],\"b\": 3}")]
    [InlineData("{ \"machines\": [], \"machines\": [] }", "{}")]
    [InlineData("\uFEFF{ \"b\": \"\u00fc\" }", "{\"b\": \"\u00fc\"}")]
    [InlineData("{ \"machines\": [", "{ \"machines\": [")]
    [InlineData("{} x", "{} x")]
    [InlineData("[]", "[]")]
    [InlineData("", "")]
    public void The_framework_gets_the_rest_of_a_sound_file_and_all_of_a_broken_one(string json, string rest) =>
        Assert.Equal(rest, Encoding.UTF8.GetString(BoxMachinesReader.WithoutMachines(Encoding.UTF8.GetBytes(json))));

    /// <summary>Ten thousand entries, all wrong: counting each one's line from the start took the square of the file's length, many seconds.</summary>
    [Fact]
    public void The_lines_of_a_long_list_are_right()
    {
        string entries = string.Join(",\n", Enumerable.Repeat("{ \"mac\": 1 }", 10_000)) + ",\n";
        Read($"{{ \"machines\": [\n{entries}{{ \"mac\": \"52:54:00:12:34:56\" }}\n] }}", out IReadOnlyList<SettingMistake> mistakes);

        Assert.Equal(Enumerable.Range(2, mistakes.Count), mistakes.Select(mistake => mistake.Line));
        Assert.True(mistakes.Count > 40);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{ \"machines\": [")]
    public void A_file_that_is_no_JSON_is_left_to_the_framework(string json) => Assert.Empty(Read(json, out _).All);

    [Fact]
    public void No_bytes_make_the_reader_throw()
    {
        byte[] example = Encoding.UTF8.GetBytes(Example);
        Gen<byte[]> spoilt =
            from at in Gen.Choose(0, example.Length - 1)
            from to in Gen.Choose(0, 255)
            from length in Gen.Choose(0, example.Length)
            select (byte[])[.. example[..at], (byte)to, .. example[Math.Min(example.Length, at + 1 + example.Length - length)..]];

        Prop.ForAll(Arb.From(spoilt), json => { BoxMachinesReader.Read(json, out _); }).Check(Config.QuickThrowOnFailure.WithMaxTest(500));
    }

    /// <summary>The block of the box's own file.</summary>
    private static string ReadmeExample([CallerFilePath] string caller = "")
    {
        string readme = File.ReadAllText(Path.Combine(Path.GetDirectoryName(caller)!, "../../../README.md"));
        string after = readme[readme.IndexOf("### Settings", StringComparison.Ordinal)..];
        return after.Split("```")[1]["jsonc".Length..];
    }

    private static MachineRules Read(string json, out IReadOnlyList<SettingMistake> mistakes) =>
        BoxMachinesReader.Read(Encoding.UTF8.GetBytes(json), out mistakes);
}
