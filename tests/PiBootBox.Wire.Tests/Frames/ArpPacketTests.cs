using PiBootBox.Wire.Frames;

namespace PiBootBox.Wire.Tests.Frames;

public class ArpPacketTests
{
    private static readonly MacAddress Box = new(0x020000000001);
    private static readonly MacAddress Host = new(0x020000000002);

    private static byte[] Frame(ArpPacket packet)
    {
        byte[] frame = new byte[64];
        frame.AsSpan().Fill(0xA5);
        Assert.Equal(ArpPacket.FrameLength, packet.WriteFrame(frame));
        return frame[..ArpPacket.FrameLength];
    }

    [Fact]
    public void A_question_is_broadcast_from_the_own_address() => Assert.Equal(
        "ffffffffffff" + "020000000001" + "0806"
        + "0001" + "0800" + "06" + "04" + "0001"
        + "020000000001" + "0a4d0001" + "000000000000" + "0a4d0064"
        + new string('0', 36),
        Convert.ToHexStringLower(Frame(ArpPacket.Ask(Box, new Ipv4(0x0A4D0001), new Ipv4(0x0A4D0064)))));

    [Fact]
    public void What_is_written_is_read_again()
    {
        var answer = new ArpPacket(ArpOperation.Reply, Host, new Ipv4(0x0A4D0064), Box, new Ipv4(0x0A4D0001));
        Assert.True(ArpPacket.TryParse(Frame(answer), out ArpPacket read));
        Assert.Equal(answer, read);
    }

    [Theory]
    [InlineData(13, 0x00)] // not ARP
    [InlineData(15, 6)] // hardware type
    [InlineData(17, 6)] // protocol type
    [InlineData(18, 8)] // hardware length
    [InlineData(19, 16)] // protocol length
    [InlineData(21, 3)] // RARP
    public void Anything_but_arp_for_ipv4_on_ethernet_is_refused(int at, byte value)
    {
        byte[] frame = Frame(ArpPacket.Ask(Box, new Ipv4(1), new Ipv4(2)));
        frame[at] = value;
        Assert.False(ArpPacket.TryParse(frame, out _));
    }

    [Fact]
    public void Every_cut_is_refused()
    {
        byte[] frame = Frame(ArpPacket.Ask(Box, new Ipv4(1), new Ipv4(2)));
        for (int length = 0; length < 42; length++)
            Assert.False(ArpPacket.TryParse(frame.AsSpan(0, length), out _));
        Assert.True(ArpPacket.TryParse(frame.AsSpan(0, 42), out _));
    }
}
