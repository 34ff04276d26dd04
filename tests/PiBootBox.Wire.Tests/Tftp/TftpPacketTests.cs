using System.Text;
using PiBootBox.Wire.Tftp;

namespace PiBootBox.Wire.Tests.Tftp;

public class TftpPacketTests
{
    [Fact]
    public void An_option_ack_holds_only_what_is_set_and_sizes_beyond_32_bits()
    {
        byte[] buffer = new byte[TftpPacket.OptionAckRoom];
        int length = TftpPacket.WriteOptionAck(buffer, new TftpOptions(HasTransferSize: true, TransferSize: 6_000_000_000));
        Assert.Equal("\0\u0006tsize\06000000000\0", Encoding.Latin1.GetString(buffer, 0, length));
    }

    [Fact]
    public void Numbers_stand_in_network_order()
    {
        byte[] buffer = new byte[4];
        TftpPacket.WriteDataHeader(buffer, 0x1234);
        Assert.Equal([0, 3, 0x12, 0x34], buffer);
        Assert.True(TftpPacket.TryReadData(buffer, out ushort block));
        Assert.Equal(0x1234, block);
        TftpPacket.WriteAck(buffer, 65535);
        Assert.Equal([0, 4, 255, 255], buffer);
    }

    [Fact]
    public void An_ack_may_be_padded_but_not_cut()
    {
        Assert.True(TftpPacket.TryReadAck([0, 4, 0, 7, 0, 0, 0, 0], out ushort block));
        Assert.Equal(7, block);
        Assert.False(TftpPacket.TryReadAck([0, 4, 0], out _));
        Assert.False(TftpPacket.TryReadAck([0, 3, 0, 7], out _));
    }

    [Fact]
    public void An_error_is_read_with_and_without_its_terminator()
    {
        Assert.True(TftpPacket.TryReadError([0, 5, 0, 8, .. "aborted"u8, 0, 1, 2], out TftpErrorCode code, out ReadOnlySpan<byte> message));
        Assert.Equal(TftpErrorCode.OptionsRefused, code);
        Assert.Equal("aborted", Encoding.ASCII.GetString(message));
        Assert.True(TftpPacket.TryReadError([0, 5, 0, 0], out code, out message));
        Assert.Equal((TftpErrorCode.Undefined, 0), (code, message.Length));
    }

    [Fact]
    public void An_error_message_is_cut_to_ascii_of_bounded_length()
    {
        byte[] buffer = new byte[TftpPacket.MaxMessage + 5];
        int length = TftpPacket.WriteError(buffer, TftpErrorCode.FileNotFound, new string('\u00e9', 500));
        Assert.Equal(buffer.Length, length);
        Assert.Equal((byte)'?', buffer[4]);
        Assert.Equal(0, buffer[^1]);
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("a\nb\n", "a\r\nb\r\n")]
    [InlineData("a\r\nb", "a\r\nb")]
    [InlineData("a\rb\r", "a\r\0b\r\0")]
    [InlineData("\n\n", "\r\n\r\n")]
    public void Netascii_ends_lines_with_cr_lf_and_marks_a_bare_cr(string text, string wire) =>
        Assert.Equal(wire, Encoding.Latin1.GetString(Netascii.Encode(Encoding.Latin1.GetBytes(text))));
}
