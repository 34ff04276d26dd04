using System.Runtime.InteropServices;
using PiBootBox.Linux.Network;

namespace PiBootBox.Linux.Devices;

/// <summary>What every device file of the kernel understands.</summary>
internal static unsafe partial class DeviceCalls
{
    internal const int O_RDWR = 2, O_CLOEXEC = 0x80000;

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial KernelHandle Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    internal static partial int Control(KernelHandle file, nuint request, void* argument);

    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    internal static partial nint Read(KernelHandle file, void* buffer, nuint length);
}
