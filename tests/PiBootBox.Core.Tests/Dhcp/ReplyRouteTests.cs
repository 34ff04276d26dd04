using PiBootBox.Core.Dhcp;
using PiBootBox.Wire;
using PiBootBox.Wire.Dhcp;
using PiBootBox.Wire.Tests.Dhcp.Vectors;

namespace PiBootBox.Core.Tests.Dhcp;

public class ReplyRouteTests
{
    private const string Client = "52:54:00:00:00:01";
    private const string Sender = "02:00:00:00:00:77";
    private const string All = "ff:ff:ff:ff:ff:ff";

    [Theory]
    // asked, reply, giaddr, ciaddr, broadcast flag, yiaddr, source -> address, port, MAC
    [InlineData("Discover", "Offer", "", "", false, "10.0.0.9", "", "10.0.0.9", 68, Client)]
    [InlineData("Discover", "Offer", "", "", true, "10.0.0.9", "", "255.255.255.255", 68, All)]
    [InlineData("Discover", "Offer", "10.1.0.1", "", false, "10.1.0.9", "10.1.0.1", "10.1.0.1", 67, Sender)]
    [InlineData("Discover", "Offer", "10.1.0.1", "", true, "10.1.0.9", "10.1.0.1", "10.1.0.1", 67, Sender)]
    [InlineData("Request", "Ack", "", "", false, "10.0.0.9", "", "10.0.0.9", 68, Client)]
    [InlineData("Request", "Ack", "", "", true, "10.0.0.9", "", "255.255.255.255", 68, All)]
    [InlineData("Request", "Ack", "", "10.0.0.9", false, "10.0.0.9", "10.0.0.9", "10.0.0.9", 68, Sender)]
    [InlineData("Request", "Ack", "", "10.0.0.9", true, "10.0.0.9", "10.0.0.9", "10.0.0.9", 68, Sender)]
    [InlineData("Request", "Ack", "10.1.0.1", "10.1.0.9", false, "10.1.0.9", "10.1.0.1", "10.1.0.1", 67, Sender)]
    [InlineData("Request", "Nak", "", "", false, "", "", "255.255.255.255", 68, All)]
    [InlineData("Request", "Nak", "", "10.0.0.9", false, "", "10.0.0.9", "255.255.255.255", 68, All)]
    [InlineData("Request", "Nak", "10.1.0.1", "10.1.0.9", false, "", "10.1.0.1", "10.1.0.1", 67, Sender)]
    [InlineData("Inform", "Ack", "", "10.0.0.9", false, "", "10.0.0.9", "10.0.0.9", 68, Sender)]
    [InlineData("Inform", "Ack", "", "", false, "", "10.0.0.9", "10.0.0.9", 68, Sender)]
    [InlineData("Inform", "Ack", "", "", false, "", "", "255.255.255.255", 68, All)]
    [InlineData("Inform", "Ack", "10.1.0.1", "10.1.0.9", false, "", "10.1.0.1", "10.1.0.1", 67, Sender)]
    public void A_reply_goes_where_rfc_2131_sends_it(
        string asked, string reply, string giaddr, string ciaddr, bool broadcast, string yiaddr, string source,
        string address, int port, string mac)
    {
        byte[] bytes = new ClientMessage(Enum.Parse<DhcpMessageType>(asked), Mac(Client))
        {
            RelayAddress = At(giaddr),
            ClientAddress = At(ciaddr),
            Broadcast = broadcast,
        }.ToBytes();
        Assert.True(DhcpMessage.TryParse(bytes, out DhcpMessage message, out _));
        var arrival = new DhcpArrival(Mac(Sender), At(source), Ipv4.Broadcast);

        ReplyRoute route = ReplyRoute.For(Enum.Parse<DhcpMessageType>(reply), message, arrival, At(yiaddr));

        Assert.Equal(new ReplyRoute(At(address), (ushort)port, Mac(mac)), route);
    }

    private static Ipv4 At(string text) => text.Length == 0 ? default : TestServer.At(text);

    private static MacAddress Mac(string text) => MacAddress.TryParse(text, out MacAddress mac) ? mac : throw new FormatException(text);
}
