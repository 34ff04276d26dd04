using PiBootBox.Core.Tftp;
using PiBootBox.Wire.Tftp;

namespace PiBootBox.Core.Tests.Tftp;

public class TftpTransferTests
{
    private static readonly TimeSpan Ms = TimeSpan.FromMilliseconds(1);

    private static readonly TftpOptions TellSize = new(HasTransferSize: true);

    private static TftpTransfer Start(long length, int window = 1, TftpOptions asked = default, int seconds = 0) =>
        new(new TftpTerms(512, window, TimeSpan.FromSeconds(seconds), asked), length, TimeSpan.Zero);

    /// <summary>Sends all that is due and tells what it was.</summary>
    private static (long First, int Count) Send(TftpTransfer transfer, TimeSpan now)
    {
        (long, int) due = (transfer.DueFirst, transfer.DueCount);
        transfer.Sent(transfer.DueCount, now);
        return due;
    }

    [Theory]
    [InlineData(0, 1, 0)]
    [InlineData(1, 1, 1)]
    [InlineData(511, 1, 511)]
    [InlineData(512, 2, 0)]
    [InlineData(513, 2, 1)]
    public void A_file_ends_with_a_short_block(long length, long last, int bytes)
    {
        TftpTransfer transfer = Start(length);
        Assert.Equal((last, bytes), (transfer.LastBlock, transfer.LengthOf(transfer.LastBlock)));
        for (long block = 1; block <= last; block++)
        {
            Assert.Equal((block, 1), Send(transfer, Ms));
            transfer.OnAck((ushort)block, 2 * Ms);
        }
        Assert.Equal(TransferState.Done, transfer.State);
        Assert.Equal(length, transfer.BytesAcked);
    }

    [Fact]
    public void An_agreement_is_block_zero_and_its_ack_starts_the_data()
    {
        TftpTransfer transfer = Start(2000, window: 4, TellSize);
        Assert.Equal((0, 1), Send(transfer, Ms));
        transfer.OnAck(1, Ms);
        Assert.Equal(0, transfer.DueCount);
        transfer.OnAck(0, Ms);
        Assert.Equal((1, 4), Send(transfer, Ms));
    }

    [Fact]
    public void In_lock_step_a_repeated_ack_sends_nothing()
    {
        TftpTransfer transfer = Start(5000);
        Send(transfer, Ms);
        transfer.OnAck(1, Ms);
        Send(transfer, Ms);
        transfer.OnAck(1, Ms);
        transfer.OnAck(0, Ms);
        transfer.OnAck(3, Ms);
        Assert.Equal(0, transfer.DueCount);
    }

    [Fact]
    public void Block_numbers_roll_over_to_zero()
    {
        TftpTransfer transfer = Start(512L * 200_000);
        for (long block = 1; block <= 200_001; block++)
        {
            Assert.Equal((block, 1), Send(transfer, Ms));
            transfer.OnAck((ushort)block, Ms);
        }
        Assert.Equal(TransferState.Done, transfer.State);
    }

    [Fact]
    public void A_window_continues_behind_the_block_that_was_acknowledged()
    {
        TftpTransfer transfer = Start(100_000, window: 8);
        Assert.Equal((1, 8), Send(transfer, Ms));
        transfer.OnAck(8, Ms);
        Assert.Equal((9, 8), Send(transfer, Ms));
        transfer.OnAck(11, Ms);
        Assert.Equal((12, 8), Send(transfer, Ms));
    }

    [Fact]
    public void A_window_whose_first_block_was_lost_restarts_once()
    {
        TftpTransfer transfer = Start(100_000, window: 8);
        Send(transfer, Ms);
        transfer.OnAck(8, Ms);
        Send(transfer, Ms);
        transfer.OnAck(8, Ms);
        Assert.Equal((9, 8), Send(transfer, Ms));
        for (int i = 0; i < 7; i++)
            transfer.OnAck(8, Ms);
        Assert.Equal(0, transfer.DueCount);
    }

    [Fact]
    public void A_client_that_repeats_the_ack_for_every_stray_block_does_not_double_the_windows()
    {
        TftpTransfer transfer = Start(100_000, window: 8);
        Send(transfer, Ms);
        transfer.OnAck(3, Ms);
        Assert.Equal((4, 8), Send(transfer, Ms));
        for (int i = 0; i < 4; i++)
            transfer.OnAck(3, Ms);
        Assert.Equal(0, transfer.DueCount);
        transfer.OnAck(11, Ms);
        Assert.Equal((12, 8), Send(transfer, Ms));
        transfer.OnAck(11, Ms);
        Assert.Equal(0, transfer.DueCount);
    }

    [Fact]
    public void Silence_is_answered_by_the_same_blocks_with_growing_waits_and_ends()
    {
        TftpTransfer transfer = Start(5000);
        Send(transfer, TimeSpan.Zero);
        var waits = new List<double>();
        TimeSpan now = TimeSpan.Zero;
        while (transfer.State == TransferState.Sending)
        {
            waits.Add((transfer.Deadline - now).TotalSeconds);
            now = transfer.Deadline;
            transfer.OnTimer(now - Ms);
            Assert.Equal(0, transfer.DueCount);
            transfer.OnTimer(now);
            if (transfer.State == TransferState.Sending)
                Assert.Equal((1, 1), Send(transfer, now));
        }
        Assert.Equal([1, 2, 4, 4, 4, 4, 4, 4, 4], waits);
        Assert.Equal(TransferState.GaveUp, transfer.State);
        Assert.Equal(TimeSpan.MaxValue, transfer.Deadline);
        Assert.False(transfer.IsHeard);
    }

    [Fact]
    public void The_wait_follows_the_measured_round_trip_and_grows_back()
    {
        TftpTransfer transfer = Start(50_000);
        TimeSpan now = TimeSpan.Zero;
        for (int block = 1; block <= 20; block++)
        {
            Send(transfer, now);
            now += Ms;
            transfer.OnAck((ushort)block, now);
        }
        Send(transfer, now);
        Assert.Equal(now + TftpTransfer.ShortestInterval, transfer.Deadline);
        now = transfer.Deadline;
        transfer.OnTimer(now);
        Send(transfer, now);
        Assert.Equal(now + 2 * TftpTransfer.ShortestInterval, transfer.Deadline);
    }

    [Fact]
    public void A_wait_that_was_asked_for_is_kept_and_borne_three_times()
    {
        TftpTransfer transfer = Start(5000, seconds: 60);
        Send(transfer, TimeSpan.Zero);
        Assert.Equal(TimeSpan.FromSeconds(60), transfer.Deadline);
        for (int i = 1; i <= 3; i++)
        {
            Assert.Equal(TransferState.Sending, transfer.State);
            transfer.OnTimer(TimeSpan.FromSeconds(60 * i));
            Send(transfer, TimeSpan.FromSeconds(60 * i));
        }
        Assert.Equal(TransferState.GaveUp, transfer.State);
    }

    [Fact]
    public void A_missing_last_ack_is_no_failure()
    {
        TftpTransfer transfer = Start(600);
        Send(transfer, Ms);
        transfer.OnAck(1, Ms);
        Send(transfer, Ms);
        for (int i = 0; i < TftpTransfer.LastBlockTries; i++)
        {
            TimeSpan now = transfer.Deadline;
            transfer.OnTimer(now);
            Assert.Equal((2, 1), Send(transfer, now));
        }
        transfer.OnTimer(transfer.Deadline);
        Assert.Equal(TransferState.Unconfirmed, transfer.State);
    }

    [Fact]
    public void While_the_drive_is_awaited_the_client_is_not_blamed()
    {
        TftpTransfer transfer = Start(100_000, window: 8);
        transfer.Sent(3, TimeSpan.Zero);
        Assert.Equal(TimeSpan.MaxValue, transfer.Deadline);
        TimeSpan later = TimeSpan.FromMinutes(2);
        transfer.OnTimer(later);
        Assert.Equal((4, 5), Send(transfer, later));
        transfer.OnTimer(transfer.Deadline);
        Assert.Equal(TransferState.Sending, transfer.State);
        Assert.Equal((1, 8), (transfer.DueFirst, transfer.DueCount));
    }
}
