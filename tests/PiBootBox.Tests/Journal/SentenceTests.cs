using PiBootBox.Core.Journal;
using PiBootBox.Journal;
using PiBootBox.Wire;

namespace PiBootBox.Tests.Journal;

public sealed class SentenceTests
{
    private static readonly Ipv4 Address = new(0x0A000007);

    [Theory]
    [InlineData(Step.AddressGiven, "boot.ipxe", "m has the address 10.0.0.7, and boots boot.ipxe")]
    [InlineData(Step.FileProgress, "initrd.gz", "m reads initrd.gz: 25 % (9.0 of 36.0 MB)")]
    [InlineData(Step.FileAbsent, "x", "m asks for x by HTTP: not here")]
    public void Steps_read_as_sentences(Step step, string what, string expected) =>
        Assert.Equal(expected, Sentence.Of("m", new MachineEvent(step, null, Address, "HTTP", what, 9_000_000, 36_000_000)));

    [Fact]
    public void Control_characters_from_the_wire_never_reach_a_terminal()
    {
        string sentence = Sentence.Of("m", new MachineEvent(Step.FileAbsent, null, Address, "TFTP", "a\u001b[2J\nb\u009b\u202ec"));
        Assert.DoesNotContain(sentence, c => char.IsControl(c) || c == '\u202e');
    }

    [Fact]
    public void A_long_name_is_cut()
    {
        string sentence = Sentence.Of("m", new MachineEvent(Step.FileAbsent, null, Address, "TFTP", new string('a', 60_000)));
        Assert.InRange(sentence.Length, 100, 200);
    }
}
