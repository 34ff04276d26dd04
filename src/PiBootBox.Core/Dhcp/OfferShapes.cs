using PiBootBox.Core.Machines;

namespace PiBootBox.Core.Dhcp;

/// <summary>
/// The shapes that each kind of client is offered, one after the other, until one leads it to its boot file. Their numbers are
/// remembered on disk: a number once given stays with its shape.
/// </summary>
internal static class OfferShapes
{
    private static readonly OfferRungs BiosOfServer = new(10,
    [
        new("with options 43 and 67", HasClass: false, VendorOptions.NoBootServers, FilePlaces.Both),
        new("with options 60 and 43", HasClass: true, VendorOptions.NoBootServers, FilePlaces.Both),
        new("with the file in the fixed field alone, without 43", HasClass: false, VendorOptions.None, FilePlaces.Field),
        new("with option 43, by broadcast", HasClass: false, VendorOptions.NoBootServers, FilePlaces.Both, Broadcasts: true),
        new("without options 60 and 43, by broadcast", HasClass: false, VendorOptions.None, FilePlaces.Both, Broadcasts: true),
    ]);

    /// <summary>
    /// With option 60 and without 43, UEFI takes the box for a BINL server and asks port 4011; with both, some firmware
    /// ignores the file name (tinkerbell/smee#228). So the usual shape has neither.
    /// </summary>
    private static readonly OfferRungs EfiOfServer = new(20,
    [
        new("without options 60 and 43", HasClass: false, VendorOptions.None, FilePlaces.Both),
        new("with options 60 and 43", HasClass: true, VendorOptions.NoBootServers, FilePlaces.Both),
        new("with option 60, so that it asks port 4011", HasClass: true, VendorOptions.None, FilePlaces.Both),
        new("without options 60 and 43, by broadcast", HasClass: false, VendorOptions.None, FilePlaces.Both, Broadcasts: true),
        new("with the file in the fixed field alone", HasClass: false, VendorOptions.None, FilePlaces.Field),
    ]);

    private static readonly OfferRungs HttpOfServer = new(30,
    [
        new("with the URL in option 67 and the fixed field", HasClass: true, VendorOptions.None, FilePlaces.Both),
        new("with the URL in both places, by broadcast", HasClass: true, VendorOptions.None, FilePlaces.Both, Broadcasts: true),
        new("with the URL in option 67 only", HasClass: true, VendorOptions.None, FilePlaces.Option),
    ]);

    private static readonly OfferRungs PiOfServer = new(40,
    [
        new("with the Raspberry Pi menu in option 43", HasClass: true, VendorOptions.RaspberryPi, FilePlaces.None),
        new("with three spaces behind \"Raspberry Pi Boot\"", HasClass: true, VendorOptions.RaspberryPiPadded, FilePlaces.None),
        new("with the Raspberry Pi menu and without option 60", HasClass: false, VendorOptions.RaspberryPi, FilePlaces.None),
        new("with the Raspberry Pi menu, by broadcast", HasClass: true, VendorOptions.RaspberryPi, FilePlaces.None, Broadcasts: true),
    ]);

    // A proxy's offer carries no address, so it can only be broadcast, and without option 60 it means nothing.
    private static readonly OfferRungs BiosOfProxy = new(50,
    [
        new("with option 43", HasClass: true, VendorOptions.NoBootServers, FilePlaces.Both),
        new("without option 43, so that it asks port 4011", HasClass: true, VendorOptions.None, FilePlaces.Both),
        new("with option 43, the file in the fixed field alone", HasClass: true, VendorOptions.NoBootServers, FilePlaces.Field),
        new("without 43 and a file, so that it asks port 4011", HasClass: true, VendorOptions.None, FilePlaces.None),
    ]);

    /// <summary>Old edk2 drops every proxy offer with discovery options in 43 (PxeBcCacheDhcp4Offer in its PxeBcDhcp4.c).</summary>
    private static readonly OfferRungs EfiOfProxy = new(60,
    [
        new("without option 43, so that it asks port 4011", HasClass: true, VendorOptions.None, FilePlaces.Both),
        new("with option 43", HasClass: true, VendorOptions.NoBootServers, FilePlaces.Both),
        new("without 43 and a file, so that it asks port 4011", HasClass: true, VendorOptions.None, FilePlaces.None),
        new("with option 43, the file in the fixed field alone", HasClass: true, VendorOptions.NoBootServers, FilePlaces.Field),
    ]);

    private static readonly OfferRungs HttpOfProxy = new(70,
    [
        new("with the URL in option 67 and the fixed field", HasClass: true, VendorOptions.None, FilePlaces.Both),
        new("with the URL in option 67 only", HasClass: true, VendorOptions.None, FilePlaces.Option),
    ]);

    private static readonly OfferRungs PiOfProxy = new(80,
    [
        new("with the Raspberry Pi menu in option 43", HasClass: true, VendorOptions.RaspberryPi, FilePlaces.None),
        new("with three spaces behind \"Raspberry Pi Boot\"", HasClass: true, VendorOptions.RaspberryPiPadded, FilePlaces.None),
    ]);

    /// <summary>
    /// iPXE is open and takes these everywhere. In a proxy's offer it takes the file at once, and does not ask port 4011, where
    /// 60, siaddr and a file are there (iPXE src/net/udp/dhcp.c, dhcp_has_pxeopts).
    /// </summary>
    private static readonly OfferRungs IpxeOfServer = new(90, [new("for iPXE", HasClass: false, VendorOptions.None, FilePlaces.Both)]);
    private static readonly OfferRungs IpxeOfProxy = new(100, [new("for iPXE", HasClass: true, VendorOptions.None, FilePlaces.Both)]);

    public static OfferRungs Of(PxeClient client, bool isProxy) => client switch
    {
        { IsIpxe: true } => isProxy ? IpxeOfProxy : IpxeOfServer,
        { IsHttpBoot: true } => isProxy ? HttpOfProxy : HttpOfServer,
        { IsRaspberryPi: true } => isProxy ? PiOfProxy : PiOfServer,
        { Firmware: Firmware.Bios } => isProxy ? BiosOfProxy : BiosOfServer,
        _ => isProxy ? EfiOfProxy : EfiOfServer,
    };

    /// <summary>Whoever asks port 4011 has an address and wants a file: its answer names everything.</summary>
    public static OfferShape OfBootService(PxeClient client) => Of(client, isProxy: true).Usual;
}
