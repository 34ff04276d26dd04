using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace PiBootBox.Linux.Network;

/// <summary>A file descriptor of a socket, an eventfd or a device. It is not closed under a call that uses it.</summary>
internal sealed partial class KernelHandle() : SafeHandleMinusOneIsInvalid(ownsHandle: true)
{
    /// <summary>Takes over one that a call gave in a struct.</summary>
    public KernelHandle(int descriptor) : this() => SetHandle(descriptor);

    /// <summary>A descriptor is a C int: of glibc's open(2) a -1 comes as 4,294,967,295, with the upper half of its register empty.</summary>
    public override bool IsInvalid => (int)handle < 0;

    protected override bool ReleaseHandle() => Close((int)handle) == 0;

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);
}
