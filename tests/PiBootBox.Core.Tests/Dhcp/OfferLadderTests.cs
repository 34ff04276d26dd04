using System.Text;
using PiBootBox.Core.Dhcp;
using PiBootBox.Core.Journal;
using PiBootBox.Core.Machines;
using PiBootBox.Wire;
using PiBootBox.Wire.Dhcp;
using PiBootBox.Wire.Tests.Dhcp.Vectors;
using static PiBootBox.Core.Tests.Dhcp.TestServer;

namespace PiBootBox.Core.Tests.Dhcp;

public class OfferLadderTests
{
    private readonly TestServer _server = new();

    private static ClientMessage Pxe(DhcpMessageType type = DhcpMessageType.Discover, int architecture = 7, string name = "PXEClient") =>
        new ClientMessage(type, Mac(1)).With(DhcpCode.VendorClass, Encoding.ASCII.GetBytes(name)).With(DhcpCode.ClientArchitecture, 0, (byte)architecture);

    private IEnumerable<MachineEvent> Changes => _server.Journal.Events.Where(told => told.Step is Step.AnswerChanged or Step.AnswerLearned);

    private TestReply Discover(double after = 0, uint transaction = 1, ushort seconds = 0)
    {
        _server.Now += TimeSpan.FromSeconds(after);
        return _server.Send(Pxe() with { TransactionId = transaction, Seconds = seconds })!;
    }

    private Ipv4 Take(TestReply offer)
    {
        ClientMessage request = Pxe(DhcpMessageType.Request).With(DhcpCode.RequestedAddress, offer.Address).With(DhcpCode.ServerId, Box);
        return _server.Send(request with { TransactionId = offer.TransactionId })!.Address;
    }

    /// <summary>The usual answer to UEFI has neither 60 nor 43, the next one both.</summary>
    private static bool IsUsual(TestReply reply) => !reply.Has(DhcpCode.VendorClass) && !reply.Has(DhcpCode.VendorSpecific);

    [Fact]
    public void Who_asks_again_while_it_gathers_offers_is_answered_the_same()
    {
        Assert.True(IsUsual(Discover()));
        for (int i = 0; i < 5; i++)
            Assert.True(IsUsual(Discover(after: 0.5, transaction: (uint)i)));
        Assert.Empty(Changes);
    }

    [Fact]
    public void One_lost_answer_is_chance_and_two_are_a_refusal()
    {
        Assert.True(IsUsual(Discover()));
        Assert.True(IsUsual(Discover(after: 4, seconds: 4)));
        Assert.False(IsUsual(Discover(after: 8, seconds: 12)));
        Assert.Equal("it did not take the answer, so it gets the next form: with options 60 and 43", Assert.Single(Changes).Why);
    }

    [Fact]
    public void The_ack_has_the_shape_of_the_offer_that_it_follows()
    {
        Discover();
        Discover(after: 4);
        TestReply offer = Discover(after: 8);
        ClientMessage request = Pxe(DhcpMessageType.Request).With(DhcpCode.RequestedAddress, offer.Address).With(DhcpCode.ServerId, Box);
        TestReply ack = _server.Send(request)!;
        Assert.Equal("PXEClient"u8.ToArray(), ack[DhcpCode.VendorClass]);
        Assert.Equal([6, 1, 8, 255], ack[DhcpCode.VendorSpecific]);
    }

    [Theory]
    [InlineData(2u, 0)]
    [InlineData(1u, 0)]
    [InlineData(1u, 9)]
    public void Who_takes_the_address_and_never_asks_for_its_file_gets_the_next_shape(uint transaction, int after)
    {
        // It begins anew: with a number of its own, or with its seconds at zero, or after more than PXE's longest wait.
        Take(Discover(seconds: 4));
        Assert.False(IsUsual(Discover(after: after == 0 ? 20 : 41, transaction, (ushort)after)));
        Assert.Equal("it took an address and asked for no file, so it gets the next form: with options 60 and 43", Assert.Single(Changes).Why);
    }

    [Fact]
    public void Who_asks_for_its_file_keeps_its_shape_and_the_usual_one_is_not_worth_a_note()
    {
        for (uint boot = 0; boot < 5; boot++)
        {
            TestReply offer = Discover(after: 20, transaction: boot);
            Assert.True(IsUsual(offer));
            _server.Activity.Seen(Take(offer), _server.Now + TimeSpan.FromSeconds(1));
        }
        Assert.Empty(Changes);
        Assert.Equal(default, _server.Memory.Of(Mac(1)));
    }

    [Fact]
    public void What_worked_is_remembered_beside_what_others_remember_and_forgotten_when_the_usual_works()
    {
        _server.Memory.Remember(Mac(1), _ => new MachineMemo(0, Loader: 9));
        Discover();
        Discover(after: 4);
        Ipv4 address = Take(Discover(after: 8));
        _server.Activity.Seen(address, _server.Now + TimeSpan.FromSeconds(1));
        // Its operating system asks for an address.
        _server.Send(new ClientMessage(DhcpMessageType.Discover, Mac(1)));
        Assert.Equal(new MachineMemo(OfferShape: 21, Loader: 9), _server.Memory.Of(Mac(1)));
        Assert.Equal((Step.AnswerLearned, "with options 60 and 43"), (Changes.Last().Step, Changes.Last().Why));

        var later = new TestServer(memory: _server.Memory);
        Assert.False(IsUsual(later.Send(Pxe())!));
        // Three answers later the ladder is round.
        for (int i = 0; i < 8; i++)
        {
            later.Now += TimeSpan.FromSeconds(5);
            address = later.Send(Pxe())!.Address;
        }
        later.Activity.Seen(address, later.Now);
        later.Send(new ClientMessage(DhcpMessageType.Discover, Mac(1)));
        Assert.Equal(new MachineMemo(0, Loader: 9), later.Memory.Of(Mac(1)));
    }

    [Fact]
    public void An_address_that_the_operating_system_takes_is_nothing_to_its_firmware()
    {
        TestReply offer = Discover();
        _server.Now += TimeSpan.FromSeconds(30);
        _server.Send(Select(1, offer.Address) with { TransactionId = 0x77 });
        Assert.True(IsUsual(Discover(after: 20, transaction: 2)));
        Assert.Empty(Changes);
    }

    [Fact]
    public void One_discover_a_day_that_leads_to_nothing_is_no_grudge()
    {
        for (int day = 0; day < 5; day++)
            Assert.True(IsUsual(Discover(after: 86_400)));
    }

    [Fact]
    public void After_the_last_shape_comes_the_first()
    {
        var shapes = new List<string>();
        for (int i = 0; i < 12; i++)
            shapes.Add(Convert.ToHexString(Discover(after: 5).Bytes));
        Assert.Equal(5, shapes.Distinct().Count());
        Assert.Equal(shapes[..2], shapes[10..]);
    }

    [Fact]
    public void A_remembered_shape_of_another_kind_of_client_is_not_for_this_one()
    {
        _server.Memory.Remember(Mac(1), _ => new MachineMemo(OfferShape: 63, 0));
        Assert.True(IsUsual(Discover()));
    }

    [Fact]
    public void What_http_boot_reaches_is_not_to_the_credit_of_pxe()
    {
        Discover();
        Discover(after: 4);
        Take(Discover(after: 8));
        _server.Now += TimeSpan.FromSeconds(20);
        ClientMessage http = Pxe(name: "HTTPClient", architecture: 16) with { TransactionId = 2 };
        _server.Activity.Seen(_server.Send(http)!.Address, _server.Now + TimeSpan.FromSeconds(1));
        _server.Now += TimeSpan.FromSeconds(2);
        _server.Send(new ClientMessage(DhcpMessageType.Discover, Mac(1)));
        Assert.Equal(default, _server.Memory.Of(Mac(1)));
    }

    [Fact]
    public void Ipxe_gets_one_shape_for_ever()
    {
        var replies = new HashSet<string>();
        for (int i = 0; i < 20; i++)
        {
            _server.Now += TimeSpan.FromSeconds(5);
            replies.Add(Convert.ToHexString(_server.Send(Pxe().With(DhcpCode.UserClass, "iPXE"u8.ToArray()))!.Bytes));
        }
        Assert.Single(replies);
        Assert.Empty(Changes);
    }

    [Fact]
    public void A_flood_of_invented_machines_costs_no_memory()
    {
        var proxy = new TestProxy();
        ClientMessage discover = Pxe();
        for (int machine = 0; machine < 5000; machine++)
            proxy.Send(discover with { Mac = Mac(machine) });
        // The loudest of them are known still, and a new one finds its place.
        proxy.Now += TimeSpan.FromSeconds(5);
        TestReply first = proxy.Send(discover with { Mac = Mac(90_000) })!;
        proxy.Now += TimeSpan.FromSeconds(5);
        proxy.Send(discover with { Mac = Mac(90_000) });
        proxy.Now += TimeSpan.FromSeconds(5);
        TestReply third = proxy.Send(discover with { Mac = Mac(90_000) })!;
        Assert.False(first.Has(DhcpCode.VendorSpecific));
        Assert.True(third.Has(DhcpCode.VendorSpecific));
    }

    [Fact]
    public void A_request_that_does_not_say_who_sends_it_is_answered_like_its_discover()
    {
        TestReply offer = Discover();
        TestReply ack = _server.Send(Select(1, offer.Address) with { TransactionId = 1 })!;
        Assert.Equal("snponly.efi\0"u8.ToArray(), ack[DhcpCode.BootFileName]);

        // An operating system has a number of its own.
        ack = _server.Send(Select(1, offer.Address) with { TransactionId = 0x77 })!;
        Assert.False(ack.Has(DhcpCode.BootFileName));
    }

    public static TheoryData<string, int, string, bool> Kinds => new()
    {
        { "bios", 0, "PXEClient", false }, { "bios", 0, "PXEClient", true },
        { "uefi", 7, "PXEClient", false }, { "uefi", 7, "PXEClient", true },
        { "http", 16, "HTTPClient", false }, { "http", 16, "HTTPClient", true },
        { "pi", 41, "PXEClient", false }, { "pi", 41, "PXEClient", true },
    };

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Every_shape_is_as_its_golden_says(string kind, int architecture, string name, bool isProxy)
    {
        var network = new Firmwares.TestNetwork(isProxy);
        ClientMessage discover = Pxe(architecture: architecture, name: name);
        var text = new StringBuilder();
        string words = "the usual form";
        int changes = 0;
        while (true)
        {
            Firmwares.Heard reply = network.Send(discover).Single(heard => heard.From == Firmwares.TestNetwork.Box);
            network.Pass(5);
            MachineEvent[] told = [.. network.Journal.Events.Where(happened => happened.Step == Step.AnswerChanged)];
            if (told.Length > changes)
                words = told[changes++].Why;
            // What a line of the log holds.
            Assert.InRange(words.Length, 1, 120);
            DhcpMessage.TryParse(reply.Bytes, out DhcpMessage message, out _);
            string shape = $"{DhcpText.Of(message)}  to {reply.Route.Address}:{reply.Route.Port} at {reply.Route.Mac}\n";
            if (text.ToString().Contains($"{words}\n{shape}", StringComparison.Ordinal))
                continue;
            // Round again, with the words of a change.
            if (text.ToString().Contains(shape, StringComparison.Ordinal))
                break;
            text.Append($"{words}\n{shape}\n");
        }
        Golden.Check($"shapes-{kind}-{(isProxy ? "proxy" : "server")}", text.ToString());
    }

    [Theory]
    [InlineData(61)]
    [InlineData(2 * 24 * 3600)]
    public void What_a_machine_did_not_do_long_ago_is_no_complaint(double pause)
    {
        Take(Discover());
        Assert.True(IsUsual(Discover(after: pause, transaction: 77)));
        Discover(after: 4, transaction: 77, seconds: 4);
        Assert.True(IsUsual(Discover(after: pause, transaction: 78)));
        Assert.Empty(Changes);
    }

    [Fact]
    public void Invented_machines_do_not_push_real_ones_out_of_the_memory()
    {
        var memory = new MachineMemory();
        for (int i = 0; i < 50; i++)
            memory.Remember(Mac(1_000_000 + i), _ => new MachineMemo(53, 0));
        var activity = new ActivityBoard();
        var ladder = new OfferLadder(memory, activity, _server.Journal);
        var proxy = new ProxyServer(Port, new TestBootFiles(), _server.Journal, ladder);
        byte[] reply = new byte[DhcpServer.ReplySize];
        Ipv4 own = At("10.77.0.66");
        for (int round = 0; round < 5; round++)
        {
            for (int step = 0; step < 3; step++)
            {
                Crowd(round, DhcpMessageType.Discover);
                _server.Now += TimeSpan.FromSeconds(4);
            }
            Crowd(round, DhcpMessageType.Request);
            activity.Seen(own, _server.Now + TimeSpan.FromSeconds(1));
            _server.Now += TimeSpan.FromSeconds(2);
            Crowd(round, DhcpMessageType.Request);
        }
        Assert.All(Enumerable.Range(1_000_000, 50), machine => Assert.NotEqual(default, memory.Of(Mac(machine))));
        Assert.InRange(memory.Version, 50 + 64, 50 + 70);

        void Crowd(int round, DhcpMessageType type)
        {
            for (int machine = round * 1000; machine < round * 1000 + 1000; machine++)
            {
                ClientMessage message = Pxe(type) with { Mac = Mac(machine) };
                if (type == DhcpMessageType.Request)
                    message = message.With(DhcpCode.RequestedAddress, own).With(DhcpCode.ServerId, At("10.77.0.2"));
                DhcpMessage.TryParse(message.ToBytes(), out DhcpMessage parsed, out _);
                proxy.Handle(parsed, new DhcpArrival(message.Mac, default, Ipv4.Broadcast), new MachineId(message.Mac), PxeClientReader.Read(parsed), _server.Now, reply);
            }
        }
    }
}
