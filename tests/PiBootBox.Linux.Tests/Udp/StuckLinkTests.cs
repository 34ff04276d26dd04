using PiBootBox.Linux.Tests.Packet;
using PiBootBox.Linux.Udp;
using PiBootBox.Wire;

namespace PiBootBox.Linux.Tests.Udp;

/// <summary>A link that takes nothing: what is sent to an address that answers no ARP stays in the socket's buffer.</summary>
public sealed class StuckLinkTests
{
    private static readonly Ipv4 Nobody = new(VethPair.BoxAddress.Address.Value + 8);

    [Fact]
    public void A_stuck_link_is_waited_for_once_and_not_for_every_datagram_of_a_message()
    {
        using VethPair cable = new();
        using UdpSocket socket = VethPair.In(cable.BoxSide, () => UdpSocket.Open("eth0", VethPair.BoxAddress.Address, 0, "the test"));
        socket.SetBuffers(receiveBytes: 5000, sendBytes: 5000);
        using SendBatch batch = new(socket);
        for (int message = 0; message < 2; message++)
        {
            // More datagrams than any kernel cuts a message into, so they go one by one.
            batch.Begin(Nobody, 69);
            for (int i = 0; i < 150; i++)
                batch.Append(8).Fill((byte)i);
            batch.End(segmentBytes: 8);
        }

        batch.Flush();

        // One datagram that it waited for, and the other message.
        Assert.Equal(2, batch.Refused);
    }
}
