using System.Text;
using FsCheck;
using FsCheck.Fluent;
using PiBootBox.Wire.Tftp;

namespace PiBootBox.Wire.Tests.Tftp;

public class TftpRequestTests
{
    private static byte[] Packet(int opcode, string texts) => [0, (byte)opcode, .. Encoding.Latin1.GetBytes(texts)];

    [Fact]
    public void A_request_of_ipxe_is_read()
    {
        byte[] packet = Packet(1, "undionly.kpxe\0octet\0blksize\01432\0tsize\00\0");
        Assert.True(TftpRequest.TryParse(packet, out TftpRequest request));
        Assert.Equal(TftpOpcode.ReadRequest, request.Opcode);
        Assert.Equal("undionly.kpxe", request.FileNameText());
        Assert.Equal(TftpMode.Octet, request.Mode);
        Assert.Equal(new TftpOptions(BlockSize: 1432, HasTransferSize: true), request.Asked);
    }

    [Fact]
    public void Names_of_modes_and_options_are_compared_without_regard_to_case()
    {
        Assert.True(TftpRequest.TryParse(Packet(1, "a\0NetASCII\0BLKSIZE\0512\0WindowSize\04\0TIMEOUT\03\0"), out TftpRequest request));
        Assert.Equal(TftpMode.Netascii, request.Mode);
        Assert.Equal(new TftpOptions(BlockSize: 512, WindowSize: 4, TimeoutSeconds: 3), request.Asked);
    }

    [Theory]
    [InlineData("")]
    [InlineData("name")]
    [InlineData("name\0octet")]
    public void A_name_or_mode_without_terminator_is_refused(string texts) =>
        Assert.False(TftpRequest.TryParse(Packet(1, texts), out _));

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(7)]
    [InlineData(255)]
    public void Another_opcode_is_no_request(int opcode) =>
        Assert.False(TftpRequest.TryParse(Packet(opcode, "a\0octet\0"), out _));

    [Fact]
    public void A_name_of_64_kilobytes_is_only_a_long_name()
    {
        Assert.True(TftpRequest.TryParse(Packet(1, new string('x', 65000) + "\0octet\0"), out TftpRequest request));
        Assert.Equal(65000, request.FileName.Length);
        Assert.False(TftpRequest.TryParse(Packet(1, new string('x', 65000)), out _));
    }

    [Theory]
    [InlineData("blksize\07\0")]
    [InlineData("blksize\065465\0")]
    [InlineData("blksize\0-512\0")]
    [InlineData("blksize\0999999999999999999999999\0")]
    [InlineData("blksize\0\0")]
    [InlineData("blksize\01432")]
    [InlineData("timeout\00\0timeout\0256\0")]
    [InlineData("windowsize\00\0windowsize\065536\0")]
    [InlineData("tsize\00x10\0")]
    [InlineData("multicast\0\0rollover\00\0")]
    [InlineData("\0\0\0\0\0\0blksize\01432\0")]
    public void An_unknown_or_impossible_option_counts_as_not_asked(string options)
    {
        Assert.True(TftpRequest.TryParse(Packet(1, "a\0octet\0" + options), out TftpRequest request));
        Assert.True(request.Asked.IsEmpty);
    }

    [Fact]
    public void Unknown_options_do_not_hide_those_behind_them_and_the_first_of_two_counts()
    {
        Assert.True(TftpRequest.TryParse(Packet(1, "a\0octet\0foo\0bar\0blksize\01408\0blksize\08\0"), out TftpRequest request));
        Assert.Equal(new TftpOptions(BlockSize: 1408), request.Asked);
    }

    [Fact]
    public void A_name_that_is_not_utf8_is_read_as_latin1()
    {
        Assert.True(TftpRequest.TryParse(Packet(1, "caf\u00e9\0octet\0"), out TftpRequest latin));
        Assert.Equal("caf\u00e9", latin.FileNameText());
        Assert.True(TftpRequest.TryParse(Packet(1, "caf\u00c3\u00a9\0octet\0"), out TftpRequest utf8));
        Assert.Equal("caf\u00e9", utf8.FileNameText());
    }

    [Fact]
    public void No_bytes_make_a_parser_throw() =>
        Prop.ForAll<byte[]>(bytes =>
        {
            foreach (byte[] packet in (byte[][])[bytes, [0, 1, .. bytes], [0, 5, .. bytes], [0, 6, .. bytes]])
            {
                if (TftpRequest.TryParse(packet, out TftpRequest request))
                    _ = request.FileNameText();
                TftpPacket.TryReadAck(packet, out _);
                TftpPacket.TryReadError(packet, out _, out _);
                TftpPacket.TryReadOptionAck(packet, out _);
            }
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void What_a_client_writes_is_what_the_server_reads()
    {
        Gen<TftpOptions> options =
            from block in Gen.OneOf(Gen.Constant(0), Gen.Choose(8, 65464))
            from timeout in Gen.Choose(0, 255)
            from window in Gen.Choose(0, 65535)
            from hasSize in Gen.Elements(true, false)
            from size in Gen.Choose(0, int.MaxValue)
            select new TftpOptions(block, timeout, window, hasSize, hasSize ? (long)size * 3 : 0);
        Prop.ForAll(options.ToArbitrary(), asked =>
        {
            byte[] buffer = new byte[300];
            buffer.AsSpan().Fill(0xA5);
            int length = TftpPacket.WriteRequest(buffer, TftpOpcode.ReadRequest, "dir/file"u8, "octet"u8, asked);
            Assert.True(TftpRequest.TryParse(buffer.AsSpan(0, length), out TftpRequest request));
            Assert.Equal("dir/file", request.FileNameText());
            Assert.Equal(asked, request.Asked);
            Assert.Equal(0xA5, buffer[length]);

            length = TftpPacket.WriteOptionAck(buffer, asked);
            Assert.True(length <= TftpPacket.OptionAckRoom);
            Assert.True(TftpPacket.TryReadOptionAck(buffer.AsSpan(0, length), out TftpOptions told));
            Assert.Equal(asked, told);
        }).QuickCheckThrowOnFailure();
    }
}
