using System.Buffers.Binary;
using System.Text;

namespace PiBootBox.Media.Tests.Iso9660;

/// <summary>A disc, and the places where a change hurts.</summary>
internal sealed record SpoiltDisc(byte[] Bytes, int[] Records, int[] Entries)
{
    private static readonly string[] BadNames = ["..", ".", "/", "\0", "a/b", "\u001b[2J", "../../x"];

    public static SpoiltDisc Of(byte[] bytes) => new(bytes, DiscRecords.Folders(bytes), DiscRecords.Entries(bytes));

    public byte[] Spoil(Random random)
    {
        byte[] disc = [.. Bytes];
        for (int changes = random.Next(1, 7); changes > 0; changes--)
        {
            int record = Records[random.Next(Records.Length)];
            switch (random.Next(8))
            {
                case 0:
                    disc[random.Next(DiscRecords.SystemArea, disc.Length)] = (byte)random.Next(256);
                    break;
                case 1:
                    disc[record + random.Next(disc[record])] ^= (byte)(1 << random.Next(8));
                    break;
                case 2:
                    // Rings, and folders that overlap.
                    disc.AsSpan(Records[random.Next(Records.Length)] + 2, random.Next(2) == 0 ? 8 : 16).CopyTo(disc.AsSpan(record + 2));
                    break;
                case 3:
                    BinaryPrimitives.WriteUInt32LittleEndian(disc.AsSpan(record + (random.Next(2) == 0 ? 2 : 10)), Number(random, disc.Length));
                    break;
                case 4:
                    Encoding.ASCII.GetBytes(BadNames[random.Next(BadNames.Length)], disc.AsSpan(record + 33));
                    break;
                case 5:
                    disc[record + 25] = (byte)random.Next(256);
                    break;
                case 6 when Entries.Length > 0:
                    SpoilEntry(disc, Entries[random.Next(Entries.Length)], random);
                    break;
                case 7 when random.Next(4) == 0:
                    return disc[..random.Next(disc.Length)];
            }
        }
        return disc;
    }

    private void SpoilEntry(byte[] disc, int entry, Random random)
    {
        switch (random.Next(4))
        {
            case 0:
                disc[entry + 2] = (byte)random.Next(256);
                break;
            case 1:
                disc[entry + random.Next(4, Math.Max(disc[entry + 2], (byte)5))] = (byte)random.Next(256);
                break;
            case 2:
                Encoding.ASCII.GetBytes(BadNames[random.Next(BadNames.Length)], disc.AsSpan(entry + 5));
                break;
            default:
                // An entry becomes another, or goes on at itself.
                Encoding.ASCII.GetBytes(new[] { "CE", "NM", "SL", "CL", "RE", "PX", "TF", "ST", "ZF", "SF" }[random.Next(10)], disc.AsSpan(entry));
                if (disc.Length - entry > 28)
                    BinaryPrimitives.WriteInt32LittleEndian(disc.AsSpan(entry + 4), random.Next(3) == 0 ? entry / 2048 : random.Next(disc.Length / 2048));
                break;
        }
    }

    private static uint Number(Random random, int length) => random.Next(6) switch
    {
        0 => uint.MaxValue,
        1 => 0x8000_0000,
        2 => 0,
        3 => (uint)(length / 2048),
        4 => (uint)random.Next(length / 2048),
        _ => (uint)random.Next(length),
    };
}
