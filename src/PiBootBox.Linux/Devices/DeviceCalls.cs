using System.Runtime.InteropServices;
using PiBootBox.Linux.Network;

namespace PiBootBox.Linux.Devices;

/// <summary>What every device file of the kernel understands.</summary>
internal static unsafe partial class DeviceCalls
{
    internal const int O_RDWR = 2, O_CLOEXEC = 0x80000;

    /// <summary>Why a device of the panel cannot be had, and the cure: Debian has no group for such devices, our rules give them ours.</summary>
    internal static string Refused(string path) =>
        $"The box may not open {path}: install systemd/91-pibootbox-panel.rules as scripts/install.sh does, then restart the service.";

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial KernelHandle Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    internal static partial int Control(KernelHandle file, nuint request, void* argument);

    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    internal static partial nint Read(KernelHandle file, void* buffer, nuint length);
}
