using PiBootBox.Core;
using PiBootBox.Core.Network;
using PiBootBox.Linux.Network;

namespace PiBootBox.Linux.Packet;

/// <summary>
/// Raw frames of one protocol on one interface. Bound to a protocol of its own, not to all of them,
/// so the kernel never shows it the frames that the box itself sends.
/// </summary>
internal sealed unsafe class PacketSocket : IDisposable
{
    /// <summary>A burst of two thousand machines that are switched on together fits in.</summary>
    private const int ReceiveBufferBytes = 4 << 20;

    private PacketSocket(KernelHandle handle) => Handle = handle;

    public KernelHandle Handle { get; }

    /// <exception cref="CannotServeException">Not permitted, or the interface is gone.</exception>
    public static PacketSocket Open(ServedInterface port, ushort protocol, PacketFilter.Step[] filter)
    {
        // Protocol 0 receives nothing until it is bound: no frame slips in before the filter.
        PacketSocket socket = new(PacketCalls.Socket(PacketCalls.FamilyPacket, PacketCalls.TypeRaw, 0));
        int error = socket.Handle.IsInvalid ? Errno.Last : socket.SetUp(port, protocol, filter);
        if (error == 0)
            return socket;
        socket.Dispose();
        throw Refusal(port.Name, error);
    }

    /// <summary>Sends one frame. Callable from any thread.</summary>
    /// <returns>The error number; 0 when the frame is on its way.</returns>
    public int Send(ReadOnlySpan<byte> frame)
    {
        fixed (byte* start = frame)
            return PacketCalls.Send(Handle, start, (nuint)frame.Length, PacketCalls.DontWait) >= 0 ? 0 : Errno.Last;
    }

    public void Dispose() => Handle.Dispose();

    private int SetUp(ServedInterface port, ushort protocol, PacketFilter.Step[] filter)
    {
        // Beyond the system's limit only with CAP_NET_ADMIN; the limit itself serves as well.
        if (PacketCalls.SetOption(Handle, PacketCalls.LevelSocket, PacketCalls.ReceiveBufferForce, ReceiveBufferBytes) != 0)
            PacketCalls.SetOption(Handle, PacketCalls.LevelSocket, PacketCalls.ReceiveBuffer, ReceiveBufferBytes);
        int error = SocketSetup.Filter(Handle, filter);
        if (error == 0)
            error = SocketSetup.Result(PacketCalls.SetOption(Handle, PacketCalls.LevelPacket, PacketCalls.PacketAuxData, 1));
        return error == 0 ? SocketSetup.BindToProtocol(Handle, protocol, port.Index) : error;
    }

    private static CannotServeException Refusal(string name, int error) => error switch
    {
        Errno.EPERM or Errno.EACCES => new CannotServeException(
            $"The box may not open a packet socket on {name}: run it as root, or give it the capability CAP_NET_RAW."),
        _ when Errno.IsGone(error) => new CannotServeException(
            $"The network port {name} is gone or down: connect it, or name another one to serve."),
        _ => new CannotServeException(
            $"The box cannot open a packet socket on {name} (error {error}): its kernel needs packet sockets (CONFIG_PACKET) and filters."),
    };
}
