using PiBootBox.Core.Machines;
using PiBootBox.Wire;
using PiBootBox.Wire.Dhcp;
using PiBootBox.Wire.Tests.Dhcp.Vectors;

namespace PiBootBox.Core.Tests.Dhcp.Firmwares;

/// <summary>Each firmware comes to its file, in a network of the box's own and in somebody else's.</summary>
public class FirmwareTests
{
    private static readonly MacAddress Pc = TestServer.Mac(7);
    private static readonly MacAddress OldPi = new(0xB827EB010203);
    private static readonly MacAddress NewPi = new(0xDCA632010203);

    private static AskedFile FromBox(string file) => new(file, TestNetwork.Box);

    private static void BootsAtOnce(TestNetwork network, ScriptedFirmware firmware, string file)
    {
        Assert.Equal(FromBox(file), firmware.Boot(network));
        Assert.Equal(1, network.Discovers);
        // The second time is no different.
        network.Pass(300);
        Assert.Equal(FromBox(file), firmware.Boot(network));
        Assert.Equal(2, network.Discovers);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_bios_rom(bool isProxy) => BootsAtOnce(new TestNetwork(isProxy), new BiosRom(Pc), "undionly.kpxe");

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_rom_that_reads_the_fixed_fields_only(bool isProxy) =>
        BootsAtOnce(new TestNetwork(isProxy), new BiosRom(Pc, RomQuirk.FixedFieldsOnly), "undionly.kpxe");

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_rom_that_reads_over_the_end_of_option_67(bool isProxy) =>
        BootsAtOnce(new TestNetwork(isProxy), new BiosRom(Pc, RomQuirk.ReadsOverTheEnd), "undionly.kpxe");

    [Theory]
    [InlineData(false, 7)]
    [InlineData(true, 7)]
    [InlineData(false, 9)]
    [InlineData(true, 9)]
    [InlineData(false, 11)]
    [InlineData(true, 11)]
    public void Uefi(bool isProxy, int architecture)
    {
        var firmware = new Edk2(Pc, architecture);
        BootsAtOnce(new TestNetwork(isProxy), firmware, "snponly.efi");
        Assert.Equal(isProxy, firmware.AskedBootService);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Old_uefi_that_drops_proxy_offers_with_option_43(bool isProxy) =>
        BootsAtOnce(new TestNetwork(isProxy), new Edk2(Pc, dropsProxyOffersWith43: true), "snponly.efi");

    [Theory]
    [InlineData(false, 16)]
    [InlineData(true, 16)]
    [InlineData(true, 19)]
    public void Http_boot(bool isProxy, int architecture) =>
        BootsAtOnce(new TestNetwork(isProxy), new HttpBoot(Pc, architecture), "/snponly.efi");

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public void Ipxe_gets_the_menu_without_a_wait_and_without_port_4011(bool isProxy, bool prefixesUserClass)
    {
        var firmware = new Ipxe(Pc, prefixesUserClass: prefixesUserClass);
        BootsAtOnce(new TestNetwork(isProxy), firmware, "/boot.ipxe");
        Assert.False(firmware.WaitedForProxy);
        Assert.False(firmware.AskedBootService);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_pi_3_that_sends_no_request(bool isProxy) => BootsAtOnce(new TestNetwork(isProxy), new Pi3(OldPi), "bootcode.bin");

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_pi_4_that_is_strict(bool isProxy)
    {
        var network = new TestNetwork(isProxy);
        BootsAtOnce(network, new Pi4(NewPi), "12345678/start4.elf");
        Assert.All(network.BootFiles.Asked, asked =>
            Assert.Equal((Firmware.RaspberryPi, 0x12345678u), (asked.Client.Firmware, asked.Client.BoardSerial)));
        Assert.Equal("it is the Raspberry Pi with the serial number 12345678", network.Journal.Events[0].Why);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_pi_3_whose_rom_wants_spaces_behind_the_text(bool isProxy)
    {
        var network = new TestNetwork(isProxy);
        Assert.Equal(FromBox("bootcode.bin"), new Pi3(OldPi, wantsSpaces: true).Boot(network));
        Assert.Equal(3, network.Discovers);
        // Linux on it asks for an address.
        network.Send(new ClientMessage(DhcpMessageType.Discover, OldPi));
        BootsAtOnce(new TestNetwork(isProxy, network.Memory), new Pi3(OldPi, wantsSpaces: true), "bootcode.bin");
    }

    [Theory]
    [InlineData(RomQuirk.WantsClass)]
    [InlineData(RomQuirk.DeafToUnicast)]
    [InlineData(RomQuirk.Dislikes43)]
    [InlineData(RomQuirk.DeafToUnicast | RomQuirk.Dislikes43)]
    public void A_rom_that_wants_another_shape_climbs_to_it_and_gets_it_at_once_from_then_on(object quirk)
    {
        var memory = new TestMemory();
        var network = new TestNetwork(isProxy: false, memory);
        var firmware = new BiosRom(Pc, (RomQuirk)quirk);
        Assert.Equal(FromBox("undionly.kpxe"), firmware.BootUntilItWorks(network, mostAttempts: 3));
        Assert.True(network.Discovers > 1);
        // What its iPXE says next is the occasion to learn.
        new Ipxe(Pc).Boot(network);
        Assert.NotEqual(0, memory.Of(Pc).OfferShape);

        BootsAtOnce(new TestNetwork(isProxy: false, memory), firmware, "undionly.kpxe");
    }

    [Fact]
    public void A_rom_that_dislikes_option_43_climbs_in_somebody_elses_network_too()
    {
        var network = new TestNetwork(isProxy: true);
        Assert.Equal(FromBox("undionly.kpxe"), new BiosRom(Pc, RomQuirk.Dislikes43).Boot(network));
    }

    [Theory]
    [InlineData(61)]
    [InlineData(63)]
    public void Old_uefi_climbs_back_from_a_shape_that_is_wrong_for_it(byte remembered)
    {
        var memory = new TestMemory();
        memory.Remember(Pc, _ => new MachineMemo(remembered, 0));
        var network = new TestNetwork(isProxy: true, memory);
        Assert.Equal(FromBox("snponly.efi"), new Edk2(Pc, dropsProxyOffersWith43: true).BootUntilItWorks(network, mostAttempts: 4));
    }

    [Fact]
    public void Uefi_that_is_told_option_60_without_43_finds_its_file_on_port_4011_of_the_server()
    {
        var memory = new TestMemory();
        memory.Remember(Pc, _ => new MachineMemo(OfferShape: 22, Loader: 0));
        var firmware = new Edk2(Pc);
        BootsAtOnce(new TestNetwork(isProxy: false, memory), firmware, "snponly.efi");
        Assert.True(firmware.AskedBootService);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_machine_that_sends_two_discovers_at_once_gets_the_same_answer_twice(bool isProxy)
    {
        var network = new TestNetwork(isProxy);
        ClientMessage discover = TestServer.Discover(7).With(DhcpCode.VendorClass, "PXEClient:Arch:00007:UNDI:003000"u8.ToArray())
            .With(DhcpCode.ClientArchitecture, 0, 7);
        Heard first = network.Send(discover).Single(reply => reply.From == TestNetwork.Box);
        network.Pass(0.2);
        Heard second = network.Send(discover with { TransactionId = 0x99 }).Single(reply => reply.From == TestNetwork.Box);
        Assert.Equal(first.Bytes[12..], second.Bytes[12..]);
        Assert.Equal(0x99u, second.TransactionId);
    }

    [Fact]
    public void Rom_ipxe_and_system_have_one_address_though_their_client_ids_differ()
    {
        var network = new TestNetwork(isProxy: false);
        Assert.Equal(FromBox("undionly.kpxe"), new BiosRom(Pc).Boot(network));
        Assert.Equal(FromBox("/boot.ipxe"), new Ipxe(Pc).Boot(network));
        ClientMessage system = new ClientMessage(DhcpMessageType.Discover, Pc).With(DhcpCode.ClientId, 0xFF, 1, 2, 3, 4, 0, 1, 0, 1, 5, 6, 7, 8);
        Heard offer = Assert.Single(network.Send(system));

        IEnumerable<Ipv4> addresses = network.Journal.Events.Select(told => told.Address).Where(address => !address.IsAny);
        Assert.Equal([offer.Address], addresses.Distinct());
    }
}
