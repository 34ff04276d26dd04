using PiBootBox.Core.Leases;
using PiBootBox.Linux.Storage;
using PiBootBox.Linux.Tests.Packet;
using PiBootBox.Linux.Tests.Storage;
using PiBootBox.Wire;
using Xunit.Abstractions;

namespace PiBootBox.Tests.Dhcp;

/// <summary>
/// The state folder lies on ext4 over a loop device. The backing file holds what the file system has
/// written to its disk and nothing of what is still in memory: a copy of it is the disk after a power cut.
/// </summary>
[Collection(CableTests.Name)]
public sealed class PowerCutTests(ITestOutputHelper output)
{
    private const uint RangeSize = 3000;
    private const string Range = "10.77.1.0-10.77.12.183";
    private const uint Strangers = 1_000_000;

    [Fact]
    public void Every_lease_that_was_acked_before_a_power_cut_is_kept_and_given_to_nobody_else()
    {
        using VethPair cable = new();
        // The kernel's own writing back is put off, so that only what the box syncs reaches the disk.
        using Mount disk = Mount.Ext4(64, options: "noatime,commit=600");
        string copy = Path.Combine(Path.GetTempPath(), $"pbx-power-cut-{Guid.NewGuid():N}");
        using Crowd crowd = new(cable);
        try
        {
            IReadOnlyDictionary<uint, Ipv4> acked = LeaseUntilThePowerCut(cable, disk, crowd, copy);
            using Mount after = Mount.Copy(copy);
            Dictionary<Ipv4, MacAddress> kept = Kept(after.Folder);
            output.WriteLine($"{acked.Count} leases ACKed, {kept.Count} in the journal after the power cut");

            List<Ipv4> lost = [.. acked
                .Where(lease => !kept.TryGetValue(lease.Value, out MacAddress owner) || owner != SimpleClient.Machine(lease.Key))
                .Select(lease => lease.Value)];
            Assert.True(lost.Count == 0, $"{lost.Count} of {acked.Count} ACKed leases are lost, {lost.FirstOrDefault()} among them");

            using BoxProcess box = Start(cable, after);
            crowd.Lease(Strangers, RangeSize, () => crowd.Acked.Count < acked.Count + RangeSize - kept.Count);
            var strangers = crowd.Acked.Where(lease => lease.Key >= Strangers).Select(lease => lease.Value).ToHashSet();
            Assert.Equal((int)RangeSize - kept.Count, strangers.Count);
            Assert.DoesNotContain(acked.Values, strangers.Contains);
            foreach ((uint machine, Ipv4 address) in acked)
                Assert.Equal(
                    new Heard(SimpleClient.Ack, machine, SimpleClient.Machine(machine), address),
                    crowd.Exchange(machine, SimpleClient.RebootFrame(machine, address)));
        }
        finally
        {
            File.Delete(copy);
        }
    }

    private Dictionary<uint, Ipv4> LeaseUntilThePowerCut(VethPair cable, Mount disk, Crowd crowd, string copy)
    {
        using BoxProcess box = Start(cable, disk);
        using CancellationTokenSource dark = new();
        Thread load = new(() => crowd.Lease(0, RangeSize, () => !dark.IsCancellationRequested));
        load.Start();
        try
        {
            if (!SpinWait.SpinUntil(() => crowd.Acked.Count >= 1000, TimeSpan.FromSeconds(60)))
                Assert.Fail($"Only {crowd.Acked.Count} leases in a minute. The box said: {box.Output}");
            box.Kill();
            File.Copy(disk.Backing, copy);
        }
        finally
        {
            dark.Cancel();
            load.Join();
        }
        return new Dictionary<uint, Ipv4>(crowd.Acked);
    }

    private static BoxProcess Start(VethPair cable, Mount disk) => BoxProcess.Run(
        cable.BoxSide, "--interface", "eth0", "--state", Path.Combine(disk.Folder, "state"), "--drive", disk.Folder,
        "--range", Range, "--no-probe", "--role", "server");

    private static Dictionary<Ipv4, MacAddress> Kept(string folder)
    {
        string path = Path.Combine(folder, "state", LeaseJournalFile.FileName);
        byte[] file = File.Exists(path) ? File.ReadAllBytes(path) : [];
        ReadOnlySpan<byte> image = LeaseJournalContent.Read(file, Guid.NewGuid(), TimeSpan.Zero).Image.Bytes;
        Dictionary<Ipv4, MacAddress> kept = [];
        for (int at = LeaseJournalFormat.HeaderSize; at < image.Length; at += LeaseJournalFormat.RecordSize)
        {
            if (LeaseJournalFormat.TryRead(image[at..], out LeaseRecord record, out _))
                kept[record.Address] = record.Machine.Mac;
        }
        return kept;
    }
}
