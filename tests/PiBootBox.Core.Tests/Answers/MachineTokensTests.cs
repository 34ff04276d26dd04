using FsCheck;
using FsCheck.Fluent;
using PiBootBox.Core.Answers;
using PiBootBox.Core.Machines;
using PiBootBox.Wire;

namespace PiBootBox.Core.Tests.Answers;

public class MachineTokensTests
{
    private static readonly MachineId Pc = new(new MacAddress(0x525400123456), new Guid("4c4c4544-0037-4410-8052-b4c04f4d3332")), Other = new(new MacAddress(0x525400123457));

    private readonly MachineTokens _tokens = new([.. Enumerable.Range(0, 32).Select(i => (byte)i)]);

    [Fact]
    public void A_token_names_its_machine_and_opens_one_thing()
    {
        foreach (MachineId machine in new[] { Pc, Other })
        {
            string token = _tokens.For(machine, TokenUse.Answers, 7);
            Assert.Matches("^[A-Za-z0-9_-]+$", token);
            Assert.Equal(machine.Uuid == Guid.Empty ? 35 : 56, token.Length);
            Assert.True(_tokens.TryRead(token, TokenUse.Answers, out MachineId read, out uint run));
            Assert.Equal((machine, 7u), (read, run));
            Assert.False(_tokens.TryRead(token, TokenUse.Done, out _, out _));
        }
    }

    [Fact]
    public void Another_boxs_secret_opens_nothing() =>
        Assert.False(new MachineTokens(new byte[32]).TryRead(_tokens.For(Pc, TokenUse.Done, 1), TokenUse.Done, out _, out _));

    /// <summary>All but the bits that Base64 has to spare at its end, which are nobody's.</summary>
    [Fact]
    public void A_token_with_another_character_is_none() => Prop.ForAll(
        Gen.Choose(0, 49).ToArbitrary(), Gen.Elements("AbZ019-_".ToCharArray()).ToArbitrary(), (at, c) =>
        {
            char[] token = _tokens.For(Pc, TokenUse.Answers, 1).ToCharArray();
            bool isSame = token[at] == c;
            token[at] = c;
            return _tokens.TryRead(token, TokenUse.Answers, out _, out _) == isSame;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Anything_may_be_asked_for() => Prop.ForAll(
        ArbMap.Default.ArbFor<string?>(), text => !_tokens.TryRead(text ?? "", TokenUse.Answers, out _, out _)).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(34)]
    [InlineData(36)]
    [InlineData(55)]
    [InlineData(57)]
    [InlineData(100_000)]
    public void A_token_of_another_length_is_none(int length) => Assert.False(_tokens.TryRead(new string('A', length), TokenUse.Done, out _, out _));
}
