using System.Net.Sockets;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using PiBootBox.Core.Network;
using PiBootBox.Wire;

namespace PiBootBox.Linux.Tests.Packet;

/// <summary>
/// Tests that bind a port again right after it was closed run alone: a child process that another test
/// is just starting would hold the socket for a moment longer.
/// </summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class CableTests
{
    public const string Name = "cable";
}

/// <summary>
/// A cable between two network namespaces: <c>eth0</c> with <see cref="BoxAddress"/> on the box's side,
/// <c>eth0</c> without an address on the client's. Needs root.
/// </summary>
internal sealed class VethPair : IDisposable
{
    private static int _made;
    private readonly string _name = $"pbx{Environment.ProcessId}-{Interlocked.Increment(ref _made)}";

    public static readonly Ipv4Subnet BoxAddress = new(new Ipv4(0x0A4D_0001), 16);
    public static readonly MacAddress BoxMac = new(0x0200_0000_0001);
    public static readonly MacAddress ClientMac = new(0x0200_0000_0002);

    public VethPair()
    {
        try
        {
            foreach (string side in (string[])[BoxSide, ClientSide])
            {
                Tool.Run("ip", "netns", "add", side);
                // Else the kernel speaks first: router solicitations, multicast reports.
                Tool.Run("ip", "netns", "exec", side, "sysctl", "-qw", "net.ipv6.conf.default.disable_ipv6=1");
                Tool.Run("ip", "-n", side, "link", "set", "lo", "up");
            }
            Tool.Run("ip", "-n", BoxSide, "link", "add", "eth0", "address", BoxMac.ToString(), "type", "veth",
                "peer", "name", "eth0", "address", ClientMac.ToString(), "netns", ClientSide);
            Tool.Run("ip", "-n", BoxSide, "address", "add", BoxAddress.ToString(), "dev", "eth0");
            Tool.Run("ip", "-n", BoxSide, "link", "set", "eth0", "up");
            Tool.Run("ip", "-n", ClientSide, "link", "set", "eth0", "up");
        }
        catch
        {
            Dispose();
            throw;
        }
        Box = new ServedInterface("eth0", Index(BoxSide), BoxMac, BoxAddress, 1500);
    }

    public string BoxSide => _name + "-box";

    public string ClientSide => _name + "-pc";

    public ServedInterface Box { get; }

    /// <summary>Runs in a namespace, on a thread of its own; sockets and threads made there stay there.</summary>
    public static T In<T>(string side, Func<T> action)
    {
        (T Value, Exception? Fault) result = default;
        Thread thread = new(() =>
        {
            try
            {
                using SafeFileHandle handle = File.OpenHandle($"/run/netns/{side}");
                if (EnterNamespace(handle.DangerousGetHandle().ToInt32(), NetworkNamespace) != 0)
                    throw new InvalidOperationException($"setns {side}: {Marshal.GetLastPInvokeErrorMessage()}");
                result.Value = action();
            }
            catch (Exception e)
            {
                result.Fault = e;
            }
        });
        thread.Start();
        thread.Join();
        if (result.Fault is not null)
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(result.Fault);
        return result.Value;
    }

    /// <summary>The client's end of the cable, raw: what is written leaves as it is, what arrives is read as it is.</summary>
    public Socket ClientFrames(ushort protocol = 0x0800) => In(ClientSide, () =>
    {
        Socket socket = new(AddressFamily.Packet, SocketType.Raw, 0);
        socket.Bind(new LinkEndPoint(Index(ClientSide), protocol));
        socket.ReceiveTimeout = 10_000;
        return socket;
    });

    /// <summary>A UDP datagram in an Ethernet frame.</summary>
    public static byte[] Frame(
        ReadOnlySpan<byte> payload, ushort port = 67, Ipv4? to = null, MacAddress? toMac = null, Ipv4 from = default)
    {
        byte[] frame = new byte[Wire.Frames.UdpFrame.HeaderLength + payload.Length];
        payload.CopyTo(frame.AsSpan(Wire.Frames.UdpFrame.HeaderLength));
        Wire.Frames.UdpFrame.WriteHeaders(frame, new Wire.Frames.UdpPath(
            ClientMac, toMac ?? MacAddress.Broadcast, from, to ?? Ipv4.Broadcast, 68, port), payload.Length);
        return frame;
    }

    public void Dispose()
    {
        foreach (string side in (string[])[BoxSide, ClientSide])
        {
            if (File.Exists($"/run/netns/{side}"))
                Tool.Run("ip", "netns", "delete", side);
        }
    }

    private static int Index(string side) =>
        In(side, () => System.Net.NetworkInformation.NetworkInterface.GetAllNetworkInterfaces()
            .Single(port => port.Name == "eth0").GetIPProperties().GetIPv4Properties().Index);

    private const int NetworkNamespace = 0x4000_0000;

    [DllImport("libc", EntryPoint = "setns", SetLastError = true)]
    private static extern int EnterNamespace(int file, int kind);

    /// <summary>struct sockaddr_ll</summary>
    private sealed class LinkEndPoint(int index, ushort protocol) : System.Net.EndPoint
    {
        public override AddressFamily AddressFamily => AddressFamily.Packet;

        public override System.Net.SocketAddress Serialize()
        {
            System.Net.SocketAddress address = new(AddressFamily.Packet, 20);
            address[2] = (byte)(protocol >> 8);
            address[3] = (byte)protocol;
            BitConverter.TryWriteBytes(address.Buffer.Span[4..], index);
            return address;
        }
    }
}
