using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace PiBootBox.Linux.Storage;

/// <summary>What .NET's file API has no door to.</summary>
internal static partial class StorageCalls
{
    public const int ReadOnlyCloseOnExec = 0x80000;
    public const int WriteAndSearch = 2 | 1;
    public const int LockExclusiveNonBlocking = 2 | 4;
    public const int Unlock = 8;

    /// <summary>Data and length only: .NET's own flush is fsync, which also writes the time stamps.</summary>
    [LibraryImport("libc", EntryPoint = "fdatasync", SetLastError = true)]
    public static partial int DataSync(SafeFileHandle file);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    public static partial int Sync(SafeFileHandle file);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial SafeFileHandle Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "access", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Access(string path, int mode);

    [LibraryImport("libc", EntryPoint = "flock", SetLastError = true)]
    public static partial int Lock(SafeFileHandle file, int operation);
}
