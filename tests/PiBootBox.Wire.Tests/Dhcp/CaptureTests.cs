using System.Text;
using PiBootBox.Wire.Dhcp;
using PiBootBox.Wire.Frames;
using PiBootBox.Wire.Tests.Dhcp.Vectors;

namespace PiBootBox.Wire.Tests.Dhcp;

/// <summary>Real clients and another server, as they were recorded.</summary>
public class CaptureTests
{
    [Theory]
    [InlineData("bios-ipxe-rom")]
    [InlineData("bios-undionly")]
    [InlineData("uefi-ovmf")]
    [InlineData("uefi-snponly")]
    [InlineData("debian-installer")]
    public void Every_dhcp_message_of_a_capture_reads_as_the_golden_says(string capture)
    {
        var text = new StringBuilder();
        foreach (byte[] frame in PcapFile.Read(capture))
        {
            // Frames on tap and veth carry partial checksums.
            Assert.True(UdpFrame.TryParse(frame, checksumReady: false, out UdpFrame datagram, out FrameFlaw flaw), flaw.ToString());
            if (datagram.Path.DestinationPort is not (67 or 68))
                continue;
            Assert.True(DhcpMessage.TryParse(datagram.Payload, out DhcpMessage message, out DhcpFlaw broken), broken.ToString());
            text.Append(DhcpText.Of(message)).Append('\n');
        }
        Golden.Check(capture, text.ToString());
    }
}
