using System.Text;
using PiBootBox.Core.Machines;
using PiBootBox.Wire;
using PiBootBox.Wire.Dhcp;

namespace PiBootBox.Core.Dhcp;

/// <summary>Puts what a machine needs to boot into an answer, in a given shape.</summary>
internal sealed class BootOptions(Ipv4 box)
{
    private static readonly byte[] NoBootServers = [0x06, 0x01, 0x08, 0xFF];

    // Discovery control 3 (no broadcast, no multicast), the prompt "PXE" without a wait, one menu item of type 0.
    private static readonly byte[] RaspberryPiMenu =
        [0x06, 0x01, 0x03, 0x0A, 0x04, 0x00, .. "PXE"u8, 0x09, 0x14, 0x00, 0x00, 0x11, .. "Raspberry Pi Boot"u8, 0xFF];

    private static readonly byte[] RaspberryPiMenuPadded =
        [0x06, 0x01, 0x03, 0x0A, 0x04, 0x00, .. "PXE"u8, 0x09, 0x17, 0x00, 0x00, 0x14, .. "Raspberry Pi Boot   "u8, 0xFF];

    private readonly byte[] _boxText = Encoding.ASCII.GetBytes(box.ToString());

    /// <summary>
    /// The same server in siaddr, sname and 66, the same file in <c>file</c> and 67: U-Boot and old ROMs read only the
    /// fixed fields, a Pi 4 only option 66.
    /// </summary>
    public void Add(ref DhcpWriter writer, PxeClient client, ReadOnlySpan<byte> file, OfferShape shape)
    {
        writer.SetServerAddress(box);
        writer.SetServerName(_boxText);
        bool isInField = (shape.File & FilePlaces.Field) != 0 && writer.SetBootFile(file);
        if (client.IsHttpBoot)
            writer.Add(DhcpCode.VendorClass, "HTTPClient"u8);
        else if (shape.HasClass)
            writer.Add(DhcpCode.VendorClass, "PXEClient"u8);
        writer.Add(DhcpCode.TftpServerName, _boxText);
        // A URL may be longer than the field.
        if ((shape.File & FilePlaces.Option) != 0 || shape.File != FilePlaces.None && !isInField)
            writer.AddTerminated(DhcpCode.BootFileName, file);
        if (shape.Vendor != VendorOptions.None)
            writer.Add(DhcpCode.VendorSpecific, Bytes(shape.Vendor));
    }

    private static ReadOnlySpan<byte> Bytes(VendorOptions vendor) => vendor switch
    {
        VendorOptions.RaspberryPi => RaspberryPiMenu,
        VendorOptions.RaspberryPiPadded => RaspberryPiMenuPadded,
        _ => NoBootServers,
    };
}
