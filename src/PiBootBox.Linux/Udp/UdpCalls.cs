using System.Runtime.InteropServices;
using PiBootBox.Linux.Network;

namespace PiBootBox.Linux.Udp;

/// <summary>The socket calls behind this room. Layouts are those of 64-bit and 32-bit Linux alike.</summary>
internal static unsafe partial class UdpCalls
{
    internal const int
        AF_INET = 2,
        SOCK_DGRAM = 2,
        SOCK_CLOEXEC = 0x80000;

    internal const int
        SOL_SOCKET = 1,
        SO_SNDBUF = 7,
        SO_RCVBUF = 8,
        SO_RCVTIMEO = 20,
        SO_SNDTIMEO = 21,
        SO_BINDTODEVICE = 25,
        SO_SNDBUFFORCE = 32,
        SO_RCVBUFFORCE = 33;

    internal const int SOL_UDP = 17, UDP_SEGMENT = 103;

    internal const int MSG_TRUNC = 0x20, MSG_DONTWAIT = 0x40, MSG_WAITFORONE = 0x10000;

    internal const int EPOLL_CLOEXEC = 0x80000, EPOLL_CTL_ADD = 1;
    internal const uint EPOLLIN = 1;
    internal const int EFD_CLOEXEC = 0x80000, EFD_NONBLOCK = 0x800;

    [StructLayout(LayoutKind.Sequential)]
    internal struct SocketAddress
    {
        internal ushort Family;
        internal ushort PortBigEndian;
        internal uint AddressBigEndian;
        private readonly ulong _zero;
    }

    /// <summary>One <c>cmsg</c> of type UDP_SEGMENT, padded as CMSG_SPACE pads it.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct SegmentControl
    {
        internal nuint Length;
        internal int Level;
        internal int Type;
        internal ushort SegmentBytes;
        private readonly ushort _pad;
        private readonly nuint _padToWord;

        /// <summary>CMSG_LEN(2).</summary>
        internal static nuint UsedLength => (nuint)(sizeof(nuint) + 2 * sizeof(int) + sizeof(ushort));

        /// <summary>CMSG_SPACE(2).</summary>
        internal static nuint Space => (nuint)(2 * sizeof(nuint) + 2 * sizeof(int));
    }

    [StructLayout(LayoutKind.Sequential)]
    internal struct TimeValue
    {
        internal nint Seconds;
        internal nint Microseconds;
    }

    [LibraryImport("libc", EntryPoint = "socket", SetLastError = true)]
    internal static partial int Socket(int family, int type, int protocol);

    [LibraryImport("libc", EntryPoint = "bind", SetLastError = true)]
    internal static partial int Bind(int socket, in SocketAddress address, int length);

    [LibraryImport("libc", EntryPoint = "getsockname", SetLastError = true)]
    internal static partial int GetSocketName(int socket, out SocketAddress address, ref int length);

    [LibraryImport("libc", EntryPoint = "setsockopt", SetLastError = true)]
    internal static partial int SetOption(int socket, int level, int name, void* value, int length);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    internal static partial int Close(int descriptor);

    [LibraryImport("libc", EntryPoint = "recvmmsg")]
    internal static partial int ReceiveMany(int socket, MultiMessage* messages, uint count, int flags, nint timeout);

    [LibraryImport("libc", EntryPoint = "sendmmsg", SetLastError = true)]
    internal static partial int SendMany(int socket, MultiMessage* messages, uint count, int flags);

    [LibraryImport("libc", EntryPoint = "recvfrom")]
    internal static partial nint ReceiveFrom(int socket, byte* bytes, nuint length, int flags, SocketAddress* from, ref int fromLength);

    [LibraryImport("libc", EntryPoint = "sendto", SetLastError = true)]
    internal static partial nint SendTo(int socket, byte* bytes, nuint length, int flags, SocketAddress* to, int toLength);

    [LibraryImport("libc", EntryPoint = "epoll_create1", SetLastError = true)]
    internal static partial int EpollCreate(int flags);

    [LibraryImport("libc", EntryPoint = "epoll_ctl", SetLastError = true)]
    internal static partial int EpollControl(int epoll, int operation, int descriptor, byte* pollEvent);

    [LibraryImport("libc", EntryPoint = "epoll_wait", SetLastError = true)]
    internal static partial int EpollWait(int epoll, byte* events, int count, int milliseconds);

    [LibraryImport("libc", EntryPoint = "eventfd", SetLastError = true)]
    internal static partial KernelHandle EventDescriptor(uint value, int flags);

    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    internal static partial nint Read(KernelHandle descriptor, void* buffer, nuint length);

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    internal static partial nint Write(KernelHandle descriptor, void* buffer, nuint length);
}
