using System.Runtime.InteropServices;

namespace PiBootBox.Bench;

/// <summary>The socket calls of the TFTP load: plain sockets, as few calls a block as they allow.</summary>
internal static unsafe partial class TftpCalls
{
    internal const int AF_INET = 2, SOCK_DGRAM = 2;
    internal const int SOL_SOCKET = 1, SO_RCVBUF = 8, SO_RCVTIMEO = 20, SO_RCVBUFFORCE = 33;
    internal const int SOL_IP = 0, IP_PKTINFO = 8, SOL_UDP = 17, UDP_GRO = 104;
    internal const int MSG_WAITFORONE = 0x10000;

    [StructLayout(LayoutKind.Sequential)]
    internal struct SocketAddress
    {
        internal ushort Family;
        internal ushort PortBigEndian;
        internal uint AddressBigEndian;
        private readonly ulong _zero;
    }

    [StructLayout(LayoutKind.Sequential)]
    internal struct IoVector
    {
        internal byte* Base;
        internal nuint Length;
    }

    [StructLayout(LayoutKind.Sequential)]
    internal struct MessageHeader
    {
        internal SocketAddress* Name;
        internal uint NameLength;
        internal IoVector* Vectors;
        internal nuint VectorCount;
        internal byte* Control;
        internal nuint ControlLength;
        internal int Flags;
    }

    [StructLayout(LayoutKind.Sequential)]
    internal struct MultiMessage
    {
        internal MessageHeader Header;
        internal uint Length;
    }

    [StructLayout(LayoutKind.Sequential)]
    internal struct ControlHeader
    {
        internal nuint Length;
        internal int Level;
        internal int Type;
    }

    /// <summary>One <c>cmsg</c> of type IP_PKTINFO: the address that a datagram came to, or is to leave from.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct PacketInfo
    {
        internal ControlHeader Header;
        internal int Interface;
        internal uint LocalBigEndian;
        internal uint DestinationBigEndian;
        private readonly uint _pad;
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
    internal static partial int Bind(int socket, SocketAddress* address, int length);

    [LibraryImport("libc", EntryPoint = "setsockopt", SetLastError = true)]
    internal static partial int SetOption(int socket, int level, int name, void* value, int length);

    [LibraryImport("libc", EntryPoint = "recvmmsg")]
    internal static partial int ReceiveMany(int socket, MultiMessage* messages, uint count, int flags, nint timeout);

    [LibraryImport("libc", EntryPoint = "sendmmsg")]
    internal static partial int SendMany(int socket, MultiMessage* messages, uint count, int flags);

    [LibraryImport("libc", EntryPoint = "close")]
    internal static partial int Close(int descriptor);
}
