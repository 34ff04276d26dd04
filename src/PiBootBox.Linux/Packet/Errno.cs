using System.Runtime.InteropServices;

namespace PiBootBox.Linux.Packet;

/// <summary>The kernel's error numbers that decide something here; the same on x86-64 and Arm.</summary>
internal static class Errno
{
    public const int NotPermitted = 1;
    public const int Interrupted = 4;
    public const int NoSuchAddress = 6;
    public const int TryAgain = 11;
    public const int AccessDenied = 13;
    public const int NoDevice = 19;
    public const int AddressInUse = 98;
    public const int NetworkDown = 100;

    public static int Last => Marshal.GetLastPInvokeError();

    /// <summary>The interface was shut down or has vanished: no socket on it will carry anything any more.</summary>
    public static bool IsGone(int error) => error is NetworkDown or NoDevice or NoSuchAddress;
}
