using FsCheck;
using FsCheck.Fluent;
using PiBootBox.Wire;
using PiBootBox.Wire.Dhcp;
using PiBootBox.Wire.Tests.Dhcp.Vectors;
using static PiBootBox.Core.Tests.Dhcp.TestServer;

namespace PiBootBox.Core.Tests.Dhcp;

public class HostileTests
{
    private readonly TestServer _server = new();

    private void IsDropped(ClientMessage message) => IsDropped(message.ToBytes());

    private void IsDropped(byte[] bytes)
    {
        Assert.Null(_server.SendBytes(bytes, Mac(1)));
        Assert.Equal("malformed DHCP", Assert.Single(_server.Journal.Troubles).Kind);
        Assert.Empty(_server.Journal.Records);
    }

    [Fact]
    public void A_malformed_packet_is_told_with_its_sender_and_the_reason()
    {
        IsDropped(Discover(1) with { HardwareLength = 255 });
        Assert.Equal(
            "A DHCP packet from 52:54:00:00:00:01 on eth0 was dropped: its hardware address is longer than the field.",
            _server.Journal.Troubles[0].Sentence);
    }

    [Fact]
    public void An_empty_packet_is_dropped() => IsDropped([]);

    [Fact]
    public void An_option_past_the_end_is_dropped() => IsDropped(Discover(1).WithRaw(60, 200));

    [Fact]
    public void Option_53_twice_is_dropped() => IsDropped(Discover(1).With(DhcpCode.MessageType, 3));

    [Fact]
    public void A_machine_without_a_hardware_address_is_dropped() => IsDropped(Discover(1) with { Mac = MacAddress.Zero });

    [Fact]
    public void A_group_address_is_no_machine() => IsDropped(Discover(1) with { Mac = MacAddress.Broadcast });

    [Fact]
    public void A_forged_relay_that_is_the_box_itself_is_dropped() => IsDropped(Discover(1) with { RelayAddress = Box });

    [Fact]
    public void A_request_without_any_address_is_dropped() => IsDropped(new ClientMessage(DhcpMessageType.Request, Mac(1)));

    [Theory]
    [InlineData(DhcpMessageType.Offer)]
    [InlineData(DhcpMessageType.Ack)]
    [InlineData(DhcpMessageType.Nak)]
    public void The_words_of_a_server_are_not_answered(DhcpMessageType type)
    {
        Assert.Null(_server.Send(new ClientMessage(type, Mac(1)) { Op = 2 }));
        Assert.Null(_server.Send(new ClientMessage(type, Mac(1))));
        Assert.Empty(_server.Journal.Records);
    }

    [Fact]
    public void A_message_of_the_longest_datagram_is_answered()
    {
        ClientMessage discover = Discover(1);
        for (int i = 0; i < 254; i++)
            discover = discover.With(DhcpCode.UserClass, new byte[255]);
        Assert.NotNull(_server.Send(discover));
    }

    [Fact]
    public void No_bytes_make_the_server_throw_or_answer_too_long()
    {
        byte[] header = Discover(1).ToBytes()[..240];
        var messages =
            from type in Gen.Choose(0, 9)
            from codes in Gen.ListOf(
                from code in Gen.Choose(1, 254)
                from length in Gen.Frequency((4, Gen.Elements(0, 1, 2, 4, 17)), (1, Gen.Choose(0, 255)))
                from fill in Gen.Choose(0, 255)
                select (byte[])[(byte)code, (byte)length, .. Enumerable.Repeat((byte)fill, length)])
            from ciaddr in Gen.Elements("0.0.0.0", "10.77.0.100", "10.77.0.1", "255.255.255.255")
            from giaddr in Gen.Elements("0.0.0.0", "10.77.0.1", "10.77.0.9", "255.255.255.255")
            from cut in Gen.Choose(0, 60)
            select (type, codes, ciaddr, giaddr, cut);
        Prop.ForAll(messages.ToArbitrary(), made =>
        {
            byte[] bytes = [.. header, DhcpCode.MessageType, 1, (byte)made.type, .. made.codes.SelectMany(option => option), DhcpCode.End];
            At(made.ciaddr).Write(bytes.AsSpan(12));
            At(made.giaddr).Write(bytes.AsSpan(24));
            TestReply? reply = _server.SendBytes(bytes, Mac(1));
            Assert.InRange(reply?.Bytes.Length ?? 300, 300, 1472);
            _server.SendBytes(bytes[..Math.Max(0, bytes.Length - made.cut)], Mac(1));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(1000));
    }
}
