using Microsoft.Win32.SafeHandles;
using PiBootBox.Core.Tree;
using PiBootBox.Linux.Files;
using PiBootBox.Tftp;
using PiBootBox.Wire.Tftp;

namespace PiBootBox.Tests.Tftp;

public class TftpOpenFilesTests
{
    /// <summary>The drive hangs, the loaders do not.</summary>
    private sealed class HungDrive : IFileOpener
    {
        private readonly BeneathOpener _real = new();

        public ManualResetEventSlim Gate { get; } = new(initialState: false);

        public SafeFileHandle Open(FileEntry entry, out long length)
        {
            if (entry.Root.Name == "drive")
                Gate.Wait(TimeSpan.FromSeconds(30));
            return _real.Open(entry, out length);
        }
    }

    [Fact]
    public void A_drive_that_hangs_keeps_its_own_places_only()
    {
        var drive = new HungDrive();
        using var bed = new TftpBed(TftpLimits.Default with { OpenFiles = 3 }, drive);
        byte[] loader = bed.Put("ipxe.efi", 2000);
        WireClient[] waiting = [.. Enumerable.Range(0, 4).Select(_ => new WireClient(bed.Endpoint.Port))];
        for (int i = 0; i < 4; i++)
        {
            bed.Put($"file{i}", 2000);
            waiting[i].Ask($"file{i}");
        }
        Assert.Contains("Too many files of the drive are open", waiting[3].ReceiveError().Message);
        using var other = new WireClient(bed.Endpoint.Port);
        Assert.Equal(loader, other.Read("ipxe.efi"));
        drive.Gate.Set();
        foreach (WireClient client in waiting)
            client.Dispose();
    }

    [Fact]
    public void A_file_that_nobody_reads_any_more_makes_room_for_the_next()
    {
        using var bed = new TftpBed(TftpLimits.Default with { OpenFiles = 2 });
        using var client = new WireClient(bed.Endpoint.Port);
        for (int i = 0; i < 8; i++)
            Assert.Equal(bed.Put($"file{i}", 1000 + i), client.Read($"file{i}"));
    }

    [Fact]
    public void Texts_under_way_are_bounded_together()
    {
        using var bed = new TftpBed(TftpLimits.Default with { AllTextBytes = 5000 });
        using var first = new WireClient(bed.Endpoint.Port);
        using var second = new WireClient(bed.Endpoint.Port);
        bed.Put("one", 2000);
        bed.Put("two", 2001);
        first.Ask("one", mode: "netascii");
        first.ReceiveData();
        second.Ask("two", mode: "netascii");
        Assert.Contains("Too many files", second.ReceiveError().Message);
        // An abort before anything is acknowledged is not told.
        first.Ack(1);
        while (first.ReceiveData().Block < 2)
        {
        }
        first.Abort(TftpErrorCode.Undefined);
        Assert.True(SpinWait.SpinUntil(() => bed.Events.Any(e => e.Why.Contains("aborted", StringComparison.Ordinal)), TimeSpan.FromSeconds(10)));
        second.Ask("two", mode: "netascii");
        second.ReceiveData();
    }
}
