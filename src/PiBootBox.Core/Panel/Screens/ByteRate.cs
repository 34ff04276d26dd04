using System.Globalization;

namespace PiBootBox.Core.Panel.Screens;

/// <summary>Bytes per second in at most nine characters.</summary>
public static class ByteRate
{
    public static string Words(long rate) => rate switch
    {
        < 1000 => "< 1 kB/s",
        < 1000_000 => string.Create(CultureInfo.InvariantCulture, $"{rate / 1000} kB/s"),
        < 10_000_000 => string.Create(CultureInfo.InvariantCulture, $"{rate / 1000_000}.{rate / 100_000 % 10} MB/s"),
        < 10_000_000_000 => string.Create(CultureInfo.InvariantCulture, $"{rate / 1000_000} MB/s"),
        _ => "> 10 GB/s",
    };
}
