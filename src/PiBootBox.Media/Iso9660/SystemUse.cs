using System.Buffers.Binary;

namespace PiBootBox.Media.Iso9660;

/// <summary>
/// Walks the entries of a record's system use fields, and of the continuation areas behind them
/// (SUSP 1.12, IEEE P1281).
/// </summary>
internal sealed class SystemUse(IRandomAccess medium, int blockSize, MediumListing listing)
{
    /// <summary>Continuation areas of one record. A long name and a long link fill three.</summary>
    private const int MostAreas = 16;

    /// <summary>Bytes of one area: a block as a rule, and some writers let it cross into the next.</summary>
    private const int MostArea = 4096;

    private readonly byte[] _area = new byte[MostArea];
    private int _skip;

    /// <summary>Looks whether the root's own record announces the protocol, and how far in the fields begin.</summary>
    /// <param name="systemUse">Of the record <c>.</c> in the root folder.</param>
    public bool IsAnnounced(ReadOnlySpan<byte> systemUse)
    {
        // CD-ROM XA puts 14 bytes of its own before them (SUSP 5.3).
        foreach (int at in (ReadOnlySpan<int>)[0, 14])
        {
            if (systemUse.Length >= at + 7 && systemUse.Slice(at, 2).SequenceEqual("SP"u8)
                && systemUse[at + 4] == 0xBE && systemUse[at + 5] == 0xEF)
            {
                _skip = systemUse[at + 6];
                return true;
            }
        }
        return false;
    }

    /// <exception cref="IOException">The drive fails.</exception>
    public void Read(ReadOnlySpan<byte> systemUse, RockRidge facts)
    {
        facts.Clear();
        if (systemUse.Length < _skip)
            return;
        ReadOnlySpan<byte> area = systemUse[_skip..];
        for (int areas = 0; ; areas++)
        {
            if (!TryReadArea(area, facts, out long at, out uint length))
                return;
            if (areas == MostAreas || length > MostArea || !listing.TrySpend(length)
                || !medium.TryReadExactly(at, _area.AsSpan(0, (int)length)))
            {
                facts.IsDamaged = true;
                return;
            }
            area = _area.AsSpan(0, (int)length);
        }
    }

    /// <returns>True when it goes on elsewhere.</returns>
    private bool TryReadArea(ReadOnlySpan<byte> area, RockRidge facts, out long at, out uint length)
    {
        (at, length) = (0, 0);
        bool goesOn = false;
        while (area.Length >= 4)
        {
            int size = area[2];
            // Zeros, or another system's bytes, end the entries as ST does.
            if (size < 4 || size > area.Length || area[..2].SequenceEqual("ST"u8))
                break;
            if (area[..2].SequenceEqual("CE"u8) && size >= 28)
            {
                at = (long)BinaryPrimitives.ReadUInt32LittleEndian(area[4..]) * blockSize
                    + BinaryPrimitives.ReadUInt32LittleEndian(area[12..]);
                length = BinaryPrimitives.ReadUInt32LittleEndian(area[20..]);
                goesOn = true;
            }
            else
            {
                facts.Add(area[..size]);
            }
            area = area[size..];
        }
        return goesOn;
    }
}
