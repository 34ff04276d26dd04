using System.Text;
using PiBootBox.Core.Machines;
using PiBootBox.Wire;
using PiBootBox.Wire.Dhcp;
using PiBootBox.Wire.Tests.Dhcp.Vectors;

namespace PiBootBox.Core.Tests.Dhcp;

public class BootOptionTests
{
    private static readonly byte[] Uuid = [0, .. Convert.FromHexString("33221100554477668899aabbccddeeff")];

    private static ClientMessage Pxe(params byte[] architecture) => TestServer.Discover(1)
        .With(DhcpCode.VendorClass, "PXEClient:Arch:00007:UNDI:003000"u8.ToArray())
        .With(DhcpCode.ClientArchitecture, architecture)
        .With(DhcpCode.ParameterList, 1);

    private static TestReply Answer(ClientMessage message, out PxeClient? client)
    {
        var server = new TestServer();
        TestReply reply = server.Send(message)!;
        client = server.BootAsked.Count > 0 ? server.BootAsked[0].Client : null;
        return reply;
    }

    [Fact]
    public void A_uefi_machine_gets_its_file_in_every_place_and_no_option_60_or_43()
    {
        TestReply reply = Answer(Pxe(0, 7).With(DhcpCode.ClientMachineId, Uuid), out _);
        DhcpMessage.TryParse(reply.Bytes, out DhcpMessage message, out _);
        Assert.Equal(TestServer.Box, message.ServerAddress);
        Assert.Equal("10.77.0.1", Encoding.ASCII.GetString(message.ServerName));
        Assert.Equal("snponly.efi", Encoding.ASCII.GetString(message.BootFile));
        Assert.Equal("10.77.0.1"u8.ToArray(), reply[DhcpCode.TftpServerName]);
        Assert.Equal("snponly.efi\0"u8.ToArray(), reply[DhcpCode.BootFileName]);
        Assert.Equal(Uuid, reply[DhcpCode.ClientMachineId]);
        Assert.False(reply.Has(DhcpCode.VendorClass));
        Assert.False(reply.Has(DhcpCode.VendorSpecific));
        Assert.False(reply.Has(DhcpCode.Ipxe));
    }

    [Fact]
    public void A_bios_machine_is_told_to_look_for_no_boot_server()
    {
        TestReply reply = Answer(Pxe(0, 0), out _);
        Assert.Equal([6, 1, 8, 255], reply[DhcpCode.VendorSpecific]);
        Assert.False(reply.Has(DhcpCode.VendorClass));
    }

    [Fact]
    public void Ipxe_is_told_not_to_wait_for_a_proxy()
    {
        TestReply reply = Answer(Pxe(0, 0).With(DhcpCode.UserClass, "iPXE"u8.ToArray()), out PxeClient? client);
        Assert.True(client?.IsIpxe);
        Assert.Equal([0xB0, 1, 1], reply[DhcpCode.Ipxe]);
        Assert.False(reply.Has(DhcpCode.VendorSpecific));
        Assert.Equal("http://10.77.0.1/boot.ipxe\0"u8.ToArray(), reply[DhcpCode.BootFileName]);
    }

    [Fact]
    public void Http_boot_gets_its_class_back()
    {
        TestReply reply = Answer(
            TestServer.Discover(1).With(DhcpCode.VendorClass, "HTTPClient:Arch:00016"u8.ToArray()).With(DhcpCode.ClientArchitecture, 0, 16),
            out PxeClient? client);
        Assert.Equal(new PxeClient(Firmware.EfiX64, IsIpxe: false, IsHttpBoot: true), client);
        Assert.Equal("HTTPClient"u8.ToArray(), reply[DhcpCode.VendorClass]);
    }

    [Fact]
    public void A_machine_that_does_not_boot_gets_no_word_of_it()
    {
        TestReply reply = Answer(TestServer.Discover(1), out PxeClient? client);
        Assert.Null(client);
        DhcpMessage.TryParse(reply.Bytes, out DhcpMessage message, out _);
        Assert.True(message.ServerAddress.IsAny);
        Assert.True(message.BootFile.IsEmpty);
        Assert.False(reply.Has(DhcpCode.BootFileName));
        Assert.False(reply.Has(DhcpCode.TftpServerName));
    }

    [Fact]
    public void A_machine_without_a_loader_gets_an_address_all_the_same()
    {
        TestReply reply = Answer(Pxe(0, 99), out PxeClient? client);
        Assert.Equal(Firmware.Other, client?.Firmware);
        Assert.False(reply.Address.IsAny);
        Assert.False(reply.Has(DhcpCode.BootFileName));
    }

    public static TheoryData<byte[], Firmware> Architectures => new()
    {
        { [0, 0], Firmware.Bios },
        { [0, 6], Firmware.EfiIa32 },
        { [0, 7], Firmware.EfiX64 },
        { [0, 9], Firmware.EfiX64 },
        { [0, 10], Firmware.EfiArm32 },
        { [0, 11], Firmware.EfiArm64 },
        { [0, 16], Firmware.EfiX64 },
        { [0, 15], Firmware.EfiIa32 },
        { [0, 18], Firmware.EfiArm32 },
        { [0, 19], Firmware.EfiArm64 },
        { [0, 20], Firmware.Bios },
        { [0, 27], Firmware.EfiRiscV64 },
        { [0, 28], Firmware.EfiRiscV64 },
        { [0, 39], Firmware.EfiLoongArch64 },
        { [0, 41], Firmware.RaspberryPi },
        { [0, 99], Firmware.Other },
        { [0, 99, 0, 7], Firmware.EfiX64 },
        { [0, 7, 0, 0], Firmware.EfiX64 },
        { [0, 7, 0], Firmware.EfiX64 },
        { [], Firmware.Bios },
    };

    [Theory]
    [MemberData(nameof(Architectures))]
    public void The_first_known_architecture_of_the_list_counts(byte[] option, Firmware firmware)
    {
        Answer(Pxe(option), out PxeClient? client);
        Assert.Equal(firmware, client?.Firmware);
    }

    [Theory]
    [InlineData(0xB827EB010203, Firmware.RaspberryPi)]
    [InlineData(0xDCA632010203, Firmware.RaspberryPi)]
    [InlineData(0xE45F01010203, Firmware.RaspberryPi)]
    [InlineData(0xD83ADD010203, Firmware.RaspberryPi)]
    [InlineData(0x28CDC1010203, Firmware.RaspberryPi)]
    [InlineData(0x2CCF67010203, Firmware.RaspberryPi)]
    [InlineData(0x88A29E010203, Firmware.RaspberryPi)]
    [InlineData(0xDCA633010203, Firmware.Bios)]
    public void A_raspberry_pi_that_calls_itself_a_pc_is_known_by_its_address(ulong mac, Firmware firmware)
    {
        Answer(Pxe(0, 0) with { Mac = new MacAddress(mac) }, out PxeClient? client);
        Assert.Equal(firmware, client?.Firmware);
    }

    [Fact]
    public void A_raspberry_pi_with_uefi_or_ipxe_is_what_it_says()
    {
        ClientMessage discover = Pxe(0, 11) with { Mac = new MacAddress(0xDCA632010203) };
        Answer(discover, out PxeClient? client);
        Assert.Equal(new PxeClient(Firmware.EfiArm64, IsIpxe: false, IsHttpBoot: false), client);
        discover = Pxe(0, 0).With(DhcpCode.Ipxe, 0xB1, 1, 1) with { Mac = new MacAddress(0xDCA632010203) };
        Answer(discover, out client);
        Assert.Equal(new PxeClient(Firmware.Bios, IsIpxe: true, IsHttpBoot: false), client);
    }

    [Fact]
    public void Option_175_alone_means_ipxe_on_a_bios_machine()
    {
        Answer(TestServer.Discover(1).With(DhcpCode.Ipxe, 0xB1, 1, 1), out PxeClient? client);
        Assert.Equal(new PxeClient(Firmware.Bios, IsIpxe: true, IsHttpBoot: false), client);
    }

    [Fact]
    public void An_ack_says_the_same_as_the_offer()
    {
        var server = new TestServer();
        TestReply offer = server.Send(Pxe(0, 0))!;
        TestReply ack = server.Send(Pxe(0, 0) with
        {
            Type = DhcpMessageType.Request,
            Options = [.. Pxe(0, 0).Options, .. TestServer.Select(1, offer.Address).Options],
        })!;
        Assert.Equal(DhcpMessageType.Ack, ack.Type);
        Assert.Equal(
            offer.Options.Skip(1).Select(o => (o.Code, Convert.ToHexString(o.Value))),
            ack.Options.Skip(1).Select(o => (o.Code, Convert.ToHexString(o.Value))));
    }

    [Fact]
    public void A_client_that_takes_little_gets_what_it_needs_to_boot()
    {
        var server = new TestServer(TestServer.Settings with
        {
            Dns = [.. Enumerable.Range(1, 60).Select(i => TestServer.At($"10.77.1.{i}"))],
        });
        TestReply reply = server.Send(Pxe(0, 7).With(DhcpCode.ClientId, [1, .. new byte[200]]).With(DhcpCode.ParameterList, 6))!;
        Assert.InRange(reply.Bytes.Length, 300, 548);
        Assert.True(reply.Has(DhcpCode.BootFileName));
        Assert.False(reply.Has(DhcpCode.DomainNameServer));

        reply = server.Send(Pxe(0, 7).With(DhcpCode.MaxMessageSize, 0x05, 0xC0).With(DhcpCode.ParameterList, 6))!;
        Assert.Equal(240, reply[DhcpCode.DomainNameServer]?.Length);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(0xFF, 0xFF)]
    [InlineData(0x01, 0x2C)]
    public void A_nonsense_message_size_is_bounded(byte high, byte low)
    {
        var server = new TestServer(TestServer.Settings with
        {
            Domain = new string('d', 250),
            Dns = [.. Enumerable.Range(1, 60).Select(i => TestServer.At($"10.77.1.{i}"))],
            Ntp = [.. Enumerable.Range(1, 60).Select(i => TestServer.At($"10.77.2.{i}"))],
        });
        TestReply reply = server.Send(TestServer.Discover(1)
            .With(DhcpCode.MaxMessageSize, high, low)
            .With(DhcpCode.ClientId, new byte[255])
            .With(DhcpCode.AgentInformation, new byte[255]))!;
        Assert.InRange(reply.Bytes.Length, 300, 1472);
    }
}
