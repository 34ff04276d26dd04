using System.Buffers.Binary;
using PiBootBox.Media.Iso9660;

namespace PiBootBox.Media.Tests.Iso9660;

/// <summary>A disc that asks for a few bytes here and a few there, so that each of them costs a large read.</summary>
public class ScatteredDiscTests
{
    private const int Sector = 2048, Stretch = 64 * 1024, Stretches = 64, RootAt = 18, RootSectors = 64;

    /// <summary>From here on each stretch begins with a continuation that leads to the next one: many more than are kept.</summary>
    private const int FirstOfRing = 4, RingLength = Stretches - FirstOfRing;

    [Fact]
    public void Records_all_over_a_disc_are_followed_for_a_gigabyte_and_no_further_and_it_is_said()
    {
        // Each leads through sixteen stretches: one and a half gigabytes.
        byte[] disc = DiscOf(records: 1500);
        var medium = new CheckedMedium(new MemoryMedia(disc));

        Assert.True(Iso9660Reader.TryRead(medium, MediumBounds.Usual, out Medium? listing));

        Assert.InRange(medium.BytesRead, 0.9 * (1 << 30), 1 << 30);
        Assert.Equal("FIRST", Assert.Single(listing.Files).Path);
        Assert.Contains("scattered", Assert.Single(listing.Remarks, remark => remark.Path.Length == 0 && !remark.Reason.Contains("more were passed over")).Reason);
    }

    private static byte[] DiscOf(int records)
    {
        var disc = new byte[Stretches * Stretch];
        Span<byte> primary = disc.AsSpan(16 * Sector, Sector);
        "\u0001CD001\u0001"u8.CopyTo(primary);
        BinaryPrimitives.WriteUInt16LittleEndian(primary[128..], Sector);
        Record(primary[156..], "\0", RootAt, RootSectors * Sector, isFolder: true, []);
        "\0CD001\u0001"u8.CopyTo(disc.AsSpan(17 * Sector));
        disc[17 * Sector] = 255;

        int at = RootAt * Sector;
        byte[] announcement = [(byte)'S', (byte)'P', 7, 1, 0xBE, 0xEF, 0, (byte)'P', (byte)'X', 8, 1, 0, 0x40, 0, 0];
        at += Record(disc.AsSpan(at), "\0", RootAt, RootSectors * Sector, isFolder: true, announcement);
        at += Record(disc.AsSpan(at), "FIRST", RootAt, 1, isFolder: false, []);
        for (int number = 0; number < records; number++)
        {
            if (at % Sector > Sector - 100)
                at += Sector - at % Sector;
            at += Record(disc.AsSpan(at), $"F{number:D5}", RootAt, 1, isFolder: false, Continuation(number * 16 % RingLength));
        }
        for (int number = 0; number < RingLength; number++)
            Continuation((number + 1) % RingLength).CopyTo(disc, (FirstOfRing + number) * Stretch);
        return disc;
    }

    private static byte[] Continuation(int number)
    {
        byte[] entry = [(byte)'C', (byte)'E', 28, 1, .. new byte[24]];
        BinaryPrimitives.WriteInt32LittleEndian(entry.AsSpan(4), (FirstOfRing + number) * (Stretch / Sector));
        entry[20] = (byte)entry.Length;
        return entry;
    }

    private static int Record(Span<byte> record, string name, int block, int length, bool isFolder, byte[] systemUse)
    {
        int named = 33 + name.Length + (1 - name.Length % 2);
        record[0] = (byte)(named + systemUse.Length + systemUse.Length % 2);
        BinaryPrimitives.WriteInt32LittleEndian(record[2..], block);
        BinaryPrimitives.WriteInt32LittleEndian(record[10..], length);
        record[25] = (byte)(isFolder ? 2 : 0);
        record[32] = (byte)name.Length;
        System.Text.Encoding.ASCII.GetBytes(name).CopyTo(record[33..]);
        systemUse.CopyTo(record[named..]);
        return record[0];
    }
}
