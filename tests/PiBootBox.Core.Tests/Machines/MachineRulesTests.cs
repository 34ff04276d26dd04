using PiBootBox.Core.Machines;
using PiBootBox.Wire;

namespace PiBootBox.Core.Tests.Machines;

public class MachineRulesTests
{
    private static readonly Guid Uuid = new("4c4c4544-0037-4410-8052-b4c04f4d3332");
    private static readonly MachineId Machine = new(new MacAddress(0x525400123456), Uuid);

    [Theory]
    [InlineData("52:54:00:12:34:56", 6)]
    [InlineData("52-54-00-12-34-56", 6)]
    [InlineData("525400123456", 6)]
    [InlineData("52:54:00:12:34", 5)]
    [InlineData("52:54:00", 3)]
    [InlineData("52-54-00", 3)]
    [InlineData("525400", 3)]
    [InlineData("52", 1)]
    public void An_address_or_its_beginning_matches(string text, int bytes)
    {
        Assert.True(MachinePattern.TryParseMac(text, out MacAddress mac, out int given));
        Assert.Equal(bytes, given);
        var pattern = new MachinePattern(mac, given, default);
        Assert.True(pattern.Matches(Machine));
        Assert.False(pattern.Matches(new MacAddress(0xAA5400123456)));
        Assert.Equal("52:54:00:12:34:56"[..(3 * bytes - 1)], pattern.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("5")]
    [InlineData("5254001")]
    [InlineData("52:54:0")]
    [InlineData("52:54:00:")]
    [InlineData("52.54.00")]
    [InlineData("52:54:00:12:34:56:78")]
    [InlineData("xx:yy:zz")]
    [InlineData("01:00:5e")]
    [InlineData("00:00:00:00:00:00")]
    [InlineData("+1:54:00")]
    public void What_is_no_address_is_none(string text) => Assert.False(MachinePattern.TryParseMac(text, out _, out _));

    [Fact]
    public void The_most_exact_entry_counts_and_each_thing_for_itself()
    {
        var rules = new MachineRules(
        [
            Rule("52:54:00", default, new("prefix", "prefix", Loader: "prefix")),
            Rule("52:54", default, new("short", "short", Loader: "short", Architecture: Firmware.EfiArm64)),
            Rule("52:54:00:12:34:56", default, new("mac", "mac")),
            Rule("", Uuid, new("uuid")),
            Rule("52:54:00:12:34:56", new Guid("11111111-0037-4410-8052-b4c04f4d3332"), new("another machine")),
        ]);

        Assert.Equal(("uuid", "mac", "prefix", Firmware.EfiArm64),
            (rules.NameOf(Machine), rules.ImageOf(Machine), rules.LoaderOf(Machine), rules.ArchitectureOf(Machine)));
        Assert.Equal("mac", rules.NameOf(Machine.Mac));
        Assert.Equal("prefix", rules.NameOf(new MacAddress(0x525400000001)));
        Assert.Null(rules.NameOf(new MacAddress(0x020000000001)));
        Assert.Equal(new MachineSettings("mac", "mac"), Assert.Single(rules.OfOneAddress).Value);
    }

    [Fact]
    public void Among_equals_the_boxs_own_file_counts_but_an_exact_entry_of_the_drive_before_a_vague_one_of_the_box()
    {
        var drive = new MachineRules([Rule("52:54:00:12:34:56", default, new("drive", "drive"), isOfBox: false)]);
        var box = new MachineRules([Rule("52:54:00:12:34:56", default, new("box")), Rule("52:54:00", default, new(Image: "box"))]);

        MachineRules both = box.With(drive);

        Assert.Equal(("box", "drive"), (both.NameOf(Machine), both.ImageOf(Machine)));
        Assert.Equal(new MachineSettings("box", "drive"), Assert.Single(both.OfOneAddress).Value);
    }

    [Fact]
    public void To_ask_costs_no_allocation()
    {
        var rules = new MachineRules([Rule("52:54:00", default, new("a"))]);
        rules.LoaderOf(Machine);

        long before = GC.GetAllocatedBytesForCurrentThread();
        rules.NameOf(Machine);
        rules.LoaderOf(Machine);
        rules.ArchitectureOf(Machine);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static MachineRule Rule(string mac, Guid uuid, MachineSettings settings, bool isOfBox = true)
    {
        var who = new MachinePattern(default, 0, uuid);
        if (mac.Length > 0)
        {
            Assert.True(MachinePattern.TryParseMac(mac, out MacAddress parsed, out int bytes));
            who = who with { Mac = parsed, MacBytes = bytes };
        }
        return new MachineRule(who, settings, isOfBox, 1);
    }
}
