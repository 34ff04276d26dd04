using PiBootBox.Wire.Dhcp;

namespace PiBootBox.Wire.Tests.Dhcp;

public class DiscoverWriterTests
{
    private static readonly MacAddress Sender = new(0x020000000001);

    [Fact]
    public void What_was_written_is_read_back()
    {
        byte[] buffer = new byte[400];
        buffer.AsSpan().Fill(0xA5);
        var writer = new DiscoverWriter(buffer, Sender, 0x12345678, seconds: 255);
        writer.Add(DhcpCode.VendorClass, "PXEClient"u8);
        int length = writer.Finish();

        Assert.True(DhcpMessage.TryParse(buffer.AsSpan(0, length), out DhcpMessage message, out DhcpFlaw flaw), flaw.ToString());
        Assert.Equal((DhcpMessageType.Discover, Sender, 0x12345678u), (message.Type, message.HardwareAddress, message.TransactionId));
        Assert.True(message.WantsBroadcast);
        Assert.Equal(255, message.Seconds);
        Assert.False(message.IsReply);
        Assert.True(message.ClientAddress.IsAny);
        Assert.True(message.TryGet(DhcpCode.VendorClass, out ReadOnlySpan<byte> value) && value.SequenceEqual("PXEClient"u8));
        Assert.Equal(DhcpWriter.LeastLength, length);
        Assert.DoesNotContain((byte)0xA5, buffer[..length]);
    }

    [Fact]
    public void Too_little_room_is_refused()
    {
        Assert.Throws<ArgumentException>(() => new DiscoverWriter(new byte[299], Sender, 1));
        Assert.Throws<ArgumentException>(() =>
        {
            var writer = new DiscoverWriter(new byte[300], Sender, 1);
            writer.Add(DhcpCode.UserClass, new byte[60]);
        });
        Assert.Throws<ArgumentException>(() =>
        {
            var writer = new DiscoverWriter(new byte[1000], Sender, 1);
            writer.Add(DhcpCode.UserClass, new byte[256]);
        });
    }
}
