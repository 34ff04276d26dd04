using System.Globalization;

namespace PiBootBox.Media.Iso9660;

/// <summary>Both forms of a time on a disc, in UTC; what is no time becomes 1970.</summary>
internal static class IsoTime
{
    /// <summary>Bytes, ECMA-119 9.1.5.</summary>
    public const int ShortLength = 7;

    /// <summary>Bytes, ECMA-119 8.4.26.1.</summary>
    public const int LongLength = 17;

    public static DateTimeOffset ReadShort(ReadOnlySpan<byte> time) =>
        Make(1900 + time[0], time[1], time[2], time[3], time[4], time[5], (sbyte)time[6]);

    public static DateTimeOffset ReadLong(ReadOnlySpan<byte> time) =>
        Make(Number(time[..4]), Number(time.Slice(4, 2)), Number(time.Slice(6, 2)),
            Number(time.Slice(8, 2)), Number(time.Slice(10, 2)), Number(time.Slice(12, 2)), (sbyte)time[16]);

    private static int Number(ReadOnlySpan<byte> digits) =>
        int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out int value) ? value : -1;

    /// <param name="quarters">Of an hour, east of Greenwich.</param>
    private static DateTimeOffset Make(int year, int month, int day, int hour, int minute, int second, int quarters)
    {
        if (year is < 1900 or > 9998 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month)
            || hour is < 0 or > 23 || minute is < 0 or > 59 || second is < 0 or > 59)
        {
            return DateTimeOffset.UnixEpoch;
        }
        var time = new DateTimeOffset(year, month, day, hour, minute, second, TimeSpan.Zero);
        return quarters is < -48 or > 52 ? time : time.AddMinutes(-15 * quarters);
    }
}
