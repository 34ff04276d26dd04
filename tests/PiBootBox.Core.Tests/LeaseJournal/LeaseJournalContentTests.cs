using FsCheck;
using FsCheck.Fluent;
using PiBootBox.Core.Leases;

namespace PiBootBox.Core.Tests.LeaseJournal;

public sealed class LeaseJournalContentTests
{
    [Fact]
    public void The_newest_record_of_an_address_counts()
    {
        LeaseJournalContent content = Sample.Read(
            Sample.File(Sample.ThisBoot, Sample.Lease(1, 10), Sample.Lease(2, 11), Sample.Lease(1, 12, op: LeaseOp.Released)), 20);

        Assert.Equal([Sample.Lease(1, 12, op: LeaseOp.Released), Sample.Lease(2, 11)], content.Leases());
        Assert.Equal((JournalHeader.Good, 0, 0), (content.Header, content.Damaged, content.Tail));
    }

    [Fact]
    public void A_power_cut_within_any_byte_of_the_last_record_costs_that_record_alone()
    {
        LeaseRecord[] records = [Sample.Lease(1, 10), Sample.Lease(2, 11), Sample.Lease(3, 12)];
        byte[] whole = Sample.File(Sample.ThisBoot, records);
        for (int length = Sample.At(2); length < whole.Length; length++)
        {
            LeaseJournalContent content = Sample.Read(whole[..length], 20);

            Assert.Equal(records[..2], content.Leases());
            Assert.Equal((0, length - Sample.At(2)), (content.Damaged, content.Tail));
        }
    }

    [Fact]
    public void A_tail_whose_blocks_never_reached_the_disk_is_torn_not_damaged()
    {
        byte[] file = Sample.File(Sample.ThisBoot, Sample.Lease(1, 10), Sample.Lease(2, 11), Sample.Lease(3, 12));
        file.AsSpan(Sample.At(1)).Clear();

        LeaseJournalContent content = Sample.Read(file, 20);

        Assert.Equal([Sample.Lease(1, 10)], content.Leases());
        Assert.Equal((0, 128), (content.Damaged, content.Tail));
    }

    [Fact]
    public void Damage_in_the_middle_is_told_and_all_the_others_are_kept()
    {
        byte[] file = Sample.File(Sample.ThisBoot, Sample.Lease(1, 10), Sample.Lease(2, 11), Sample.Lease(3, 12));
        file[Sample.At(1) + 20] ^= 1;

        LeaseJournalContent content = Sample.Read(file, 20);

        Assert.Equal([Sample.Lease(1, 10), Sample.Lease(3, 12)], content.Leases());
        Assert.Equal((1, 0), (content.Damaged, content.Tail));
    }

    [Fact]
    public void A_damaged_beginning_does_not_cost_the_records()
    {
        byte[] file = Sample.File(Sample.ThisBoot, Sample.Lease(1, 10));
        file[17] ^= 1;

        LeaseJournalContent content = Sample.Read(file, 20);

        Assert.Equal(JournalHeader.Damaged, content.Header);
        Assert.Equal(TimeSpan.FromHours(1), Assert.Single(content.Leases()).Expiry - TimeSpan.FromSeconds(20));
    }

    [Fact]
    public void The_file_of_another_version_is_not_read()
    {
        byte[] file = Sample.File(Sample.ThisBoot, Sample.Lease(1, 10));
        file[8] = 2;

        LeaseJournalContent content = Sample.Read(file, 20);

        Assert.Equal((JournalHeader.OtherVersion, 0), (content.Header, content.Image.Count));
    }

    [Fact]
    public void Within_one_boot_a_restart_keeps_the_time_of_expiry() =>
        Assert.Equal(
            TimeSpan.FromSeconds(10 + 3600),
            Assert.Single(Sample.Read(Sample.File(Sample.ThisBoot, Sample.Lease(1, 10)), 1800).Leases()).Expiry);

    [Fact]
    public void After_a_power_cut_only_the_time_that_the_box_is_known_to_have_run_is_taken_off()
    {
        byte[] file = Sample.File(Sample.EarlierBoot, Sample.Lease(1, 50_000)).WithHeartbeat(at: 50_600);

        LeaseJournalContent content = Sample.Read(file, now: 30);

        Assert.Equal(TimeSpan.FromSeconds(30 + 3600 - 600), Assert.Single(content.Leases()).Expiry);
    }

    [Fact]
    public void A_second_power_cut_goes_on_counting_where_the_first_left_off()
    {
        LeaseJournalContent first = Sample.Read(
            Sample.File(Sample.EarlierBoot, Sample.Lease(1, 50_000)).WithHeartbeat(at: 50_600), now: 30);
        byte[] compacted = first.Image.Bytes.ToArray().WithHeartbeat(at: 30).WithHeartbeat(at: 330);

        LeaseJournalContent second = LeaseJournalContent.Read(compacted, Guid.NewGuid(), TimeSpan.FromSeconds(5));

        Assert.Equal(TimeSpan.FromSeconds(5 + 3600 - 900), Assert.Single(second.Leases()).Expiry);
    }

    [Fact]
    public void A_lease_that_ran_out_stays_as_a_preference() =>
        Assert.Equal(
            TimeSpan.FromSeconds(30 - 400),
            Assert.Single(Sample.Read(
                Sample.File(Sample.EarlierBoot, Sample.Lease(1, 1000)).WithHeartbeat(at: 5000), now: 30).Leases()).Expiry);

    [Fact]
    public void No_file_makes_the_reader_throw() =>
        Prop.ForAll<byte[], int>((noise, seed) =>
        {
            byte[] file = Sample.File(Sample.ThisBoot, Sample.Lease(1, 10), Sample.Lease(2, 11));
            Random random = new(seed);
            foreach (byte b in noise)
                file[random.Next(file.Length)] = b;
            LeaseJournalContent content = Sample.Read(file[..random.Next(file.Length + 1)], 20);
            LeaseJournalContent pure = Sample.Read(noise, 20);
            return content.Image.Count <= 2 && pure.Image.Count == 0;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void The_image_keeps_one_record_an_address_however_many_are_applied()
    {
        LeaseJournalImage image = new(Sample.ThisBoot);
        for (uint i = 0; i < 1000; i++)
            image.Apply(Sample.File(Sample.ThisBoot, Sample.Lease(i % 300, i)).AsSpan(LeaseJournalFormat.HeaderSize));

        LeaseJournalContent content = Sample.Read(image.Bytes.ToArray(), 2000);

        Assert.Equal(300, content.Image.Count);
        Assert.All(content.Leases(), lease => Assert.InRange(lease.At.TotalSeconds, 700, 999));
        Assert.Equal(TimeSpan.FromSeconds(999 + 3600), image.LastExpiry);
    }
}
