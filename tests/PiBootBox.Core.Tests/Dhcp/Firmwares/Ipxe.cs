using PiBootBox.Core.Dhcp;
using PiBootBox.Wire;
using PiBootBox.Wire.Dhcp;
using PiBootBox.Wire.Tests.Dhcp.Vectors;

namespace PiBootBox.Core.Tests.Dhcp.Firmwares;

/// <summary>
/// iPXE, by its src/net/udp/dhcp.c: an address from port 67 only; a proxy's answer needs option 60, and is used at once where
/// it names server and file, else asked for on port 4011 and taken from there only; without <c>no-pxedhcp</c> in the offer of
/// the address it waits two seconds for a proxy.
/// </summary>
internal sealed class Ipxe(MacAddress mac, int architecture = 0, bool prefixesUserClass = false) : ScriptedFirmware(mac, architecture)
{
    public bool WaitedForProxy { get; private set; }

    public bool AskedBootService { get; private set; }

    protected override ClientMessage Message(DhcpMessageType type) => base.Message(type)
        .With(DhcpCode.UserClass, prefixesUserClass ? [4, .. "iPXE"u8] : "iPXE"u8.ToArray())
        .With(DhcpCode.Ipxe, 0xB1, 1, 1, 0x13, 1, 1)
        .With(DhcpCode.ClientId, [1, .. Convert.FromHexString(Mac.Value.ToString("x12", null))]);

    protected override AskedFile? Decide(TestNetwork network, List<Heard> offers)
    {
        if (offers.Find(offer => !offer.Address.IsAny && offer.Route.FromPort == ReplyRoute.ServerPort) is not { } offer)
            return null;
        bool ignoresProxies = offer[DhcpCode.Ipxe] is [0xB0, 1, 1, ..];
        Heard? proxy = ignoresProxies ? null : offers.Find(other => other.IsPxe);
        WaitedForProxy = !ignoresProxies && proxy is null;
        if (Take(network, offer) is not { } ack)
            return null;
        if (proxy is null)
            return Chain(network, ack, ack);
        if (HasPxeOptions(proxy))
            return Chain(network, ack, proxy);
        AskedBootService = true;
        Heard? reply = network.AskBootService(
            Message(DhcpMessageType.Request) with { ClientAddress = ack.Address }, proxy.ServerId, ack.Address, ReplyRoute.ClientPort);
        return reply is { Route.FromPort: ReplyRoute.BootServicePort } && HasPxeOptions(reply) ? Chain(network, ack, reply) : null;
    }

    private static bool HasPxeOptions(Heard reply) => !reply.NextServer.IsAny && reply.File.Length > 0;

    private AskedFile? Chain(TestNetwork network, Heard ack, Heard boot) => Uri.TryCreate(boot.File, UriKind.Absolute, out Uri? url)
        ? network.Fetch(Mac, ack.Address, TestServer.At(url.Host), url.AbsolutePath)
        : boot.File.Length > 0 ? network.Fetch(Mac, ack.Address, boot.NextServer, boot.File) : null;
}
