using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;
using PiBootBox.Core;
using PiBootBox.Core.Network;
using PiBootBox.Linux.Packet;
using PiBootBox.Wire;

namespace PiBootBox.Linux.Network;

/// <summary>One network port of this box, as the kernel shows it now.</summary>
/// <param name="IsWired">A piece of Ethernet hardware: no Wi-Fi, bridge, VPN, container or loopback.</param>
/// <param name="Served">Null while the operating system has given it no usable IPv4 address.</param>
/// <param name="HasLink">A cable with somebody at its other end, or the driver does not know.</param>
public sealed record NetworkPort(string Name, bool IsWired, ServedInterface? Served, bool HasLink = true);

/// <summary>Finds the network ports of this box.</summary>
public static unsafe class NetworkPorts
{
    /// <exception cref="CannotServeException">The kernel does not tell.</exception>
    public static List<NetworkPort> List()
    {
        InterfaceAddress* first;
        if (InterfaceCalls.GetAddresses(&first) != 0)
            throw new CannotServeException($"The network ports cannot be listed ({Marshal.GetLastPInvokeErrorMessage()}): the service needs the address family AF_NETLINK.");
        var found = new SortedDictionary<string, Found>(StringComparer.Ordinal);
        try
        {
            for (InterfaceAddress* entry = first; entry is not null; entry = entry->Next)
                Take(*entry, found);
        }
        finally
        {
            InterfaceCalls.FreeAddresses(first);
        }
        var ports = new List<NetworkPort>(found.Count);
        foreach ((string name, Found port) in found)
            ports.Add(new NetworkPort(name, IsWired(name), port.Serve(name), port.HasLink));
        return ports;
    }

    private static void Take(in InterfaceAddress entry, SortedDictionary<string, Found> found)
    {
        string label = Marshal.PtrToStringUTF8((nint)entry.Name) ?? "";
        // A second address may carry a label, "eth0:1", that is no port of its own.
        string name = label.Split(':')[0];
        if (!found.TryGetValue(name, out Found? port))
            found.Add(name, port = new Found());
        port.HasLink = (entry.Flags & InterfaceCalls.Running) != 0;
        if (entry.Address is null)
            return;
        switch (*(ushort*)entry.Address)
        {
            // struct sockaddr_ll: the index at 4, the length of the hardware address at 11, the address behind it.
            case PacketCalls.FamilyPacket:
                port.Index = *(int*)(entry.Address + 4);
                if (entry.Address[11] == MacAddress.Length)
                    port.Mac = MacAddress.Read(new ReadOnlySpan<byte>(entry.Address + 12, MacAddress.Length));
                break;
            // struct sockaddr_in: the address at 4, in network order.
            case PacketCalls.FamilyInet when port.Address is null && entry.Mask is not null:
                var address = new Ipv4(BinaryPrimitives.ReadUInt32BigEndian(new ReadOnlySpan<byte>(entry.Address + 4, 4)));
                int prefix = BitOperations.PopCount(*(uint*)(entry.Mask + 4));
                if (IsUsable(address, prefix))
                    port.Address = new Ipv4Subnet(address, prefix);
                break;
        }
    }

    // sysfs tells more than the interface's type: Wi-Fi and bridges call themselves Ethernet too, and
    // only hardware has a "device" link.
    private static bool IsWired(string name)
    {
        string sys = $"/sys/class/net/{name}";
        return Directory.Exists($"{sys}/device")
            && !Directory.Exists($"{sys}/wireless")
            && !Directory.Exists($"{sys}/phy80211")
            && !Directory.Exists($"{sys}/bridge")
            && !File.Exists($"{sys}/tun_flags")
            && ReadLine($"{sys}/type") == "1";
    }

    // 169.254/16 is what a host gives itself when nobody answered (RFC 3927): no network to hand out addresses in.
    private static bool IsUsable(Ipv4 address, int prefix) => address.Value >> 16 != 0xA9FE && prefix is >= 8 and <= 30;

    private static string? ReadLine(string path)
    {
        try
        {
            return File.ReadAllText(path).Trim();
        }
        catch (Exception absent) when (absent is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private sealed class Found
    {
        public int Index { get; set; }

        public MacAddress? Mac { get; set; }

        /// <summary>The first usable one.</summary>
        public Ipv4Subnet? Address { get; set; }

        public bool HasLink { get; set; }

        public ServedInterface? Serve(string name)
        {
            if (Mac is not { } mac || Address is not { } address || Index == 0)
                return null;
            int mtu = int.TryParse(ReadLine($"/sys/class/net/{name}/mtu"), out int bytes) ? bytes : 1500;
            return new ServedInterface(name, Index, mac, address, mtu);
        }
    }
}
