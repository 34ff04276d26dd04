using System.Runtime.InteropServices;
using PiBootBox.Linux.Network;

namespace PiBootBox.Linux.Packet;

/// <summary>
/// The socket calls themselves: .NET's Socket offers neither recvmmsg nor control messages of packet
/// sockets, and makes every socket non-blocking behind an event loop that a dedicated thread does not need.
/// </summary>
internal static unsafe partial class PacketCalls
{
    public const int FamilyInet = 2;
    public const int FamilyPacket = 17;
    public const int TypeDatagram = 2 | CloseOnExec;
    public const int TypeRaw = 3 | CloseOnExec;
    private const int CloseOnExec = 0x80000;

    public const int LevelSocket = 1;
    public const int ReceiveBuffer = 8;
    public const int BindToDevice = 25;
    public const int AttachFilter = 26;
    public const int ReceiveBufferForce = 33;

    public const int LevelPacket = 263;
    public const int PacketAuxData = 8;

    public const int DontWait = 0x40;

    public const short PollIn = 1;

    [LibraryImport("libc", EntryPoint = "socket", SetLastError = true)]
    public static partial KernelHandle Socket(int family, int type, int protocol);

    [LibraryImport("libc", EntryPoint = "setsockopt", SetLastError = true)]
    public static partial int SetOption(KernelHandle socket, int level, int option, void* value, uint length);

    [LibraryImport("libc", EntryPoint = "bind", SetLastError = true)]
    public static partial int Bind(KernelHandle socket, byte* address, uint length);

    [LibraryImport("libc", EntryPoint = "recvmmsg", SetLastError = true)]
    public static partial int ReceiveMany(KernelHandle socket, MultiMessage* slots, uint count, int flags, nint timeout);

    [LibraryImport("libc", EntryPoint = "recv", SetLastError = true)]
    public static partial nint Receive(KernelHandle socket, byte* buffer, nuint length, int flags);

    [LibraryImport("libc", EntryPoint = "send", SetLastError = true)]
    public static partial nint Send(KernelHandle socket, byte* frame, nuint length, int flags);

    [LibraryImport("libc", EntryPoint = "poll", SetLastError = true)]
    public static partial int Poll(PollSlot* slots, nuint count, int milliseconds);

    [LibraryImport("libc", EntryPoint = "eventfd", SetLastError = true)]
    public static partial KernelHandle EventFd(uint initial, int flags);

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    public static partial nint Write(KernelHandle file, void* bytes, nuint count);

    public static int SetOption(KernelHandle socket, int level, int option, int value) =>
        SetOption(socket, level, option, &value, sizeof(int));
}

/// <summary>struct pollfd</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct PollSlot
{
    public int File;
    public short Wanted;
    public short Happened;
}

/// <summary>struct cmsghdr followed by struct tpacket_auxdata, the one control message of a packet socket.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct AuxData
{
    public nuint Length;
    public int Level;
    public int Type;
    public uint Status;
    public uint FrameLength;
    public uint CapturedLength;
    public ushort LinkOffset;
    public ushort NetworkOffset;
    public ushort VlanTag;
    public ushort VlanProtocol;
}
