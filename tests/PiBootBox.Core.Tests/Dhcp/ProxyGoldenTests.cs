using System.Text;
using PiBootBox.Core.Dhcp;
using PiBootBox.Core.Machines;
using PiBootBox.Wire.Dhcp;
using PiBootBox.Wire.Frames;
using PiBootBox.Wire.Tests.Dhcp.Vectors;

namespace PiBootBox.Core.Tests.Dhcp;

/// <summary>What the box answers to real clients where another server gives the addresses: text to read, and the bytes beside it.</summary>
public class ProxyGoldenTests
{
    [Theory]
    [InlineData("uefi-proxy")]
    [InlineData("bios-proxy")]
    public void Real_clients_of_another_server_are_answered_as_the_golden_says(string capture)
    {
        var proxy = new TestProxy();
        var reply = new byte[DhcpServer.ReplySize];
        var text = new StringBuilder();
        foreach (byte[] frame in PcapFile.Read(capture))
        {
            UdpFrame.TryParse(frame, checksumReady: false, out UdpFrame datagram, out _);
            UdpPath path = datagram.Path;
            if (path.DestinationPort is not (ReplyRoute.ServerPort or ReplyRoute.BootServicePort))
                continue;
            reply.AsSpan().Fill(0xA5);
            Assert.True(DhcpMessage.TryParse(datagram.Payload, out DhcpMessage message, out _));
            var arrival = new DhcpArrival(path.SourceMac, path.Source, path.Destination, path.SourcePort, path.DestinationPort);
            DhcpAnswer answer = proxy.Core.Handle(
                message, arrival, new MachineId(message.HardwareAddress), PxeClientReader.Read(message), proxy.Now, reply);
            text.Append($"{message.Type} to port {path.DestinationPort}: ");
            if (!answer.Sends)
            {
                text.Append("no answer\n");
                continue;
            }
            var told = new TestReply(reply[..answer.Length], answer);
            text.Append($"{told.Text}  to {answer.Route.Address}:{answer.Route.Port} at {answer.Route.Mac} from port {answer.Route.FromPort}\n");
            text.Append(DhcpText.Hex(told.Bytes)).Append('\n');
        }
        Golden.Check(capture, text.ToString());
    }
}
