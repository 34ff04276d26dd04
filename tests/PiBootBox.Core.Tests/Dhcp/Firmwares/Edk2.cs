using PiBootBox.Core.Dhcp;
using PiBootBox.Wire;
using PiBootBox.Wire.Dhcp;

namespace PiBootBox.Core.Tests.Dhcp.Firmwares;

/// <summary>
/// UEFI's PXE, by the rules of edk2's NetworkPkg/UefiPxeBcDxe/PxeBcDhcp4.c: it sorts offers into kinds and takes the best
/// combination. One with option 60 and discovery options in 43 is "PXE 1.0", one with 60 alone is "BINL", whose server it asks
/// on port 4011, from port 4011.
/// </summary>
/// <param name="dropsProxyOffersWith43">As edk2 did up to 2013 or so, and many machines after it.</param>
internal sealed class Edk2(MacAddress mac, int architecture = 7, bool dropsProxyOffersWith43 = false) : ScriptedFirmware(mac, architecture)
{
    private static readonly byte[] DiscoveryOptions = [6, 7, 8, 9, 10];

    public bool AskedBootService { get; private set; }

    protected override uint NextTransaction(uint last) => last * 1664525 + 1013904223;

    protected override AskedFile? Decide(TestNetwork network, List<Heard> offers)
    {
        bool heardProxy = offers.Any(offer => offer.Address.IsAny);
        if (dropsProxyOffersWith43)
            offers = [.. offers.Where(offer => !(offer.Address.IsAny && IsPxe10(offer)))];

        if (offers.Find(offer => !offer.Address.IsAny && IsPxe10(offer)) is { } complete)
            return Take(network, complete) is { } ack ? Fetch(network, ack, ack) : null;
        Heard? plain = offers.Find(offer => !offer.Address.IsAny && !offer.IsPxe);
        if (plain is not null && offers.Find(offer => offer.Address.IsAny && IsPxe10(offer)) is { } proxy)
            return Take(network, plain) is { } ack ? Fetch(network, ack, proxy) : null;
        if (offers.Find(offer => !offer.Address.IsAny && offer.IsPxe) is { } binl)
            return Take(network, binl) is { } ack ? AskBinl(network, ack, binl) : null;
        if (plain is not null && offers.Find(offer => offer.Address.IsAny && offer.IsPxe) is { } proxyBinl)
            return Take(network, plain) is { } ack ? AskBinl(network, ack, proxyBinl) : null;
        // A plain offer must name the file itself, and having heard a proxy it insists on one.
        return plain is { File.Length: > 0 } && !heardProxy && Take(network, plain) is { } own ? Fetch(network, own, own) : null;
    }

    private static bool IsPxe10(Heard offer) => offer.IsPxe && DiscoveryOptions.Any(code => offer.Vendor(code) is not null);

    private AskedFile? Fetch(TestNetwork network, Heard ack, Heard boot) =>
        boot.File.Length > 0 && (boot.Vendor(6) is null || (boot.Vendor(6)![0] & 8) != 0)
            ? network.Fetch(Mac, ack.Address, boot.NextServer, boot.File)
            : null;

    private AskedFile? AskBinl(TestNetwork network, Heard ack, Heard offer)
    {
        Ipv4 server = offer.NextServer.IsAny ? offer.ServerId : offer.NextServer;
        AskedBootService = true;
        Heard? reply = network.AskBootService(
            Message(DhcpMessageType.Request) with { ClientAddress = ack.Address }, server, ack.Address, ReplyRoute.BootServicePort);
        return reply is { Route: { Port: ReplyRoute.BootServicePort } route, File.Length: > 0 } && route.Address == ack.Address
            ? network.Fetch(Mac, ack.Address, reply.NextServer, reply.File)
            : null;
    }
}
