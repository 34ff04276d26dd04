using System.Runtime.InteropServices;

namespace PiBootBox.Linux.Files;

/// <summary>The file system calls that the framework does not offer.</summary>
internal static partial class FileCalls
{
    internal const int
        O_NONBLOCK = 0x800,
        O_NOCTTY = 0x100,
        O_CLOEXEC = 0x80000,
        O_PATH = 0x200000;

    internal const ulong
        RESOLVE_NO_MAGICLINKS = 0x02,
        RESOLVE_BENEATH = 0x08;

    internal const int AT_EMPTY_PATH = 0x1000;
    internal const uint STATX_TYPE = 0x01, STATX_MTIME = 0x40, STATX_SIZE = 0x200;
    internal const int S_IFMT = 0xF000, S_IFDIR = 0x4000, S_IFREG = 0x8000;

    // One number on every architecture; glibc has no function for it before 2.43.
    internal const nint SYS_openat2 = 437;

    [StructLayout(LayoutKind.Sequential)]
    internal struct OpenHow
    {
        internal ulong Flags, Mode, Resolve;
    }

    /// <summary>
    /// <c>struct statx</c>, whose layout is the same on every architecture, as <c>struct stat</c>'s is not.
    /// </summary>
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    internal struct StatX
    {
        [FieldOffset(28)] internal ushort Mode;
        [FieldOffset(40)] internal ulong Size;
        [FieldOffset(112)] internal long ModifiedSeconds;
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial nint OpenAt2(nint number, nint folder, string path, ref OpenHow how, nint sizeOfHow);

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int Stat(SafeHandle file, string path, int flags, uint mask, out StatX stat);
}
