using System.Buffers.Binary;

namespace PiBootBox.Media.Udf;

/// <summary>A timestamp of 12 bytes (ECMA-167 1/7.3).</summary>
internal static class UdfTime
{
    private const int NoZone = -2047;

    /// <returns>In UTC; the beginning of 1970 where the fields are no date.</returns>
    public static DateTimeOffset Read(ReadOnlySpan<byte> field)
    {
        // The lower 12 bits are minutes east of UTC, with a sign.
        int zone = (short)(BinaryPrimitives.ReadInt16LittleEndian(field) << 4) >> 4;
        int year = BinaryPrimitives.ReadInt16LittleEndian(field[2..]);
        (int month, int day, int hour, int minute, int second) = (field[4], field[5], field[6], field[7], field[8]);
        if (year is < 1970 or > 9000 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month)
            || hour > 23 || minute > 59 || second > 59)
        {
            return DateTimeOffset.UnixEpoch;
        }
        var local = new DateTimeOffset(year, month, day, hour, minute, second, TimeSpan.Zero);
        return zone == NoZone ? local : local.AddMinutes(-zone);
    }
}
