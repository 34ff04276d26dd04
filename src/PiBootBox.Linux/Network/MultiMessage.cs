using System.Runtime.InteropServices;

namespace PiBootBox.Linux.Network;

/// <summary>struct mmsghdr, of recvmmsg(2) and sendmmsg(2)</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct MultiMessage
{
    public MessageHeader Header;

    /// <summary>Bytes received or sent.</summary>
    public uint Length;
}

/// <summary>struct msghdr</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct MessageHeader
{
    public byte* Name;
    public uint NameLength;
    public IoVector* Vectors;
    public nuint VectorCount;
    public byte* Control;
    public nuint ControlLength;
    public int Flags;
}

/// <summary>struct iovec</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct IoVector
{
    public byte* Base;
    public nuint Length;
}
