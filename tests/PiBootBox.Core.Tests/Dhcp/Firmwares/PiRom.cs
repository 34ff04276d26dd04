using System.Text;
using PiBootBox.Wire;
using PiBootBox.Wire.Dhcp;
using PiBootBox.Wire.Tests.Dhcp.Vectors;

namespace PiBootBox.Core.Tests.Dhcp.Firmwares;

/// <summary>
/// A Raspberry Pi's ROM: architecture 0, the text "Raspberry Pi Boot" as the menu item of option 43, and the server from
/// option 66; siaddr and the boot file are nothing to it.
/// </summary>
internal abstract class PiRom(MacAddress mac) : ScriptedFirmware(mac, architecture: 0)
{
    protected virtual string MenuText => "Raspberry Pi Boot";

    protected bool IsForPi(Heard offer) =>
        offer.IsPxe && offer.Vendor(9) is [0, 0, var length, ..] item && length == item.Length - 3
        && Encoding.ASCII.GetString(item[3..]) == MenuText;

    protected static Ipv4 ServerOf(Heard offer) =>
        offer[DhcpCode.TftpServerName] is { } name && Ipv4.TryParse(Encoding.ASCII.GetString(name), out Ipv4 server) ? server : default;
}

/// <summary>
/// It misses an answer that comes at once (raspberrypi/firmware#934), and goes from OFFER to TFTP without a REQUEST (#1699).
/// </summary>
/// <param name="wantsSpaces">As the ROM of some Pi 3B does, behind the text.</param>
internal sealed class Pi3(MacAddress mac, bool wantsSpaces = false) : PiRom(mac)
{
    private static readonly TimeSpan Deaf = TimeSpan.FromMilliseconds(500);

    protected override string MenuText => wantsSpaces ? "Raspberry Pi Boot   " : base.MenuText;

    protected override bool Hears(Heard reply) => base.Hears(reply) && (reply.Delay > Deaf || reply.From != TestNetwork.Box);

    protected override AskedFile? Decide(TestNetwork network, List<Heard> offers) =>
        offers.Find(IsForPi) is { } boot && offers.Find(offer => !offer.Address.IsAny) is { } address && !ServerOf(boot).IsAny
            ? network.Fetch(Mac, address.Address, ServerOf(boot), "bootcode.bin")
            : null;
}

/// <summary>
/// It drops a reply with padding between its options (rpi-eeprom#82), names its serial number in option 97, and leaves option 60
/// out of its REQUEST.
/// </summary>
internal sealed class Pi4(MacAddress mac) : PiRom(mac)
{
    protected override ClientMessage Message(DhcpMessageType type)
    {
        byte[] machine = [0, .. "RPi4"u8, 0x11, 0x31, 0xC0, 0x00, 0x01, 0x02, 0x03, 0x04, 0x78, 0x56, 0x34, 0x12];
        ClientMessage bare = new ClientMessage(type, Mac) { TransactionId = base.Message(type).TransactionId };
        return type == DhcpMessageType.Discover
            ? bare.With(DhcpCode.VendorClass, "PXEClient:Arch:00000:UNDI:002001"u8.ToArray())
                .With(DhcpCode.ClientArchitecture, 0, 0).With(DhcpCode.ClientMachineId, machine)
            : bare;
    }

    protected override bool Hears(Heard reply) => base.Hears(reply) && !HasPadding(reply.Bytes.AsSpan(240));

    protected override AskedFile? Decide(TestNetwork network, List<Heard> offers)
    {
        if (offers.Find(IsForPi) is not { } boot || offers.Find(offer => !offer.Address.IsAny) is not { } address
            || Take(network, address) is not { } ack)
        {
            return null;
        }
        // The one that gave the address has to say so again.
        return boot != address || IsForPi(ack) ? network.Fetch(Mac, ack.Address, ServerOf(boot), "12345678/start4.elf") : null;
    }

    private static bool HasPadding(ReadOnlySpan<byte> options)
    {
        while (options[0] != DhcpCode.End)
        {
            if (options[0] == DhcpCode.Pad)
                return true;
            options = options[(2 + options[1])..];
        }
        return false;
    }
}
