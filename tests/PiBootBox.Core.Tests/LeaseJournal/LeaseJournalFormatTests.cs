using FsCheck;
using FsCheck.Fluent;
using PiBootBox.Core.Leases;
using PiBootBox.Core.Machines;
using PiBootBox.Wire;

namespace PiBootBox.Core.Tests.LeaseJournal;

public sealed class LeaseJournalFormatTests
{
    [Fact]
    public void Every_record_reads_back_as_it_was_written() =>
        Prop.ForAll<Guid, ulong, int>((uuid, noise, seconds) =>
        {
            LeaseRecord written = new(
                (LeaseOp)(1 + noise % 3), new Ipv4((uint)noise), new MachineId(new MacAddress(noise & 0xFFFF_FFFF_FFFF), uuid),
                new UInt128(noise, ~noise), TimeSpan.FromSeconds(seconds), TimeSpan.FromSeconds((uint)seconds));
            byte[] bytes = Poisoned();
            LeaseJournalFormat.Write(bytes, written);
            return LeaseJournalFormat.TryRead(bytes, out LeaseRecord read, out bool isLease) && isLease && read == written;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void One_changed_bit_anywhere_makes_a_record_bad()
    {
        byte[] bytes = Poisoned();
        LeaseJournalFormat.Write(bytes, Sample.Lease(7, 100));
        for (int bit = 0; bit < 8 * bytes.Length; bit++)
        {
            bytes[bit / 8] ^= (byte)(1 << bit % 8);
            Assert.False(LeaseJournalFormat.TryRead(bytes, out _, out _), $"bit {bit}");
            bytes[bit / 8] ^= (byte)(1 << bit % 8);
        }
    }

    [Fact]
    public void A_page_of_zeros_is_no_record() =>
        Assert.False(LeaseJournalFormat.TryRead(new byte[LeaseJournalFormat.RecordSize], out _, out _));

    [Fact]
    public void A_heartbeat_is_a_good_record_and_no_lease()
    {
        byte[] bytes = Poisoned();
        LeaseJournalFormat.WriteHeartbeat(bytes, TimeSpan.FromSeconds(42));

        Assert.True(LeaseJournalFormat.TryRead(bytes, out LeaseRecord record, out bool isLease));
        Assert.False(isLease);
        Assert.Equal(TimeSpan.FromSeconds(42), record.At);
    }

    [Fact]
    public void A_lease_without_end_never_expires()
    {
        LeaseRecord forever = Sample.Lease(1, 100) with { Duration = TimeSpan.MaxValue };
        byte[] bytes = Poisoned();
        LeaseJournalFormat.Write(bytes, forever);

        Assert.True(LeaseJournalFormat.TryRead(bytes, out LeaseRecord read, out _));
        Assert.Equal(TimeSpan.MaxValue, read.Expiry);
    }

    /// <summary>The layout is a promise to the next version of the box: these bytes must stay readable. The check sums come from another implementation.</summary>
    [Fact]
    public void The_layout_on_disk_is_the_one_of_version_1()
    {
        byte[] file = Sample.File(Sample.ThisBoot, Sample.Lease(0x102, 1.5));

        Assert.Equal(
            "506942784C656173" + "0100" + "4000" + "00000000" + "3B2C1D6F590A774A8D6E1122334455AA"
            + new string('0', 56) + "02855793",
            Convert.ToHexString(file.AsSpan(0, 64)));
        Assert.Equal(
            "D91F21C5" + "0A2A0102" + "0100" + "525400000102" + "01000000020003000000000000000000"
            + "FDFEFFFFFFFFFFFFFFFFFFFFFFFFFFFF" + "C0E1E40000000000" + "0068C46108000000",
            Convert.ToHexString(file.AsSpan(64, 64)));
    }

    private static byte[] Poisoned()
    {
        byte[] bytes = new byte[LeaseJournalFormat.RecordSize];
        Array.Fill(bytes, (byte)0xA5);
        return bytes;
    }
}
