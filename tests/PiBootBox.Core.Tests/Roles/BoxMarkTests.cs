using FsCheck;
using FsCheck.Fluent;
using PiBootBox.Core.Dhcp;
using PiBootBox.Core.Machines;
using PiBootBox.Core.Roles;
using PiBootBox.Core.Tests.Dhcp;
using PiBootBox.Wire;
using PiBootBox.Wire.Dhcp;
using PiBootBox.Wire.Tests.Dhcp.Vectors;

namespace PiBootBox.Core.Tests.Roles;

public class BoxMarkTests
{
    private static readonly BoxMark Mark = new(TestServer.BoxMac, TestServer.Box, Claim.Serving);

    [Fact]
    public void A_mark_is_read_back()
    {
        byte[] option = new byte[BoxMark.Length];
        Mark.Write(option);
        Assert.True(Read(option, out BoxMark read));
        Assert.Equal(Mark, read);
        Assert.True(UserClass.Contains(option, "PiBootBox"u8));
    }

    [Fact]
    public void Nothing_else_is_a_mark()
    {
        byte[] option = new byte[BoxMark.Length];
        Mark.Write(option);
        Assert.False(Read("iPXE"u8.ToArray(), out _));
        Assert.False(Read([], out _));
        for (int length = 0; length < option.Length; length++)
            Assert.False(Read(option[..length], out _));
        option[^5] = 5;
        Assert.False(Read(option, out _));
    }

    [Fact]
    public void What_a_relay_brings_is_no_mark()
    {
        byte[] option = new byte[BoxMark.Length];
        Mark.Write(option);
        byte[] bytes = (new ClientMessage(DhcpMessageType.Discover, Mark.Mac) { RelayAddress = TestServer.At("10.1.0.1") })
            .With(DhcpCode.UserClass, option).ToBytes();
        Assert.True(DhcpMessage.TryParse(bytes, out DhcpMessage message, out _));
        Assert.False(BoxMark.TryRead(message, Mark.Mac, out _));
    }

    [Fact]
    public void Of_two_boxes_that_want_to_serve_exactly_one_outranks_the_other()
    {
        var marks =
            from mac in Gen.Choose(1, 5)
            from claim in Gen.Elements(Claim.Wanting, Claim.Serving, Claim.Insisting, Claim.BootingOnly)
            select new BoxMark(new MacAddress((ulong)mac), default, claim);
        Prop.ForAll(marks.Two().Where(pair => pair.Item1.Mac != pair.Item2.Mac).ToArbitrary(),
            pair => pair.Item1.Outranks(pair.Item2) != pair.Item2.Outranks(pair.Item1)).QuickCheckThrowOnFailure();
    }

    [Theory]
    [InlineData(Claim.Wanting, Claim.Serving)]
    [InlineData(Claim.Serving, Claim.Insisting)]
    public void The_stronger_claim_wins_whatever_the_address(Claim weak, Claim strong) =>
        Assert.True(new BoxMark(new MacAddress(9), default, strong).Outranks(new BoxMark(new MacAddress(2), default, weak)));

    [Fact]
    public void A_box_that_waits_outranks_nobody() =>
        Assert.False(new BoxMark(new MacAddress(2), default, Claim.Waiting).Outranks(new BoxMark(new MacAddress(9), default, Claim.Waiting)));

    /// <summary>pixiecore wants 93 with two bytes and 97 with 17; dnsmasq wants 60.</summary>
    [Fact]
    public void The_probe_looks_like_a_boot_client_and_is_no_client_of_the_system()
    {
        var keeper = new RoleKeeper(RoleSetting.Auto, TestServer.Port, new TestJournal(), default);
        byte[] buffer = new byte[DhcpServer.ReplySize];
        buffer.AsSpan().Fill(0xA5);
        Assert.True(keeper.TryNextProbe(default, buffer, out int length));
        Assert.True(DhcpMessage.TryParse(buffer.AsSpan(0, length), out DhcpMessage probe, out _));

        Assert.Equal((DhcpMessageType.Discover, TestServer.BoxMac, true), (probe.Type, probe.HardwareAddress, probe.WantsBroadcast));
        Assert.NotEqual(Firmware.None, PxeClientReader.Read(probe).Firmware);
        Assert.True(probe.TryGet(DhcpCode.VendorClass, out ReadOnlySpan<byte> vendor) && vendor.StartsWith("PXEClient:Arch:0000"u8));
        Assert.True(probe.TryGet(DhcpCode.ClientArchitecture, out ReadOnlySpan<byte> kind) && kind.Length == 2);
        Assert.True(probe.TryGet(DhcpCode.ClientMachineId, out ReadOnlySpan<byte> machine) && MachineUuid.TryRead(machine, out _));
        Assert.True(probe.TryGet(DhcpCode.ClientId, out ReadOnlySpan<byte> client) && client[0] == 0);
        Assert.True(BoxMark.TryRead(probe, TestServer.BoxMac, out BoxMark mark));
        Assert.Equal(new BoxMark(TestServer.BoxMac, TestServer.Box, Claim.Wanting), mark);
        Assert.InRange(length, 300, 576 - 28);
        Assert.False(keeper.TryNextProbe(default, buffer, out _));
    }

    private static bool Read(byte[] option, out BoxMark mark)
    {
        byte[] bytes = new ClientMessage(DhcpMessageType.Discover, Mark.Mac).With(DhcpCode.UserClass, option).ToBytes();
        Assert.True(DhcpMessage.TryParse(bytes, out DhcpMessage message, out _));
        return BoxMark.TryRead(message, Mark.Mac, out mark);
    }
}
