using System.Runtime.InteropServices;

namespace PiBootBox.Bench;

internal static partial class HttpDiscardCalls
{
    private const int MSG_TRUNC = 0x20;
    private const nint MostPerCall = 1 << 30;

    /// <summary>Blocks for data and drops up to <paramref name="most"/> bytes of it: tcp(7), MSG_TRUNC.</summary>
    /// <returns>Bytes dropped; 0 at the end, -1 on an error or a timeout.</returns>
    internal static nint Discard(SafeHandle socket, long most) =>
        Receive(socket, 0, (nint)Math.Min(most, MostPerCall), MSG_TRUNC);

    [LibraryImport("libc", EntryPoint = "recv", SetLastError = true)]
    private static partial nint Receive(SafeHandle socket, nint nowhere, nint count, int flags);
}
