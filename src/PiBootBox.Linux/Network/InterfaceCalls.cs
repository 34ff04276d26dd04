using System.Runtime.InteropServices;

namespace PiBootBox.Linux.Network;

/// <summary>
/// getifaddrs(3): .NET's NetworkInterface reads /etc/resolv.conf on the way and fails where there is none, as on a switch without DNS, or
/// before the resolver has started.
/// </summary>
internal static unsafe partial class InterfaceCalls
{
    public const uint Running = 0x40;

    [LibraryImport("libc", EntryPoint = "getifaddrs", SetLastError = true)]
    public static partial int GetAddresses(InterfaceAddress** first);

    [LibraryImport("libc", EntryPoint = "freeifaddrs")]
    public static partial void FreeAddresses(InterfaceAddress* first);
}

/// <summary>struct ifaddrs: one address of one interface.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly unsafe struct InterfaceAddress
{
    public readonly InterfaceAddress* Next;
    public readonly byte* Name;
    public readonly uint Flags;
    /// <summary>A struct sockaddr of any family; null where there is none.</summary>
    public readonly byte* Address, Mask;
    private readonly nint _peer, _data;
}
