using System.Text;
using PiBootBox.Core.Dhcp;
using PiBootBox.Core.Journal;
using PiBootBox.Core.Roles;
using PiBootBox.Wire;
using PiBootBox.Wire.Dhcp;
using PiBootBox.Wire.Tests.Dhcp.Vectors;
using static PiBootBox.Core.Tests.Dhcp.TestServer;

namespace PiBootBox.Core.Tests.Dhcp;

public class ProxyServerTests
{
    private static readonly byte[] Uuid = [0, .. Convert.FromHexString("33221100554477668899aabbccddeeff")];

    private readonly TestProxy _proxy = new();

    private static ClientMessage Client(int architecture, DhcpMessageType type = DhcpMessageType.Discover, string name = "PXEClient") =>
        new ClientMessage(type, Mac(1))
            .With(DhcpCode.VendorClass, Encoding.ASCII.GetBytes($"{name}:Arch:{architecture:00000}:UNDI:003000"))
            .With(DhcpCode.ClientArchitecture, 0, (byte)architecture)
            .With(DhcpCode.ClientMachineId, Uuid);

    private static ClientMessage Ipxe(DhcpMessageType type = DhcpMessageType.Discover) =>
        Client(0, type).With(DhcpCode.UserClass, "iPXE"u8.ToArray());

    private static void SaysTheSameEverywhere(TestReply reply, string file)
    {
        DhcpMessage.TryParse(reply.Bytes, out DhcpMessage message, out _);
        Assert.Equal(Box, message.ServerAddress);
        Assert.Equal(Box, message.ServerId);
        Assert.Equal("10.77.0.1", Encoding.ASCII.GetString(message.ServerName));
        Assert.Equal(file, Encoding.ASCII.GetString(message.BootFile));
        Assert.Equal("10.77.0.1"u8.ToArray(), reply[DhcpCode.TftpServerName]);
        Assert.Equal(Encoding.ASCII.GetBytes(file + "\0"), reply[DhcpCode.BootFileName]);
        Assert.Equal(Uuid, reply[DhcpCode.ClientMachineId]);
    }

    private static void GivesNoAddress(TestReply reply)
    {
        Assert.True(reply.Address.IsAny);
        Assert.DoesNotContain(reply.Options, option => option.Code is DhcpCode.LeaseTime or DhcpCode.RenewalTime
            or DhcpCode.RebindingTime or DhcpCode.SubnetMask or DhcpCode.Router or DhcpCode.DomainNameServer);
    }

    [Fact]
    public void A_bios_machine_is_told_its_file_and_to_look_for_no_boot_server()
    {
        TestReply offer = _proxy.Send(Client(0))!;
        Assert.Equal(DhcpMessageType.Offer, offer.Type);
        GivesNoAddress(offer);
        SaysTheSameEverywhere(offer, "undionly.kpxe");
        Assert.Equal("PXEClient"u8.ToArray(), offer[DhcpCode.VendorClass]);
        Assert.Equal([6, 1, 8, 255], offer[DhcpCode.VendorSpecific]);
    }

    [Theory]
    [InlineData(7)]
    [InlineData(9)]
    [InlineData(11)]
    public void A_uefi_machine_is_told_its_file_without_option_43(int architecture)
    {
        TestReply offer = _proxy.Send(Client(architecture))!;
        GivesNoAddress(offer);
        SaysTheSameEverywhere(offer, "snponly.efi");
        Assert.Equal("PXEClient"u8.ToArray(), offer[DhcpCode.VendorClass]);
        Assert.False(offer.Has(DhcpCode.VendorSpecific));
    }

    [Fact]
    public void Http_boot_is_told_a_url_under_its_own_class()
    {
        TestReply offer = _proxy.Send(Client(16, name: "HTTPClient"))!;
        GivesNoAddress(offer);
        SaysTheSameEverywhere(offer, "http://10.77.0.1/snponly.efi");
        Assert.Equal("HTTPClient"u8.ToArray(), offer[DhcpCode.VendorClass]);
        Assert.False(offer.Has(DhcpCode.VendorSpecific));
    }

    [Fact]
    public void Ipxe_is_told_the_menu_so_that_it_need_not_ask_port_4011()
    {
        TestReply offer = _proxy.Send(Ipxe())!;
        GivesNoAddress(offer);
        SaysTheSameEverywhere(offer, "http://10.77.0.1/boot.ipxe");
        Assert.Equal("PXEClient"u8.ToArray(), offer[DhcpCode.VendorClass]);
        Assert.False(offer.Has(DhcpCode.VendorSpecific));
        // It counts in the offer of an address only.
        Assert.False(offer.Has(DhcpCode.Ipxe));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void An_offer_is_broadcast_whatever_the_client_says(bool flag)
    {
        TestReply offer = _proxy.Send(Client(7) with { Broadcast = flag })!;
        Assert.Equal(new ReplyRoute(Ipv4.Broadcast, 68, MacAddress.Broadcast, 67), offer.Answer.Route);
        DhcpMessage.TryParse(offer.Bytes, out DhcpMessage message, out _);
        Assert.True(message.WantsBroadcast);
    }

    [Fact]
    public void An_offer_through_a_relay_goes_to_the_relay_with_its_option_82_last()
    {
        Ipv4 relay = At("10.88.0.1");
        ClientMessage discover = Client(7).With(DhcpCode.AgentInformation, 1, 2, 7, 7) with { RelayAddress = relay };
        TestReply offer = _proxy.Send(discover, new DhcpArrival(Mac(99), relay, Box, 67))!;
        Assert.Equal(new ReplyRoute(relay, 67, Mac(99), 67), offer.Answer.Route);
        Assert.Equal(DhcpCode.AgentInformation, offer.Options[^1].Code);
        Assert.Equal([1, 2, 7, 7], offer.Options[^1].Value);
    }

    [Theory]
    [InlineData(DhcpMessageType.Discover, 4011)]
    [InlineData(DhcpMessageType.Request, 4011)]
    [InlineData(DhcpMessageType.Request, 68)]
    [InlineData(DhcpMessageType.Inform, 68)]
    public void The_boot_service_answers_the_port_that_asked_from_4011(DhcpMessageType type, int port)
    {
        Ipv4 client = At("10.77.0.55");
        TestReply ack = _proxy.Ask(Client(7, type) with { ClientAddress = client }, client, (ushort)port)!;
        Assert.Equal(DhcpMessageType.Ack, ack.Type);
        GivesNoAddress(ack);
        SaysTheSameEverywhere(ack, "snponly.efi");
        Assert.Equal("PXEClient"u8.ToArray(), ack[DhcpCode.VendorClass]);
        Assert.Equal(new ReplyRoute(client, (ushort)port, Mac(1), 4011), ack.Answer.Route);
    }

    [Theory]
    [InlineData(RoleSetting.Server)]
    [InlineData(RoleSetting.Proxy)]
    public void Port_4011_is_answered_whoever_gives_the_addresses(RoleSetting role)
    {
        byte[] reply = new byte[DhcpServer.ReplySize];
        var arrival = new DhcpArrival(Mac(1), At("10.77.0.100"), Box, 4011, 4011);
        DhcpAnswer answer = TestProxy.Desk(role).Handle(
            Client(7, DhcpMessageType.Request).ToBytes(), arrival, TimeSpan.FromSeconds(60), reply);
        Assert.Equal(new ReplyRoute(At("10.77.0.100"), 4011, Mac(1), 4011), answer.Route);
        SaysTheSameEverywhere(new TestReply(reply[..answer.Length], answer), "snponly.efi");
    }

    [Fact]
    public void The_boot_service_gives_the_chosen_item_of_a_boot_menu_back()
    {
        ClientMessage request = Client(0, DhcpMessageType.Request).With(DhcpCode.VendorSpecific, 71, 4, 0x80, 1, 0, 0, 255);
        TestReply ack = _proxy.Ask(request, At("10.77.0.55"), 68)!;
        Assert.Equal([71, 4, 0x80, 1, 0, 0, 255], ack[DhcpCode.VendorSpecific]);
        Assert.Equal("undionly.kpxe\0"u8.ToArray(), ack[DhcpCode.BootFileName]);
    }

    [Fact]
    public void A_question_to_another_boot_server_is_not_answered()
    {
        ClientMessage request = Client(7, DhcpMessageType.Request).With(DhcpCode.ServerId, At("10.77.0.9"));
        Assert.Null(_proxy.Send(request, new DhcpArrival(Mac(1), At("10.77.0.55"), Ipv4.Broadcast, 4011, 4011)));
        Assert.NotNull(_proxy.Ask(request, At("10.77.0.55"), 4011));
    }

    [Theory]
    [InlineData("224.0.0.1", 68)]
    [InlineData("255.255.255.255", 68)]
    [InlineData("10.77.0.255", 68)]
    [InlineData("10.77.0.1", 68)]
    [InlineData("10.77.0.55", 0)]
    public void A_forged_source_gets_no_answer_of_the_boot_service(string source, int port) =>
        Assert.Null(_proxy.Ask(Client(7, DhcpMessageType.Request), At(source), (ushort)port));

    [Fact]
    public void A_client_with_much_to_give_back_gets_what_it_needs_first()
    {
        ClientMessage discover = Client(0).With(DhcpCode.ClientId, new byte[255]).With(DhcpCode.AgentInformation, new byte[150]);
        TestReply offer = _proxy.Send(discover)!;
        Assert.InRange(offer.Bytes.Length, 300, 548);
        SaysTheSameEverywhere(offer, "undionly.kpxe");
        Assert.True(offer.Has(DhcpCode.VendorSpecific));
        Assert.False(offer.Has(DhcpCode.ClientId));
        Assert.Equal(DhcpCode.AgentInformation, offer.Options[^1].Code);

        offer = _proxy.Send(discover.With(DhcpCode.MaxMessageSize, 0x05, 0xC0))!;
        Assert.Equal(255, offer[DhcpCode.ClientId]?.Length);
    }

    [Fact]
    public void Nobody_else_is_answered()
    {
        Assert.Null(_proxy.Send(Discover(1)));
        Assert.Null(_proxy.Send(Discover(1).With(DhcpCode.VendorClass, "MSFT 5.0"u8.ToArray())));
        Assert.Null(_proxy.Send(Client(7, DhcpMessageType.Request)));
        Assert.Null(_proxy.Send(Client(7, DhcpMessageType.Inform)));
        Assert.Null(_proxy.Send(Client(7, DhcpMessageType.Release)));
        Assert.Null(_proxy.Send(Client(7) with { Mac = MacAddress.Zero }));
        Assert.Null(_proxy.Send(Client(7) with { Op = 2 }));
        Assert.Null(_proxy.Ask(new ClientMessage(DhcpMessageType.Request, Mac(1)), At("10.77.0.55"), 68));
        Assert.Null(_proxy.Send(Client(7), new DhcpArrival(Mac(1), default, At("10.77.0.2"))));
        Assert.Empty(_proxy.Journal.Events);
    }

    [Fact]
    public void A_box_that_looks_for_servers_is_not_answered()
    {
        Assert.Null(_proxy.Send(Client(7).With(DhcpCode.UserClass, "PiBootBox"u8.ToArray())));
        Assert.Null(_proxy.Send(Client(7).With(DhcpCode.UserClass, [9, .. "PiBootBox"u8])));
    }

    [Fact]
    public void A_machine_without_a_loader_is_left_to_others_and_the_journal_says_why()
    {
        Assert.Null(_proxy.Send(Client(27)));
        MachineEvent refused = _proxy.Journal.Events[^1];
        Assert.Equal((Step.BootRefused, "no loader for this firmware"), (refused.Step, refused.Why));
        Assert.Null(_proxy.Ask(Client(27, DhcpMessageType.Request), At("10.77.0.55"), 4011));
    }

    [Fact]
    public void The_journal_tells_what_was_offered_and_given()
    {
        _proxy.Send(Client(7));
        _proxy.Ask(Client(7, DhcpMessageType.Request), At("10.77.0.55"), 4011);
        Assert.Equal(
            [(Step.AddressAsked, "", default), (Step.BootOffered, "snponly.efi", default), (Step.BootGiven, "snponly.efi", At("10.77.0.55"))],
            _proxy.Journal.Events.Select(told => (told.Step, told.What, told.Address)));
    }

    [Fact]
    public void The_address_of_who_asks_the_boot_service_is_believed_only_where_the_frame_is_its_own()
    {
        ClientMessage request = new ClientMessage(DhcpMessageType.Request, TestServer.Mac(1))
            .With(DhcpCode.VendorClass, "PXEClient:Arch:00007:UNDI:003000"u8.ToArray()).With(DhcpCode.ClientArchitecture, 0, 7);
        Ipv4 address = TestServer.At("10.77.0.50");
        _proxy.Send(request, new DhcpArrival(TestServer.Mac(1), address, TestProxy.Box, 4011, ReplyRoute.BootServicePort));
        _proxy.Send(request, new DhcpArrival(TestServer.Mac(66), address, TestProxy.Box, 4011, ReplyRoute.BootServicePort));
        Assert.Equal([address, default], _proxy.Journal.Events.Where(told => told.Step == Step.BootGiven).Select(told => told.Address));
    }
}
