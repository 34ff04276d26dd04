using PiBootBox.Core.Leases;
using PiBootBox.Core.Machines;
using PiBootBox.Wire;

namespace PiBootBox.Core.Tests.LeaseJournal;

/// <summary>Journal files made by hand.</summary>
internal static class Sample
{
    public static readonly Guid ThisBoot = new("6f1d2c3b-0a59-4a77-8d6e-1122334455aa");
    public static readonly Guid EarlierBoot = new("c0ffee00-1234-4321-abcd-665544332211");

    public static LeaseRecord Lease(
        uint host, double at, double hours = 1, LeaseOp op = LeaseOp.Bound) => new(
        op, new Ipv4(0x0A2A_0000 | host), new MachineId(new MacAddress(0x5254_0000_0000UL | host), new Guid(1, 2, 3, new byte[8])),
        UInt128.MaxValue - host, TimeSpan.FromSeconds(at), TimeSpan.FromHours(hours));

    public static byte[] File(Guid boot, params LeaseRecord[] records)
    {
        byte[] file = new byte[LeaseJournalFormat.HeaderSize + records.Length * LeaseJournalFormat.RecordSize];
        LeaseJournalFormat.WriteHeader(file, boot);
        for (int i = 0; i < records.Length; i++)
            LeaseJournalFormat.Write(file.AsSpan(At(i)), records[i]);
        return file;
    }

    public static byte[] WithHeartbeat(this byte[] file, double at)
    {
        int end = file.Length;
        Array.Resize(ref file, end + LeaseJournalFormat.RecordSize);
        LeaseJournalFormat.WriteHeartbeat(file.AsSpan(end), TimeSpan.FromSeconds(at));
        return file;
    }

    /// <summary>Where record <paramref name="index"/> begins.</summary>
    public static int At(int index) => LeaseJournalFormat.HeaderSize + index * LeaseJournalFormat.RecordSize;

    public static LeaseJournalContent Read(byte[] file, double now) =>
        LeaseJournalContent.Read(file, ThisBoot, TimeSpan.FromSeconds(now));

    public static List<LeaseRecord> Leases(this LeaseJournalContent content)
    {
        List<LeaseRecord> leases = [];
        for (int i = 0; i < content.Image.Count; i++)
        {
            Assert.True(LeaseJournalFormat.TryRead(content.Image.Bytes[At(i)..], out LeaseRecord record, out bool isLease));
            Assert.True(isLease);
            leases.Add(record);
        }
        return leases;
    }
}
