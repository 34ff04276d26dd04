using PiBootBox.Wire;
using PiBootBox.Wire.Dhcp;

namespace PiBootBox.Core.Tests.Dhcp.Firmwares;

/// <summary>
/// UEFI's HTTP Boot, by edk2's NetworkPkg/HttpBootDxe/HttpBootDhcp4.c: the class HTTPClient and a URL, from one server or from a
/// proxy beside another one's address. Without a name server it takes a URL with a literal address only.
/// </summary>
internal sealed class HttpBoot(MacAddress mac, int architecture = 16) : ScriptedFirmware(mac, architecture)
{
    protected override string ClassName => "HTTPClient";

    protected override AskedFile? Decide(TestNetwork network, List<Heard> offers)
    {
        Heard? url = offers.Find(offer => offer[DhcpCode.VendorClass].AsSpan().StartsWith("HTTPClient"u8) && HostOf(offer.File) is not null);
        Heard? address = url is { Address.IsAny: false } ? url : offers.Find(offer => !offer.Address.IsAny);
        return url is not null && address is not null && Take(network, address) is { } ack
            ? network.Fetch(Mac, ack.Address, HostOf(url.File)!.Value, new Uri(url.File).AbsolutePath)
            : null;
    }

    private static Ipv4? HostOf(string url) =>
        Uri.TryCreate(url, UriKind.Absolute, out Uri? uri) && uri.Scheme == "http" && Ipv4.TryParse(uri.Host, out Ipv4 host) ? host : null;
}
