using PiBootBox.Core.Tftp;
using PiBootBox.Wire.Tftp;

namespace PiBootBox.Core.Tests.Tftp;

public class TftpTermsTests
{
    private static TftpTerms Agree(TftpOptions asked, TftpMode mode = TftpMode.Octet) =>
        TftpTerms.Agree(asked, mode, length: 5_000_000_000, mtu: 1500, maxWindow: 64);

    [Fact]
    public void Nothing_asked_is_nothing_answered()
    {
        TftpTerms terms = Agree(default);
        Assert.Equal(TftpTerms.Plain, terms);
        Assert.True(terms.Answer.IsEmpty);
    }

    [Fact]
    public void The_size_of_the_file_is_told_beyond_32_bits() =>
        Assert.Equal(new TftpOptions(HasTransferSize: true, TransferSize: 5_000_000_000), Agree(new TftpOptions(HasTransferSize: true)).Answer);

    [Theory]
    [InlineData(512, 512)]
    [InlineData(1468, 1468)]
    [InlineData(1469, 1468)]
    [InlineData(65464, 1468)]
    public void A_block_never_needs_a_second_fragment(int asked, int granted) =>
        Assert.Equal((granted, granted), (Agree(new TftpOptions(asked)).BlockSize, Agree(new TftpOptions(asked)).Answer.BlockSize));

    [Theory]
    [InlineData(1, 1)]
    [InlineData(16, 16)]
    [InlineData(65535, 64)]
    public void A_window_is_lowered_but_never_raised(int asked, int granted) =>
        Assert.Equal((granted, granted), (Agree(new TftpOptions(WindowSize: asked)).Window, Agree(new TftpOptions(WindowSize: asked)).Answer.WindowSize));

    [Fact]
    public void Text_goes_in_lock_step()
    {
        TftpTerms terms = Agree(new TftpOptions(WindowSize: 16), TftpMode.Netascii);
        Assert.Equal(1, terms.Window);
        Assert.True(terms.Answer.IsEmpty);
    }

    [Fact]
    public void A_wait_that_the_client_asks_for_is_kept() =>
        Assert.Equal(TimeSpan.FromSeconds(255), Agree(new TftpOptions(TimeoutSeconds: 255)).Interval);
}
