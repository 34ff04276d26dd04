using System.Text;
using PiBootBox.Core.Dhcp;
using PiBootBox.Core.Machines;
using PiBootBox.Wire;
using PiBootBox.Wire.Dhcp;
using PiBootBox.Wire.Frames;
using PiBootBox.Wire.Tests.Dhcp.Vectors;

namespace PiBootBox.Core.Tests.Dhcp;

/// <summary>What the box answers to real clients: text to read, and the bytes beside it.</summary>
public class GoldenTests
{
    [Theory]
    [InlineData("bios-ipxe-rom")]
    [InlineData("bios-undionly")]
    [InlineData("uefi-ovmf")]
    [InlineData("uefi-snponly")]
    [InlineData("debian-installer")]
    [InlineData("uefi-http")]
    [InlineData("arm64-aavmf")]
    public void Real_clients_are_answered_as_the_golden_says(string capture)
    {
        // The clients of the captures ask for an address of that server's choice: give them the same one.
        var server = new TestServer(new DhcpSettings
        {
            Probe = false,
            RangeStart = TestServer.At("10.77.0.100"),
            RangeEnd = TestServer.At("10.77.0.199"),
            Reservations = [.. AddressesIn(capture).Select(kept => new Reservation(kept.Key, kept.Value))],
        });
        var text = new StringBuilder();
        foreach (byte[] frame in PcapFile.Read(capture))
        {
            UdpFrame.TryParse(frame, checksumReady: false, out UdpFrame datagram, out _);
            if (datagram.Path.DestinationPort != 67)
                continue;
            TestReply reply = server.SendBytes(datagram.Payload.ToArray(), datagram.Path.SourceMac, datagram.Path.Source)!;
            ReplyRoute route = reply.Answer.Route;
            text.Append($"{reply.Text}  to {route.Address}:{route.Port} at {route.Mac}, {(reply.Answer.Store is { } record ? $"after storing {record.Op} {record.Duration}" : "at once")}\n");
            text.Append(DhcpText.Hex(reply.Bytes)).Append('\n');
        }
        foreach ((_, PxeClient client) in server.BootAsked.Distinct())
            text.Append($"asked the planner for {client}\n");
        Golden.Check(capture, text.ToString());
    }

    private static Dictionary<MacAddress, Ipv4> AddressesIn(string capture)
    {
        var addresses = new Dictionary<MacAddress, Ipv4>();
        foreach (byte[] frame in PcapFile.Read(capture))
        {
            UdpFrame.TryParse(frame, checksumReady: false, out UdpFrame datagram, out _);
            if (datagram.Path.DestinationPort == 68 && DhcpMessage.TryParse(datagram.Payload, out DhcpMessage message, out _))
                addresses[message.HardwareAddress] = message.YourAddress;
        }
        return addresses;
    }
}
