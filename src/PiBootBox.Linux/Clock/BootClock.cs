using System.Diagnostics;

namespace PiBootBox.Linux.Clock;

/// <summary>The clock that leases run on: it starts with the box and no one can set it.</summary>
public static class BootClock
{
    /// <summary>Time since the box's boot (CLOCK_MONOTONIC).</summary>
    public static TimeSpan Now => Stopwatch.GetElapsedTime(0);

    /// <summary>
    /// Which boot of the box <see cref="Now"/> counts from. Where the kernel does not tell, a new id
    /// each time: the leases are then taken as of an earlier boot, which only makes them longer.
    /// </summary>
    public static Guid BootId()
    {
        try
        {
            return Guid.TryParse(File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim(), out Guid id)
                ? id
                : Guid.NewGuid();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Guid.NewGuid();
        }
    }
}
