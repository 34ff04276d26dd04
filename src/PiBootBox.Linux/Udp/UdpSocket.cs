using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using PiBootBox.Core;
using PiBootBox.Linux.Network;
using PiBootBox.Wire;
using static PiBootBox.Linux.Errno;
using static PiBootBox.Linux.Udp.UdpCalls;

namespace PiBootBox.Linux.Udp;

/// <summary>
/// A UDP socket tied to one network port and one address of it: it hears nothing from elsewhere, and
/// every datagram leaves from the address that was asked. Close it only when no thread uses it any more.
/// </summary>
public sealed class UdpSocket : IDisposable
{
    // A send waits for room at most this long, so that a stuck link cannot hold up a stop of the program.
    private const int SendWaitMicroseconds = 100_000;

    // Rounded up to the next tick of the kernel: 4 ms at 250 ticks a second.
    private const int ReceiveWaitMicroseconds = 2_000;

    private UdpSocket(int descriptor, ushort port)
    {
        Descriptor = descriptor;
        Port = port;
    }

    /// <summary>-1 once it is closed.</summary>
    internal int Descriptor { get; private set; }

    public ushort Port { get; }

    /// <param name="device">Name of the network port, for example <c>eth0</c>.</param>
    /// <param name="port">0: one that the kernel picks.</param>
    /// <param name="purpose">For the message: what is served there.</param>
    /// <exception cref="CannotServeException">Port in use, no such interface or address, no permission.</exception>
    public static UdpSocket Open(string device, Ipv4 address, ushort port, string purpose)
    {
        int descriptor = Socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
        if (descriptor < 0)
            throw Explain(device, address, port, purpose);
        try
        {
            BindToDevice(descriptor, device, address, port, purpose);
            var local = new SocketAddress
            {
                Family = AF_INET,
                PortBigEndian = BigEndian(port),
                AddressBigEndian = BigEndian(address.Value),
            };
            int length = Marshal.SizeOf<SocketAddress>();
            if (Bind(descriptor, local, length) < 0 || GetSocketName(descriptor, out local, ref length) < 0)
                throw Explain(device, address, port, purpose);
            LimitWait(descriptor, SO_SNDTIMEO, SendWaitMicroseconds);
            LimitWait(descriptor, SO_RCVTIMEO, ReceiveWaitMicroseconds);
            return new UdpSocket(descriptor, BigEndian(local.PortBigEndian));
        }
        catch
        {
            Close(descriptor);
            throw;
        }
    }

    /// <summary>Asks for room for datagrams under way; the kernel may grant less where the program lacks CAP_NET_ADMIN.</summary>
    public void SetBuffers(int receiveBytes, int sendBytes)
    {
        SetBuffer(SO_RCVBUFFORCE, SO_RCVBUF, receiveBytes);
        SetBuffer(SO_SNDBUFFORCE, SO_SNDBUF, sendBytes);
    }

    public void Dispose()
    {
        if (Descriptor >= 0)
            Close(Descriptor);
        Descriptor = -1;
    }

    internal static ushort BigEndian(ushort value) =>
        BitConverter.IsLittleEndian ? BinaryPrimitives.ReverseEndianness(value) : value;

    internal static uint BigEndian(uint value) =>
        BitConverter.IsLittleEndian ? BinaryPrimitives.ReverseEndianness(value) : value;

    private unsafe void SetBuffer(int forced, int plain, int bytes)
    {
        if (SetOption(Descriptor, SOL_SOCKET, forced, &bytes, sizeof(int)) < 0)
            _ = SetOption(Descriptor, SOL_SOCKET, plain, &bytes, sizeof(int));
    }

    private static unsafe void BindToDevice(int descriptor, string device, Ipv4 address, ushort port, string purpose)
    {
        fixed (byte* name = Encoding.UTF8.GetBytes(device + '\0'))
        {
            if (SetOption(descriptor, SOL_SOCKET, SO_BINDTODEVICE, name, Encoding.UTF8.GetByteCount(device)) < 0)
                throw Explain(device, address, port, purpose);
        }
    }

    private static unsafe void LimitWait(int descriptor, int option, int microseconds)
    {
        var wait = new TimeValue { Microseconds = microseconds };
        _ = SetOption(descriptor, SOL_SOCKET, option, &wait, sizeof(TimeValue));
    }

    private static CannotServeException Explain(string device, Ipv4 address, ushort port, string purpose)
    {
        int error = Marshal.GetLastPInvokeError();
        return new CannotServeException(error switch
        {
            EADDRINUSE => $"{purpose} cannot have UDP port {port} of {address} ({device}): {PortHolder.OfUdp(port)} has it. Stop that program first.",
            EACCES => $"{purpose} may not use UDP port {port} of {address} ({device}): start as root or with the capability CAP_NET_BIND_SERVICE.",
            EPERM => $"{purpose} may not tie a socket to {device}: start as root or with the capability CAP_NET_RAW.",
            ENODEV => $"{purpose} finds no network port named {device}: check the name (ip link).",
            EADDRNOTAVAIL => $"{purpose} finds no address {address} on {device}: give it that address, or restart the box.",
            _ => $"{purpose} cannot use UDP port {port} of {address} ({device}): {Marshal.GetPInvokeErrorMessage(error)}.",
        });
    }
}
