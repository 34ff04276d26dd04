using PiBootBox.Wire.Dhcp;
using PiBootBox.Wire.Tests.Dhcp.Vectors;

namespace PiBootBox.Wire.Tests.Dhcp;

public class DhcpMessageTests
{
    private static readonly MacAddress Mac = new(0x525400123456);

    private static ClientMessage Discover => new(DhcpMessageType.Discover, Mac);

    private static DhcpFlaw FlawOf(byte[] bytes)
    {
        DhcpMessage.TryParse(bytes, out _, out DhcpFlaw flaw);
        return flaw;
    }

    [Fact]
    public void The_fixed_part_and_the_options_are_read()
    {
        byte[] bytes = (Discover with { Broadcast = true, RelayAddress = new Ipv4(0x0A000001), ClientAddress = new Ipv4(0x0A000009) })
            .With(DhcpCode.RequestedAddress, new Ipv4(0x0A000007))
            .With(DhcpCode.LeaseTime, 3600u)
            .With(DhcpCode.MaxMessageSize, 0x05, 0xC0)
            .ToBytes();

        Assert.True(DhcpMessage.TryParse(bytes, out DhcpMessage message, out _));
        Assert.Equal(DhcpMessageType.Discover, message.Type);
        Assert.Equal(0x11223344u, message.TransactionId);
        Assert.Equal(Mac, message.HardwareAddress);
        Assert.True(message.WantsBroadcast);
        Assert.False(message.IsReply);
        Assert.Equal("10.0.0.1", message.RelayAddress.ToString());
        Assert.Equal("10.0.0.9", message.ClientAddress.ToString());
        Assert.Equal("10.0.0.7", message.RequestedAddress.ToString());
        Assert.Equal(3600u, message.LeaseSeconds);
        Assert.Equal((ushort)1472, message.MaxMessageSize);
        Assert.True(message.ServerId.IsAny);
    }

    [Fact]
    public void Options_in_file_and_sname_follow_those_behind_the_cookie()
    {
        byte[] bytes = (Discover with { File = [77, 1, 2, 255], ServerName = [77, 1, 3, 255] })
            .With(DhcpCode.Overload, 3)
            .With(DhcpCode.UserClass, 1)
            .ToBytes();

        Assert.True(DhcpMessage.TryParse(bytes, out DhcpMessage message, out _));
        Span<byte> joined = stackalloc byte[8];
        Assert.Equal(3, message.Join(DhcpCode.UserClass, joined));
        Assert.Equal([1, 2, 3], joined[..3].ToArray());
        Assert.True(message.BootFile.IsEmpty);
        Assert.True(message.ServerName.IsEmpty);
    }

    [Fact]
    public void A_split_option_is_joined_and_cut_to_the_room_there_is()
    {
        byte[] bytes = Discover.With(DhcpCode.ClientId, 1, 2, 3).With(DhcpCode.VendorClass, 9).With(DhcpCode.ClientId, 4, 5).ToBytes();
        Assert.True(DhcpMessage.TryParse(bytes, out DhcpMessage message, out _));
        Span<byte> room = stackalloc byte[4];
        Assert.Equal(4, message.Join(DhcpCode.ClientId, room));
        Assert.Equal([1, 2, 3, 4], room.ToArray());
    }

    [Fact]
    public void Padding_between_options_and_a_missing_end_are_tolerated()
    {
        byte[] bytes = Discover.WithRaw(0, 0, DhcpCode.VendorClass, 1, 7, 0).ToBytes()[..^1];
        Assert.True(DhcpMessage.TryParse(bytes, out DhcpMessage message, out _));
        Assert.True(message.TryGet(DhcpCode.VendorClass, out ReadOnlySpan<byte> value));
        Assert.Equal([7], value.ToArray());
    }

    [Fact]
    public void Nothing_behind_the_end_is_an_option()
    {
        byte[] bytes = [.. Discover.ToBytes(), DhcpCode.VendorClass, 200];
        Assert.True(DhcpMessage.TryParse(bytes, out DhcpMessage message, out _));
        Assert.False(message.Has(DhcpCode.VendorClass));
    }

    [Fact]
    public void Zero_lengths_are_options_without_a_value()
    {
        byte[] bytes = Discover.With(DhcpCode.ClientId).With(DhcpCode.UserClass).With(DhcpCode.ClientMachineId).ToBytes();
        Assert.True(DhcpMessage.TryParse(bytes, out DhcpMessage message, out _));
        Assert.True(message.TryGet(DhcpCode.ClientId, out ReadOnlySpan<byte> value));
        Assert.True(value.IsEmpty);
    }

    [Fact]
    public void Every_cut_of_a_message_is_refused_or_read_but_never_throws()
    {
        byte[] whole = Discover.With(DhcpCode.ClientId, 1, 2, 3).ToBytes();
        for (int length = 0; length < 240; length++)
            Assert.Equal(DhcpFlaw.TooShort, FlawOf(whole[..length]));
        Assert.Equal(DhcpFlaw.NoMessageType, FlawOf(whole[..240]));
        Assert.Equal(DhcpFlaw.OptionPastEnd, FlawOf(whole[..241]));
        Assert.Equal(DhcpFlaw.OptionPastEnd, FlawOf(whole[..242]));
        Assert.Equal(DhcpFlaw.OptionPastEnd, FlawOf(whole[..246]));
    }

    public static TheoryData<string, DhcpFlaw, byte[]> Hostile => new()
    {
        { "no magic cookie", DhcpFlaw.NoMagicCookie, Spoil(Discover.ToBytes(), 236, 0) },
        { "op 3", DhcpFlaw.WrongOp, (Discover with { Op = 3 }).ToBytes() },
        { "hlen 255", DhcpFlaw.HardwareLength, (Discover with { HardwareLength = 255 }).ToBytes() },
        { "hlen 17", DhcpFlaw.HardwareLength, (Discover with { HardwareLength = 17 }).ToBytes() },
        { "hlen 0", DhcpFlaw.NotEthernet, (Discover with { HardwareLength = 0 }).ToBytes() },
        { "InfiniBand", DhcpFlaw.NotEthernet, (Discover with { HardwareType = 32 }).ToBytes() },
        { "an option past the end", DhcpFlaw.OptionPastEnd, Discover.WithRaw(DhcpCode.VendorClass, 255, 1, 2).ToBytes() },
        { "a code as the last byte", DhcpFlaw.OptionPastEnd, Discover.WithRaw(DhcpCode.VendorClass).ToBytes()[..^1] },
        { "option 53 twice", DhcpFlaw.OptionTwice, Discover.With(DhcpCode.MessageType, 3).ToBytes() },
        { "option 53 twice and equal", DhcpFlaw.OptionTwice, Discover.With(DhcpCode.MessageType, 1).ToBytes() },
        { "option 53 of no length", DhcpFlaw.OptionLength, Spoil(Discover.ToBytes(), 241, 0) },
        { "option 53 of length 2", DhcpFlaw.OptionLength, Discover.With(DhcpCode.MessageType, 1, 1).ToBytes() },
        { "message type 0", DhcpFlaw.UnknownMessageType, Spoil(Discover.ToBytes(), 242, 0) },
        { "message type 9", DhcpFlaw.UnknownMessageType, Spoil(Discover.ToBytes(), 242, 9) },
        { "BOOTP", DhcpFlaw.NoMessageType, Spoil(Discover.ToBytes(), 240, 255) },
        { "an address of three bytes", DhcpFlaw.OptionLength, Discover.With(DhcpCode.RequestedAddress, 1, 2, 3).ToBytes() },
        { "two server ids", DhcpFlaw.OptionTwice, Discover.With(DhcpCode.ServerId, 1u).With(DhcpCode.ServerId, 2u).ToBytes() },
        { "a lease time of no length", DhcpFlaw.OptionLength, Discover.With(DhcpCode.LeaseTime).ToBytes() },
        { "a size of one byte", DhcpFlaw.OptionLength, Discover.With(DhcpCode.MaxMessageSize, 5).ToBytes() },
        { "overload 0", DhcpFlaw.Overload, Discover.With(DhcpCode.Overload, 0).ToBytes() },
        { "overload 4", DhcpFlaw.Overload, Discover.With(DhcpCode.Overload, 4).ToBytes() },
        { "overload of no length", DhcpFlaw.Overload, Discover.With(DhcpCode.Overload).ToBytes() },
        { "overload twice", DhcpFlaw.OptionTwice, Discover.With(DhcpCode.Overload, 1).With(DhcpCode.Overload, 1).ToBytes() },
        { "an option past the end of file", DhcpFlaw.OptionPastEnd, (Discover with { File = [77, 127] }).With(DhcpCode.Overload, 1).ToBytes() },
        { "an option past the end of sname", DhcpFlaw.OptionPastEnd, (Discover with { ServerName = [77, 63] }).With(DhcpCode.Overload, 2).ToBytes() },
        { "option 53 again in file", DhcpFlaw.OptionTwice, (Discover with { File = [53, 1, 3, 255] }).With(DhcpCode.Overload, 1).ToBytes() },
    };

    [Theory]
    [MemberData(nameof(Hostile))]
    public void Hostile_messages_are_refused_with_the_reason(string what, DhcpFlaw flaw, byte[] bytes)
    {
        Assert.Equal((what, flaw), (what, FlawOf(bytes)));
        Assert.NotEqual("it is malformed", flaw.Describe());
    }

    [Fact]
    public void A_message_that_was_refused_has_no_options()
    {
        Assert.False(DhcpMessage.TryParse([], out DhcpMessage message, out _));
        Assert.False(message.Has(DhcpCode.MessageType));
    }

    private static byte[] Spoil(byte[] bytes, int at, byte value)
    {
        bytes[at] = value;
        return bytes;
    }
}
