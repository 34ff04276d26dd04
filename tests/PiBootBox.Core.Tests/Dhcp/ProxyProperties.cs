using FsCheck;
using FsCheck.Fluent;
using PiBootBox.Core.Dhcp;
using PiBootBox.Core.Machines;
using PiBootBox.Wire;
using PiBootBox.Wire.Dhcp;
using PiBootBox.Wire.Tests.Dhcp.Vectors;
using static PiBootBox.Core.Tests.Dhcp.TestServer;

namespace PiBootBox.Core.Tests.Dhcp;

public class ProxyProperties
{
    private static readonly byte[] Addressing =
    [
        DhcpCode.LeaseTime, DhcpCode.RenewalTime, DhcpCode.RebindingTime, DhcpCode.SubnetMask, DhcpCode.Router,
        DhcpCode.DomainNameServer, DhcpCode.DomainName, DhcpCode.BroadcastAddress, DhcpCode.NtpServers,
    ];

    private readonly byte[] _reply = new byte[DhcpServer.ReplySize];
    private readonly TestProxy _proxy = new();

    private static readonly Gen<byte[]> Options =
        from options in Gen.ListOf(Gen.Frequency(
            (3, from code in Gen.Choose(1, 254)
                from length in Gen.Frequency((4, Gen.Elements(0, 1, 2, 4, 17)), (1, Gen.Choose(0, 255)))
                from fill in Gen.Choose(0, 255)
                select (byte[])[(byte)code, (byte)length, .. Enumerable.Repeat((byte)fill, length)]),
            (1, Gen.Elements<byte[]>(
                [DhcpCode.VendorClass, 9, .. "PXEClient"u8], [DhcpCode.VendorClass, 10, .. "HTTPClient"u8],
                [DhcpCode.ClientArchitecture, 2, 0, 7], [DhcpCode.ClientArchitecture, 4, 0, 99, 0, 0],
                [DhcpCode.UserClass, 4, .. "iPXE"u8], [DhcpCode.UserClass, 9, .. "PiBootBox"u8],
                [DhcpCode.VendorSpecific, 7, 71, 4, 0, 0, 0, 0, 255], [DhcpCode.VendorSpecific, 3, 71, 4, 0]))))
        select options.SelectMany(option => option).ToArray();

    [Fact]
    public void No_message_makes_the_proxy_throw_or_name_an_address_or_answer_who_does_not_boot()
    {
        var messages =
            from type in Gen.Frequency((2, Gen.Constant(1)), (1, Gen.Constant(3)), (1, Gen.Choose(1, 8)))
            from op in Gen.Frequency((9, Gen.Constant(1)), (1, Gen.Constant(2)))
            from first in Gen.Elements<byte[]>([], [DhcpCode.VendorClass, 9, .. "PXEClient"u8], [DhcpCode.VendorClass, 10, .. "HTTPClient"u8])
            from options in Options
            from ciaddr in Gen.Elements("0.0.0.0", "10.77.0.55", "10.77.0.1", "255.255.255.255")
            from giaddr in Gen.Elements("0.0.0.0", "0.0.0.0", "10.77.0.1", "10.88.0.1")
            from source in Gen.Elements("0.0.0.0", "10.77.0.55", "10.77.0.56", "10.88.0.55", "10.77.0.1", "10.77.0.255", "239.1.1.1")
            from destination in Gen.Elements("255.255.255.255", "255.255.255.255", "10.77.0.1", "10.77.0.1", "10.77.0.255", "10.77.0.9")
            from ports in Gen.Elements((68, 67), (68, 67), (68, 4011), (4011, 4011), (0, 4011), (67, 68), (67, 67))
            from seconds in Gen.Choose(0, 60)
            select (type, op, first, options, ciaddr, giaddr, source, destination, ports, seconds);
        int answers = 0;
        Prop.ForAll(messages.ToArbitrary(), made =>
        {
            byte[] bytes = new ClientMessage((DhcpMessageType)made.type, Mac(1))
            {
                Op = (byte)made.op,
                Options = [.. made.first, .. made.options],
                ClientAddress = At(made.ciaddr),
                RelayAddress = At(made.giaddr),
            }.ToBytes();
            if (!DhcpMessage.TryParse(bytes, out DhcpMessage message, out _))
                return;
            _proxy.Now += TimeSpan.FromSeconds(made.seconds);
            var arrival = new DhcpArrival(
                Mac(1), At(made.source), At(made.destination), (ushort)made.ports.Item1, (ushort)made.ports.Item2);
            PxeClient client = PxeClientReader.Read(message);
            DhcpAnswer answer = _proxy.Core.Handle(message, arrival, new MachineId(Mac(1)), client, _proxy.Now, _reply);
            if (!answer.Sends)
                return;
            answers++;
            Assert.NotEqual(Firmware.None, client.Firmware);
            Assert.NotEqual(2, made.op);
            Assert.Null(answer.Store);
            var reply = new TestReply(_reply[..answer.Length], answer);
            // A machine that takes longer messages says so (option 57), and the cable takes 1,500 bytes.
            Assert.InRange(answer.Length, 300, Math.Clamp((int)(message.MaxMessageSize ?? 0), 576, 1500) - 28);
            Assert.True(reply.Address.IsAny);
            Assert.DoesNotContain(reply.Options, option => Addressing.Contains(option.Code));
            Assert.Equal(made.ports.Item2, answer.Route.FromPort);
            Assert.NotEqual(Box, answer.Route.Address);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(3000));
        // A property of nothing would hold as well.
        Assert.InRange(answers, 100, 3000);
    }

    [Fact]
    public void Any_bytes_are_survived()
    {
        byte[] header = new ClientMessage(DhcpMessageType.Discover, Mac(1)).ToBytes()[..240];
        Prop.ForAll(ArbMap.Default.GeneratorFor<byte[]>().ToArbitrary(), tail =>
        {
            byte[] bytes = [.. header, DhcpCode.MessageType, 1, 1, DhcpCode.ClientArchitecture, 2, 0, 0, .. tail];
            if (!DhcpMessage.TryParse(bytes, out DhcpMessage message, out _))
                return;
            PxeClient client = PxeClientReader.Read(message);
            _proxy.Core.Handle(message, new DhcpArrival(Mac(1), default, Ipv4.Broadcast), new MachineId(Mac(1)), client, _proxy.Now, _reply);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(1000));
    }
}
