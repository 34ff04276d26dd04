using FsCheck;
using FsCheck.Fluent;
using PiBootBox.Wire.Frames;
using PiBootBox.Wire.Tests.Dhcp.Vectors;

namespace PiBootBox.Wire.Tests.Frames;

public class UdpFrameTests
{
    private static readonly UdpPath Path = new(
        new MacAddress(0x020000000001), new MacAddress(0x020000000002), new Ipv4(0x0A4D0001), new Ipv4(0x0A4D0002), 67, 68);

    private static byte[] Frame(ReadOnlySpan<byte> payload)
    {
        byte[] frame = new byte[UdpFrame.HeaderLength + payload.Length];
        frame.AsSpan().Fill(0xA5);
        payload.CopyTo(frame.AsSpan(UdpFrame.HeaderLength));
        Assert.Equal(frame.Length, UdpFrame.WriteHeaders(frame, Path, payload.Length));
        return frame;
    }

    private static FrameFlaw FlawOf(ReadOnlySpan<byte> frame, bool checksumReady = true)
    {
        UdpFrame.TryParse(frame, checksumReady, out _, out FrameFlaw flaw);
        return flaw;
    }

    /// <summary>Changes a byte and makes the checksum of the IP header right again.</summary>
    private static byte[] Change(int at, byte value)
    {
        byte[] frame = Frame("payload"u8);
        frame[at] = value;
        frame[24] = frame[25] = 0;
        ushort checksum = InternetChecksum.Of(frame.AsSpan(14, 20));
        (frame[24], frame[25]) = ((byte)(checksum >> 8), (byte)checksum);
        return frame;
    }

    [Fact]
    public void What_is_written_is_read_again_whatever_the_payload()
    {
        Prop.ForAll<byte[]>(payload =>
        {
            byte[] frame = Frame(payload);
            Assert.True(UdpFrame.TryParse(frame, checksumReady: true, out UdpFrame datagram, out FrameFlaw flaw), flaw.ToString());
            Assert.Equal(Path, datagram.Path);
            Assert.Equal(payload, datagram.Payload.ToArray());
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void The_headers_are_the_ones_that_tcpdump_calls_right() => Assert.Equal(
        "020000000002" + "020000000001" + "0800"
        + "4500001e" + "00004000" + "4011" + "2633" + "0a4d0001" + "0a4d0002"
        + "0043" + "0044" + "000a" + "8954" + "6162",
        Convert.ToHexStringLower(Frame("ab"u8)));

    [Fact]
    public void A_client_frame_of_a_capture_is_read_with_its_checksum()
    {
        Assert.True(UdpFrame.TryParse(PcapFile.Read("bios-ipxe-rom")[0], checksumReady: true, out UdpFrame datagram, out FrameFlaw flaw), flaw.ToString());
        Assert.Equal("52:54:00:3a:e0:31", datagram.Path.SourceMac.ToString());
        Assert.Equal((ushort)67, datagram.Path.DestinationPort);
        Assert.Equal(400, datagram.Payload.Length);
    }

    [Fact]
    public void A_partial_checksum_passes_only_when_the_kernel_says_so()
    {
        byte[] frame = Frame("payload"u8);
        frame[40] ^= 1;
        Assert.Equal(FrameFlaw.UdpChecksum, FlawOf(frame));
        Assert.Equal(FrameFlaw.None, FlawOf(frame, checksumReady: false));
    }

    [Fact]
    public void A_datagram_without_a_checksum_passes()
    {
        byte[] frame = Frame("payload"u8);
        frame[40] = frame[41] = 0;
        Assert.Equal(FrameFlaw.None, FlawOf(frame));
    }

    [Fact]
    public void The_padding_of_a_short_frame_is_no_payload()
    {
        byte[] frame = [.. Frame("ab"u8), .. new byte[16]];
        Assert.True(UdpFrame.TryParse(frame, checksumReady: true, out UdpFrame datagram, out _));
        Assert.Equal(2, datagram.Payload.Length);
    }

    [Fact]
    public void A_priority_tag_is_read_over_and_a_vlan_tag_refused()
    {
        byte[] plain = Frame("payload"u8);
        byte[] tagged = [.. plain[..12], 0x81, 0x00, 0xE0, 0x00, .. plain[12..]];
        Assert.Equal(FrameFlaw.None, FlawOf(tagged));
        tagged[15] = 5;
        Assert.Equal(FrameFlaw.VlanTagged, FlawOf(tagged));
    }

    [Theory]
    [InlineData(12, 0x86, FrameFlaw.NotIpv4)]
    [InlineData(14, 0x65, FrameFlaw.NotIpv4)]
    [InlineData(14, 0x44, FrameFlaw.IpHeader)] // header of 16 bytes
    [InlineData(14, 0x4F, FrameFlaw.IpHeader)] // header longer than the packet
    [InlineData(16, 0xFF, FrameFlaw.IpHeader)] // packet longer than the frame
    [InlineData(17, 0x13, FrameFlaw.IpHeader)] // packet shorter than its header
    [InlineData(17, 0x1B, FrameFlaw.UdpLength)] // no room for a UDP header
    [InlineData(20, 0x20, FrameFlaw.Fragment)] // more fragments
    [InlineData(21, 0x01, FrameFlaw.Fragment)] // an offset
    [InlineData(23, 6, FrameFlaw.NotUdp)]
    [InlineData(39, 7, FrameFlaw.UdpLength)] // shorter than its own header
    [InlineData(38, 9, FrameFlaw.UdpLength)] // longer than the packet
    public void A_frame_that_lies_is_refused(int at, byte value, FrameFlaw flaw) => Assert.Equal(flaw, FlawOf(Change(at, value)));

    [Fact]
    public void A_wrong_header_checksum_is_refused()
    {
        byte[] frame = Frame("payload"u8);
        frame[22] = 63;
        Assert.Equal(FrameFlaw.IpChecksum, FlawOf(frame));
    }

    [Fact]
    public void Every_cut_is_refused()
    {
        byte[] frame = Frame("payload"u8);
        for (int length = 0; length < frame.Length; length++)
            Assert.NotEqual(FrameFlaw.None, FlawOf(frame.AsSpan(0, length)));
    }

    [Fact]
    public void No_bytes_throw()
    {
        byte[] ethernet = Frame([])[..14];
        Prop.ForAll<byte[], bool>((bytes, ready) =>
        {
            FlawOf(bytes, ready);
            FlawOf([.. ethernet, .. bytes], ready);
            FlawOf([.. ethernet, 0x45, .. bytes], ready);
            ArpPacket.TryParse(bytes, out _);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(1000));
    }

    [Fact]
    public void A_payload_without_room_is_a_bug_of_the_caller() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => UdpFrame.WriteHeaders(new byte[50], Path, 9));
}
