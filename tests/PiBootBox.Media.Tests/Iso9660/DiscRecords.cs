using System.Buffers.Binary;

namespace PiBootBox.Media.Tests.Iso9660;

/// <summary>Finds the records of a disc by their shape alone, not by our reader, so that a test can spoil them.</summary>
internal static class DiscRecords
{
    /// <summary>Bytes before the first volume descriptor: nothing of the file system.</summary>
    public const int SystemArea = 16 * 2048;

    /// <summary>Directory records, roots in the volume descriptors included: block and length are there in both byte orders.</summary>
    public static int[] Folders(byte[] disc)
    {
        // Numbers of links and of owners are in both orders as well, and smaller than the first block of a folder.
        var found = new List<int>();
        for (int at = SystemArea; at + 34 <= disc.Length; at += 2)
        {
            ReadOnlySpan<byte> record = disc.AsSpan(at);
            if (record[0] >= 34 && 33 + record[32] <= record[0]
                && BinaryPrimitives.ReadUInt32LittleEndian(record[2..]) == BinaryPrimitives.ReadUInt32BigEndian(record[6..])
                && BinaryPrimitives.ReadUInt32LittleEndian(record[10..]) == BinaryPrimitives.ReadUInt32BigEndian(record[14..])
                && BinaryPrimitives.ReadUInt32LittleEndian(record[2..]) is > 16 and < 10_000)
            {
                found.Add(at);
            }
        }
        return [.. found];
    }

    /// <summary>Entries of the system use fields: two letters, a length, version 1.</summary>
    public static int[] Entries(byte[] disc)
    {
        var found = new List<int>();
        for (int at = SystemArea; at + 4 <= disc.Length; at++)
        {
            ReadOnlySpan<byte> entry = disc.AsSpan(at, 4);
            if (entry[2] >= 4 && entry[3] == 1 && char.IsAsciiLetterUpper((char)entry[0]) && char.IsAsciiLetterUpper((char)entry[1]))
                found.Add(at);
        }
        return [.. found];
    }

    /// <summary>Where the record of a file or folder begins that has this name of Rock Ridge.</summary>
    public static int Of(byte[] disc, string name)
    {
        int entry = NameOf(disc, name) - 5;
        return Folders(disc).Last(at => at < entry);
    }

    /// <summary>Where the bytes of that name begin.</summary>
    public static int NameOf(byte[] disc, string name)
    {
        byte[] entry = [(byte)'N', (byte)'M', (byte)(5 + name.Length), 1, 0, .. System.Text.Encoding.ASCII.GetBytes(name)];
        int at = disc.AsSpan().IndexOf(entry);
        Assert.True(at >= 0, name);
        return at + 5;
    }
}
