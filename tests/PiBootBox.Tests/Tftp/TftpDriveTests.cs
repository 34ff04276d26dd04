using Microsoft.Win32.SafeHandles;
using PiBootBox.Core.Journal;
using PiBootBox.Core.Tree;
using PiBootBox.Linux.Files;
using PiBootBox.Tftp;
using PiBootBox.Wire.Tftp;

namespace PiBootBox.Tests.Tftp;

public class TftpDriveTests
{
    /// <summary>A drive that answers only while the gate is open.</summary>
    private sealed class SlowDrive : IFileOpener
    {
        private readonly BeneathOpener _real = new();

        public ManualResetEventSlim Gate { get; } = new(initialState: false);

        public int Opened;

        public SafeFileHandle Open(FileEntry entry, out long length)
        {
            Interlocked.Increment(ref Opened);
            Gate.Wait(TimeSpan.FromSeconds(30));
            return _real.Open(entry, out length);
        }
    }

    private sealed class DeadDrive : IFileOpener
    {
        public SafeFileHandle Open(FileEntry entry, out long length) => throw new IOException("Input/output error.");
    }

    [Fact]
    public void A_drive_that_fails_ends_the_transfer_at_once_with_a_clear_text()
    {
        using var bed = new TftpBed(opener: new DeadDrive());
        bed.Put("kernel", 5000);
        using var client = new WireClient(bed.Endpoint.Port);
        client.Ask("kernel");
        Assert.Equal((TftpErrorCode.Undefined, "kernel cannot be read from the drive: Input/output error."), client.ReceiveError());
        Assert.Contains("Input/output error", bed.Await(Step.FileFailed).Why);
    }

    [Fact]
    public void A_file_that_shrinks_ends_the_transfer_with_a_clear_text()
    {
        using var bed = new TftpBed(TftpLimits.Default with { ChunkBytes = 4096, CacheBytes = 16 * 4096 });
        bed.Put("kernel", 400_000);
        using var client = new WireClient(bed.Endpoint.Port);
        client.Ask("kernel");
        client.ReceiveData();
        File.WriteAllText(bed.PathOf("kernel"), "short");
        // What was read ahead still comes; then the error.
        string? message = null;
        for (int block = 1; message is null; block++)
        {
            client.Ack(block);
            ReadOnlySpan<byte> packet = client.Receive();
            if (TftpPacket.TryReadError(packet, out _, out ReadOnlySpan<byte> text))
                message = System.Text.Encoding.ASCII.GetString(text);
        }
        Assert.Contains("became shorter", message);
        Assert.Contains("became shorter", bed.Await(Step.FileFailed).Why);
    }

    [Fact]
    public void A_slow_drive_holds_up_nobody_else_and_all_who_want_one_file_share_it()
    {
        var drive = new SlowDrive();
        using var bed = new TftpBed(opener: drive);
        byte[] file = bed.Put("kernel", 5000);
        bed.Memory["boot.ipxe"] = [1, 2, 3];
        WireClient[] waiting = [.. Enumerable.Range(0, 5).Select(_ => new WireClient(bed.Endpoint.Port))];
        foreach (WireClient client in waiting)
        {
            client.Ask("kernel");
            client.Ask("kernel");
        }
        using var other = new WireClient(bed.Endpoint.Port);
        Assert.Equal([1, 2, 3], other.Read("boot.ipxe"));
        other.Ask("absent");
        Assert.Equal(TftpErrorCode.FileNotFound, other.ReceiveError().Code);
        drive.Gate.Set();
        foreach (WireClient client in waiting)
        {
            Assert.Equal(file, client.ReadRest(512));
            client.Dispose();
        }
        Assert.Equal(1, drive.Opened);
    }

    [Fact]
    public void A_drive_that_does_not_answer_ends_the_transfer_after_a_while()
    {
        var drive = new SlowDrive();
        using var bed = new TftpBed(TftpLimits.Default with { DrivePatience = TimeSpan.FromMilliseconds(200) }, drive);
        bed.Put("kernel", 5000);
        using var client = new WireClient(bed.Endpoint.Port);
        client.Ask("kernel");
        Assert.Contains("the drive has not answered", client.ReceiveError().Message);
        drive.Gate.Set();
        bed.Await(Step.FileFailed);
    }
}
