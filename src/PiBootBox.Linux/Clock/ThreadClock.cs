using System.Runtime.InteropServices;

namespace PiBootBox.Linux.Clock;

/// <summary>What a thread costs.</summary>
public static partial class ThreadClock
{
    private const int CLOCK_THREAD_CPUTIME_ID = 3;

    /// <summary>Time that the calling thread has had a processor.</summary>
    public static TimeSpan ProcessorTime
    {
        get
        {
            _ = GetTime(CLOCK_THREAD_CPUTIME_ID, out TimeSpec time);
            return TimeSpan.FromTicks((long)time.Seconds * TimeSpan.TicksPerSecond + (long)time.Nanoseconds / 100);
        }
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct TimeSpec
    {
        internal nint Seconds;
        internal nint Nanoseconds;
    }

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    private static partial int GetTime(int clock, out TimeSpec time);
}
