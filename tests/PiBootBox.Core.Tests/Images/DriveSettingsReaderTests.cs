using System.Runtime.CompilerServices;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using PiBootBox.Core.Images;
using PiBootBox.Core.Machines;
using PiBootBox.Wire;

namespace PiBootBox.Core.Tests.Images;

public class DriveSettingsReaderTests
{
    private const string Example = """
        // The stick of the workshop.
        {
          "title": "Workshop",
          "timeout": 20,
          "default": "menu",
          "images": {
            "debian12": { "title": "Debian", "arguments": "console=ttyS0 nomodeset", "hidden": true, "destructive": true, },
          },
          "machines": [
            { "mac": "52-54-00-12-34-56", "name": "bench 1", "image": "debian12" },
          ],
        }
        """;

    [Fact]
    public void Everything_that_may_be_set_is_read_comments_and_trailing_commas_included()
    {
        DriveSettings settings = Read(Example);

        Assert.Empty(settings.Mistakes);
        Assert.Equal(("Workshop", TimeSpan.FromSeconds(20), "menu"), (settings.Title, settings.Timeout, settings.Default));
        Assert.Equal(new ImageSettings("Debian", "console=ttyS0 nomodeset", true, true), settings.Images["DEBIAN12"]);
        Assert.True(MacAddress.TryParse("52:54:00:12:34:56", out MacAddress mac));
        Assert.Equal(new MachineSettings("bench 1", "debian12"), settings.Machines[mac]);
    }

    [Fact]
    public void The_example_in_the_README_holds_no_mistake()
    {
        string json = ReadmeExample("A `pibootbox.json` on the drive");

        DriveSettings settings = Read(json);

        Assert.Empty(settings.Mistakes);
        Assert.NotNull(settings.Title);
        Assert.NotEmpty(settings.Images);
        Assert.NotNull(Assert.Single(settings.Machines).Value.Image);
    }

    [Fact]
    public void A_machine_that_is_wrong_does_not_take_the_others_along_and_has_the_line_where_it_begins()
    {
        DriveSettings settings = Read("""
            {
              "machines": [
                { "image": "menu",
                  "name": "no address" },
                7,
                { "name": "desk 4",
                  "mac": "desk" },
                { "image": "local", "mac": "52:54:00:12:34:56" },
                { "mac": "52:54:00:12:34:56",
                  "image": "menu" }
              ]
            }
            """);

        Assert.Equal([3, 5, 7, 9], settings.Mistakes.Select(m => m.Line).Order());
        Assert.Equal("local", Assert.Single(settings.Machines).Value.Image);
    }

    [Theory]
    [InlineData("range")]
    [InlineData("Interfaces")]
    [InlineData("role")]
    [InlineData("drive")]
    [InlineData("keys")]
    [InlineData("httpPort")]
    public void What_belongs_to_the_box_is_refused_with_the_place_where_it_can_be_set(string key)
    {
        DriveSettings settings = Read($$"""
            {
              "{{key}}": { "a": [1, 2] },
              "title": "still read"
            }
            """);

        SettingMistake mistake = Assert.Single(settings.Mistakes);
        Assert.Equal(2, mistake.Line);
        Assert.Equal($"\"{key}\" is a setting of the box, and a drive cannot change it. Set it in /etc/pibootbox/pibootbox.json on the box.", mistake.Sentence);
        Assert.Equal("still read", settings.Title);
    }

    [Theory]
    [InlineData("address")]
    [InlineData("architecture")]
    [InlineData("loader")]
    public void A_drive_sets_a_machines_name_and_image_and_nothing_more(string key)
    {
        DriveSettings settings = Read($$"""
            { "machines": [{
                "{{key}}": "x", "mac": "52:54:00:12:34:56", "name": "desk 4" }] }
            """);

        SettingMistake mistake = Assert.Single(settings.Mistakes);
        Assert.Equal((2, $"\"{key}\" is a setting of the box, and a drive cannot change it. Set it in /etc/pibootbox/pibootbox.json on the box."), (mistake.Line, mistake.Sentence));
        Assert.Equal("desk 4", Assert.Single(settings.Machines).Value.Name);
    }

    [Theory]
    [InlineData("""{ "tittle": [{}] }""", "\"tittle\" is not known. Possible here: title, timeout, default, images, machines, values.")]
    [InlineData("""{ "title": 7 }""", "\"title\" must be a text in quotes, of 1 to 1,024 characters.")]
    [InlineData("""{ "title": { "a": 1 } }""", "\"title\" must be a text in quotes, of 1 to 1,024 characters.")]
    [InlineData("""{ "timeout": "20" }""", "\"timeout\" must be a whole number from 0 to 3600 (seconds; 0 waits for ever).")]
    [InlineData("""{ "timeout": -1 }""", "\"timeout\" must be a whole number from 0 to 3600 (seconds; 0 waits for ever).")]
    [InlineData("""{ "timeout": 1e99 }""", "\"timeout\" must be a whole number from 0 to 3600 (seconds; 0 waits for ever).")]
    [InlineData("""{ "images": [] }""", "images must be an object: { \"name\": value, ... }.")]
    [InlineData("""{ "images": { "a": "b" } }""", "The image \"a\" must be an object: { \"name\": value, ... }.")]
    [InlineData("""{ "images": { "a": { "hidden": "yes" } } }""", "\"hidden\" must be true or false.")]
    [InlineData("""{ "images": { "a": { "destructive": 1 } } }""", "\"destructive\" must be true or false.")]
    [InlineData("""{ "images": { "a": { "kernel": "x" } } }""", "\"kernel\" is not known. Possible here: title, arguments, hidden, destructive.")]
    [InlineData("""{ "images": { "a": { "arguments": "BOOTIF=${mac}" } } }""", "\"arguments\" does not count: \"${\" would be replaced by the boot loader.")]
    [InlineData("""{ "images": { "a": { "arguments": "a\nb" } } }""", "\"arguments\" does not count: only plain ASCII characters are possible.")]
    [InlineData("""{ "images": { "a": {}, "A": {} } }""", "The image \"A\" is set twice; the first one counts. Take one away.")]
    [InlineData("""{ "machines": {} }""", "machines must be a list: [{ \"mac\": \"52:54:00:12:34:56\", ... }, ...].")]
    [InlineData("""{ "machines": ["52:54:00:12:34:56"] }""", "Each of the machines must be an object: { \"name\": value, ... }.")]
    [InlineData("""{ "machines": [{ "name": "desk 4" }] }""", "This machine does not count, for it has no \"mac\" and no \"uuid\". Write \"mac\": \"52:54:00:12:34:56\".")]
    [InlineData("""{ "machines": [{ "mac": 5 }] }""", "\"mac\" must be a text in quotes, of 1 to 1,024 characters.")]
    [InlineData("""{ "machines": [{ "mac": "bench" }] }""", "\"bench\" is no hardware address. Write it as 52:54:00:12:34:56, or its beginning as 52:54:00.")]
    [InlineData("""{ "machines": [{ "mac": "ff:ff:ff:ff:ff:ff" }] }""", "\"ff:ff:ff:ff:ff:ff\" is no hardware address. Write it as 52:54:00:12:34:56, or its beginning as 52:54:00.")]
    [InlineData("""{ "machines": [{ "mac": "52:54:00:12:34:56", "os": "x" }] }""", "\"os\" is not known. Possible here: mac, uuid, name, image, answers, values.")]
    [InlineData("""{ "machines": [{ "mac": "525400123456" }, { "mac": "52-54-00-12-34-56" }] }""", "The machine 52:54:00:12:34:56 is set twice; the first one counts. Take one away.")]
    [InlineData("[]", "The file must be an object: { \"name\": value, ... }.")]
    public void Each_mistake_has_its_line_and_its_cure(string json, string sentence)
    {
        SettingMistake mistake = Assert.Single(Read(json).Mistakes);

        Assert.Equal(new SettingMistake(1, sentence), mistake);
    }

    [Theory]
    [InlineData("", 1)]
    [InlineData("{\n  \"title\": \"a\"\n  \"default\": \"b\"\n}", 3)]
    [InlineData("{\n\n\"title\": \"a\"", 3)]
    [InlineData("{}\n{}", 2)]
    public void Of_a_file_that_is_no_JSON_nothing_counts(string json, int line)
    {
        DriveSettings settings = Read(json);

        Assert.Null(settings.Title);
        SettingMistake mistake = Assert.Single(settings.Mistakes);
        Assert.Equal(line, mistake.Line);
        Assert.Contains("no valid JSON", mistake.Sentence);
    }

    [Fact]
    public void A_byte_order_mark_and_a_broken_escape_do_no_harm()
    {
        DriveSettings settings = Read("\uFEFF{ \"title\": \"\\ud800\", \"default\": \"local\" }");

        Assert.Equal("local", settings.Default);
        Assert.Null(settings.Title);
        Assert.NotEmpty(settings.Mistakes);
    }

    [Fact]
    public void A_drive_cannot_fill_the_memory_with_machines_or_the_screen_with_mistakes()
    {
        var many = new StringBuilder("{ \"machines\": [");
        for (int i = 1; i <= 1000; i++)
            many.Append($"{{ \"mac\": \"52540000{i:x4}\" }}, ");
        DriveSettings settings = Read(many.Append("] }").ToString());

        Assert.Equal(250, settings.Machines.Count);
        Assert.Equal(50, settings.Mistakes.Count);
    }

    [Theory]
    [InlineData("""{ "\u001b[2J\u202e": 1 }""", "\"?[2J?\" is not known. Possible here: title, timeout, default, images, machines, values.")]
    [InlineData("""{ "images": { "\u001b]0;x\u0007": 1 } }""", "The image \"?]0;x?\" must be an object: { \"name\": value, ... }.")]
    [InlineData("""{ "machines": [{ "mac": "\u001b[2J" }] }""", "\"?[2J\" is no hardware address. Write it as 52:54:00:12:34:56, or its beginning as 52:54:00.")]
    public void What_the_file_says_cannot_steer_a_terminal_through_the_mistakes(string json, string sentence)
    {
        Assert.Equal(sentence, Assert.Single(Read(json).Mistakes).Sentence);
    }

    [Fact]
    public void A_key_without_end_leaves_the_cure_in_sight()
    {
        string sentence = Assert.Single(Read($$"""{ "{{new string('k', 100_000)}}": 1 }""").Mistakes).Sentence;

        Assert.InRange(sentence.Length, 1, 200);
        Assert.EndsWith("Possible here: title, timeout, default, images, machines, values.", sentence);
    }

    [Fact]
    public void No_bytes_make_the_reader_throw()
    {
        byte[] example = Encoding.UTF8.GetBytes(Example);
        Gen<byte[]> spoilt =
            from spots in Gen.ListOf(Gen.Choose(0, example.Length - 1).SelectMany(at => Gen.Choose(0, 255).Select(to => (at, to))))
            from length in Gen.Choose(0, example.Length)
            select Spoil(example, spots, length);

        Prop.ForAll(Arb.From(spoilt), json => { DriveSettingsReader.Read(json); }).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));
        Prop.ForAll(ArbMap.Default.ArbFor<byte[]>(), json => { DriveSettingsReader.Read(json); }).QuickCheckThrowOnFailure();
    }

    private static byte[] Spoil(byte[] seed, IEnumerable<(int At, int To)> spots, int length)
    {
        byte[] file = [.. seed];
        foreach ((int at, int to) in spots)
            file[at] = (byte)to;
        return file[..length];
    }

    /// <summary>The first fenced block after the words.</summary>
    private static string ReadmeExample(string words, [CallerFilePath] string caller = "")
    {
        string readme = File.ReadAllText(Path.Combine(Path.GetDirectoryName(caller)!, "../../../README.md"));
        string after = readme[readme.IndexOf(words, StringComparison.Ordinal)..];
        return after.Split("```")[1]["jsonc".Length..];
    }

    private static DriveSettings Read(string json) => DriveSettingsReader.Read(Encoding.UTF8.GetBytes(json));
}
