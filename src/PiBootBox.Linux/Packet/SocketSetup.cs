using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using PiBootBox.Linux.Network;

namespace PiBootBox.Linux.Packet;

/// <summary>The options that the sockets here have in common. All return the error number, 0 for none.</summary>
internal static unsafe class SocketSetup
{
    public static int Filter(KernelHandle socket, PacketFilter.Step[] program)
    {
        fixed (PacketFilter.Step* steps = program)
        {
            FilterProgram value = new() { Count = (ushort)program.Length, Steps = steps };
            return Result(PacketCalls.SetOption(
                socket, PacketCalls.LevelSocket, PacketCalls.AttachFilter, &value, (uint)sizeof(FilterProgram)));
        }
    }

    public static int BindToDevice(KernelHandle socket, string name)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(name + '\0');
        fixed (byte* value = bytes)
        {
            return Result(PacketCalls.SetOption(
                socket, PacketCalls.LevelSocket, PacketCalls.BindToDevice, value, (uint)bytes.Length));
        }
    }

    /// <summary>Any address, one UDP port (struct sockaddr_in).</summary>
    public static int BindToPort(KernelHandle socket, ushort port)
    {
        byte* address = stackalloc byte[16];
        Span<byte> fields = new(address, 16);
        fields.Clear();
        BitConverter.TryWriteBytes(fields, (ushort)PacketCalls.FamilyInet);
        BinaryPrimitives.WriteUInt16BigEndian(fields[2..], port);
        return Result(PacketCalls.Bind(socket, address, 16));
    }

    /// <summary>One protocol on one interface (struct sockaddr_ll).</summary>
    public static int BindToProtocol(KernelHandle socket, ushort protocol, int interfaceIndex)
    {
        byte* address = stackalloc byte[20];
        Span<byte> fields = new(address, 20);
        fields.Clear();
        BitConverter.TryWriteBytes(fields, (ushort)PacketCalls.FamilyPacket);
        BinaryPrimitives.WriteUInt16BigEndian(fields[2..], protocol);
        BitConverter.TryWriteBytes(fields[4..], interfaceIndex);
        return Result(PacketCalls.Bind(socket, address, 20));
    }

    public static int Result(int returned) => returned == 0 ? 0 : Errno.Last;

    /// <summary>struct sock_fprog</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct FilterProgram
    {
        public ushort Count;
        public PacketFilter.Step* Steps;
    }
}
