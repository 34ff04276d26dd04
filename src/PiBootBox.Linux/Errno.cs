using System.Runtime.InteropServices;

namespace PiBootBox.Linux;

/// <summary>The kernel's error numbers that decide something here, by its own names; the same on x86-64 and Arm.</summary>
internal static class Errno
{
    public const int
        EPERM = 1,
        ENOENT = 2,
        EINTR = 4,
        EIO = 5,
        ENXIO = 6,
        EAGAIN = 11,
        EACCES = 13,
        EBUSY = 16,
        EXDEV = 18,
        ENODEV = 19,
        ENOTDIR = 20,
        EINVAL = 22,
        ENFILE = 23,
        EMFILE = 24,
        EPIPE = 32,
        ELOOP = 40,
        EMSGSIZE = 90,
        EOPNOTSUPP = 95,
        EADDRINUSE = 98,
        EADDRNOTAVAIL = 99,
        ENETDOWN = 100,
        ENETUNREACH = 101,
        ECONNRESET = 104,
        ETIMEDOUT = 110,
        EHOSTDOWN = 112,
        EHOSTUNREACH = 113,
        EREMOTEIO = 121;

    public static int Last => Marshal.GetLastPInvokeError();

    /// <summary>The interface was shut down or has vanished: no socket on it will carry anything any more.</summary>
    public static bool IsGone(int error) => error is ENETDOWN or ENODEV or ENXIO;
}
