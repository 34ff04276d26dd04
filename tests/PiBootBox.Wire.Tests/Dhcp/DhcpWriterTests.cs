using System.Text;
using PiBootBox.Wire.Dhcp;
using PiBootBox.Wire.Tests.Dhcp.Vectors;

namespace PiBootBox.Wire.Tests.Dhcp;

public class DhcpWriterTests
{
    private static readonly MacAddress Mac = new(0x525400123456);

    private static ClientMessage Discover => new(DhcpMessageType.Discover, Mac);

    private delegate void Filling(ref DhcpWriter writer);

    private static byte[] Write(ClientMessage asked, Filling fill, int most = 548)
    {
        // Poison: a byte that nobody wrote would show.
        byte[] buffer = new byte[1472];
        buffer.AsSpan().Fill(0xA5);
        Assert.True(DhcpMessage.TryParse(asked.ToBytes(), out DhcpMessage request, out DhcpFlaw flaw), flaw.ToString());
        var writer = new DhcpWriter(buffer, request, DhcpMessageType.Offer, most);
        fill(ref writer);
        return buffer[..writer.Finish()];
    }

    private static byte[] Codes(byte[] bytes)
    {
        var codes = new List<byte>();
        Assert.True(DhcpMessage.TryParse(bytes, out DhcpMessage message, out _));
        foreach (DhcpOption option in message.Options)
            codes.Add(option.Code);
        return [.. codes];
    }

    [Fact]
    public void A_reply_repeats_what_the_client_must_find_again()
    {
        byte[] bytes = Write(
            Discover with { Broadcast = true, RelayAddress = new Ipv4(0x0A000001) },
            (ref w) => w.SetYourAddress(new Ipv4(0x0A000009)));

        Assert.True(DhcpMessage.TryParse(bytes, out DhcpMessage reply, out _));
        Assert.True(reply.IsReply);
        Assert.Equal(DhcpMessageType.Offer, reply.Type);
        Assert.Equal(0x11223344u, reply.TransactionId);
        Assert.Equal(Mac, reply.HardwareAddress);
        Assert.True(reply.WantsBroadcast);
        Assert.Equal("10.0.0.1", reply.RelayAddress.ToString());
        Assert.Equal("10.0.0.9", reply.YourAddress.ToString());
    }

    [Fact]
    public void A_short_reply_is_padded_with_zeros_to_300_bytes()
    {
        byte[] bytes = Write(Discover, (ref _) => { });
        Assert.Equal(300, bytes.Length);
        Assert.Equal(DhcpCode.End, bytes[243]);
        Assert.All(bytes[244..], b => Assert.Equal(0, b));
        Assert.All(bytes[34..236], b => Assert.Equal(0, b));
    }

    [Fact]
    public void Options_follow_each_other_without_padding_and_option_82_comes_last()
    {
        byte[] bytes = Write(
            Discover.With(DhcpCode.AgentInformation, 1, 2, 0xAB, 0xCD).With(DhcpCode.ClientId, 1, 2),
            (ref w) =>
            {
                w.AddAddress(DhcpCode.ServerId, new Ipv4(1));
                w.Echo(DhcpCode.ClientId);
                w.AddByte(DhcpCode.VendorSpecific, 7);
            });
        Assert.Equal("350102" + "360400000001" + "3d020102" + "2b0107" + "52040102abcd" + "ff", Convert.ToHexStringLower(bytes[240..263]));
    }

    [Fact]
    public void Option_82_in_two_parts_is_copied_in_two_parts()
    {
        byte[] bytes = Write(
            Discover.With(DhcpCode.AgentInformation, new byte[200]).With(DhcpCode.AgentInformation, 5), (ref _) => { });
        Assert.Equal([DhcpCode.MessageType, DhcpCode.AgentInformation, DhcpCode.AgentInformation], Codes(bytes));
    }

    [Fact]
    public void Option_82_that_does_not_fit_is_left_out()
    {
        byte[] bytes = Write(
            Discover.With(DhcpCode.AgentInformation, new byte[255]).With(DhcpCode.AgentInformation, new byte[100]),
            (ref w) => Assert.True(w.AddByte(DhcpCode.VendorSpecific, 1)));
        Assert.Equal([DhcpCode.MessageType, DhcpCode.VendorSpecific], Codes(bytes));
    }

    [Fact]
    public void An_option_that_does_not_fit_leaves_no_trace_and_room_for_what_must_follow()
    {
        byte[] bytes = Write(
            Discover.With(DhcpCode.AgentInformation, new byte[50]),
            (ref w) =>
            {
                Assert.True(w.Add(DhcpCode.VendorSpecific, new byte[200]));
                Assert.False(w.Add(DhcpCode.DomainName, new byte[200]));
                Assert.True(w.AddByte(DhcpCode.RenewalTime, 1));
            });
        Assert.InRange(bytes.Length, 300, 548);
        Assert.Equal([DhcpCode.MessageType, DhcpCode.VendorSpecific, DhcpCode.RenewalTime, DhcpCode.AgentInformation], Codes(bytes));
    }

    [Fact]
    public void A_reply_uses_its_room_to_the_last_byte()
    {
        byte[] bytes = Write(Discover, (ref w) => Assert.True(w.Add(DhcpCode.VendorSpecific, new byte[54])), most: 300);
        Assert.Equal(300, bytes.Length);
        Assert.Equal(DhcpCode.End, bytes[299]);
        Write(Discover, (ref w) => Assert.False(w.Add(DhcpCode.VendorSpecific, new byte[55])), most: 300);
    }

    [Fact]
    public void No_option_is_longer_than_255_bytes()
    {
        Write(Discover, (ref w) => Assert.False(w.Add(DhcpCode.VendorSpecific, new byte[256])), most: 1472);
        Write(Discover, (ref w) => Assert.False(w.AddTerminated(DhcpCode.BootFileName, new byte[255])), most: 1472);
        Write(Discover, (ref w) => Assert.True(w.AddTerminated(DhcpCode.BootFileName, new byte[254])), most: 1472);
    }

    [Fact]
    public void The_boot_file_option_ends_with_a_nul_inside_its_length()
    {
        byte[] bytes = Write(Discover, (ref w) => w.AddTerminated(DhcpCode.BootFileName, "a.efi"u8));
        Assert.True(DhcpMessage.TryParse(bytes, out DhcpMessage message, out _));
        Assert.True(message.TryGet(DhcpCode.BootFileName, out ReadOnlySpan<byte> value));
        Assert.Equal("a.efi\0", Encoding.ASCII.GetString(value));
    }

    [Fact]
    public void Texts_in_the_fixed_fields_keep_their_nul()
    {
        byte[] bytes = Write(Discover, (ref w) =>
        {
            Assert.True(w.SetBootFile(new byte[DhcpWriter.LongestBootFile]));
            Assert.False(w.SetBootFile(new byte[DhcpWriter.LongestBootFile + 1]));
            Assert.True(w.SetServerName("10.0.0.1"u8));
            Assert.False(w.SetServerName(new byte[64]));
        });
        Assert.True(DhcpMessage.TryParse(bytes, out DhcpMessage message, out _));
        Assert.Equal("10.0.0.1", Encoding.ASCII.GetString(message.ServerName));
    }

    [Fact]
    public void A_buffer_that_holds_no_reply_is_a_bug_of_the_caller() =>
        Assert.Throws<ArgumentException>(() => Write(Discover, (ref _) => { }, most: 299));
}
