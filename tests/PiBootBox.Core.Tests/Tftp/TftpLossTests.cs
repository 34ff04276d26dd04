using FsCheck;
using FsCheck.Fluent;
using PiBootBox.Core.Tftp;
using PiBootBox.Wire.Tftp;

namespace PiBootBox.Core.Tests.Tftp;

public class TftpLossTests
{
    private sealed record Case(Weather Weather, int Length, int BlockSize, int Window, bool HasAgreement);

    [Fact]
    public void Every_transfer_ends_with_the_exact_bytes_whatever_the_network_does()
    {
        Gen<Case> cases =
            from seed in Gen.Choose(0, int.MaxValue)
            from loss in Gen.Choose(0, 15)
            from duplication in Gen.Choose(0, 15)
            from delay in Gen.Choose(0, 15)
            from delayMs in Gen.Elements(2, 20, 500)
            from blockSize in Gen.Elements(8, 16, 512, 1468)
            from blocks in Gen.Choose(0, 300)
            from rest in Gen.Choose(0, blockSize - 1)
            from window in Gen.Elements(1, 1, 2, 4, 16, 64)
            from agreement in Gen.Elements(true, false)
            select new Case(new Weather(seed, loss / 100.0, duplication / 100.0, delay / 100.0, delayMs), blocks * blockSize + rest, blockSize, window, agreement || window > 1);
        Prop.ForAll(cases.ToArbitrary(), Arrives).Check(Config.QuickThrowOnFailure.WithMaxTest(400));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(64)]
    public void A_long_transfer_rolls_over_under_loss(int window) =>
        Arrives(new Case(new Weather(4711, 0.01, 0.01, 0.01, 2), 8 * 140_000 + 3, 8, window, HasAgreement: true));

    [Theory]
    [InlineData(1)]
    [InlineData(16)]
    public void Duplicated_packets_do_not_multiply_the_traffic(int window)
    {
        byte[] file = new byte[512 * 1000];
        var transfer = new TftpTransfer(new TftpTerms(512, window, TimeSpan.Zero, new TftpOptions(WindowSize: window)), file.Length, TimeSpan.Zero);
        var network = new LossyNetwork(new Weather(1, Loss: 0, Duplication: 1, Delay: 0, DelayMs: 0));
        Assert.Equal(file, network.Fetch(transfer, file, window, hasAgreement: true));
        Assert.InRange(network.PacketsToClient, 1001, 2100);
    }

    private static void Arrives(Case c)
    {
        byte[] file = new byte[c.Length];
        new Random(c.Weather.Seed).NextBytes(file);
        TftpOptions answer = c.HasAgreement ? new TftpOptions(c.BlockSize, WindowSize: c.Window) : default;
        var transfer = new TftpTransfer(new TftpTerms(c.BlockSize, c.Window, TimeSpan.Zero, answer), c.Length, TimeSpan.Zero);
        byte[] received = new LossyNetwork(c.Weather).Fetch(transfer, file, c.Window, c.HasAgreement);
        Assert.Contains(transfer.State, (TransferState[])[TransferState.Done, TransferState.Unconfirmed]);
        Assert.True(file.AsSpan().SequenceEqual(received), $"{c}: {received.Length} bytes arrived");
    }
}
