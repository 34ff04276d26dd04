using System.Text;
using PiBootBox.Core.Dhcp;
using PiBootBox.Wire;
using PiBootBox.Wire.Dhcp;

namespace PiBootBox.Core.Tests.Dhcp.Firmwares;

/// <summary>How one BIOS ROM departs from PXE 2.1.</summary>
[Flags]
internal enum RomQuirk
{
    None = 0,
    /// <summary>It knows siaddr and <c>file</c> and passes over options 66 and 67.</summary>
    FixedFieldsOnly = 1,
    /// <summary>It reads option 67 as a C string: where no NUL ends it, the END of the options (0xff) becomes part of the name.</summary>
    ReadsOverTheEnd = 2,
    /// <summary>A server's own offer must call itself PXEClient.</summary>
    WantsClass = 4,
    /// <summary>It says that it hears unicast, and does not.</summary>
    DeafToUnicast = 8,
    /// <summary>It drops whatever carries option 43.</summary>
    Dislikes43 = 16,
}

/// <summary>A PC's PXE ROM, by PXE 2.1: proxy offers need option 60, and without discovery control 8 they mean port 4011.</summary>
internal sealed class BiosRom(MacAddress mac, RomQuirk quirk = RomQuirk.None) : ScriptedFirmware(mac, architecture: 0)
{
    protected override bool Hears(Heard reply) =>
        base.Hears(reply)
        && (!quirk.HasFlag(RomQuirk.DeafToUnicast) || reply.IsBroadcast)
        && (!quirk.HasFlag(RomQuirk.Dislikes43) || reply[DhcpCode.VendorSpecific] is null);

    protected override AskedFile? Decide(TestNetwork network, List<Heard> offers)
    {
        Heard? proxy = offers.Find(offer => offer.Address.IsAny && offer.IsPxe);
        Heard? address = offers.Find(offer => !offer.Address.IsAny && (proxy is not null || HasFile(offer) && HasClass(offer)));
        if (address is null || Take(network, address) is not { } ack)
            return null;
        if (proxy is null)
            return Fetch(network, ack, ack);
        if (proxy.Vendor(6) is [var control] && (control & 8) != 0 && HasFile(proxy))
            return Fetch(network, ack, proxy);
        Heard? reply = network.AskBootService(
            Message(DhcpMessageType.Request) with { ClientAddress = ack.Address }, proxy.ServerId, ack.Address, ReplyRoute.ClientPort);
        return reply is { Route.FromPort: ReplyRoute.BootServicePort } ? Fetch(network, ack, reply) : null;
    }

    private bool HasClass(Heard offer) => !quirk.HasFlag(RomQuirk.WantsClass) || offer.IsPxe;

    private bool HasFile(Heard offer) => Name(offer).Length > 0;

    private AskedFile? Fetch(TestNetwork network, Heard ack, Heard boot) =>
        HasFile(boot) ? network.Fetch(Mac, ack.Address, boot.NextServer, Name(boot)) : null;

    private string Name(Heard reply)
    {
        if (quirk.HasFlag(RomQuirk.FixedFieldsOnly))
            return reply.FileField;
        return quirk.HasFlag(RomQuirk.ReadsOverTheEnd) && reply[DhcpCode.BootFileName] is { } name
            ? Encoding.Latin1.GetString(name.Contains((byte)0) ? name[..Array.IndexOf(name, (byte)0)] : [.. name, 0xFF])
            : reply.File;
    }
}
