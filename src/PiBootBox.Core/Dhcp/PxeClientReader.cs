using PiBootBox.Core.Machines;
using PiBootBox.Wire.Dhcp;

namespace PiBootBox.Core.Dhcp;

/// <summary>Tells from a DHCP message what kind of boot client sent it.</summary>
internal static class PxeClientReader
{
    public static PxeClient Read(in DhcpMessage message)
    {
        message.TryGet(DhcpCode.VendorClass, out ReadOnlySpan<byte> vendor);
        bool isIpxe = message.Has(DhcpCode.Ipxe)
            || message.TryGet(DhcpCode.UserClass, out ReadOnlySpan<byte> user) && UserClass.Contains(user, "iPXE"u8);
        bool isHttpBoot = vendor.StartsWith("HTTPClient"u8);
        message.TryGet(DhcpCode.ClientArchitecture, out ReadOnlySpan<byte> architectures);
        Firmware firmware = FirmwareOf(architectures);
        // An old ROM may leave option 93 out. All of those are BIOS machines.
        if (firmware == Firmware.None && (isIpxe || isHttpBoot || vendor.StartsWith("PXEClient"u8)))
            firmware = Firmware.Bios;
        return new PxeClient(firmware, isIpxe, isHttpBoot);
    }

    private static Firmware FirmwareOf(ReadOnlySpan<byte> option)
    {
        Firmware found = Firmware.None;
        foreach (ClientArchitecture architecture in new ClientArchitectures(option))
        {
            found = architecture switch
            {
                ClientArchitecture.Bios or ClientArchitecture.BiosHttp => Firmware.Bios,
                ClientArchitecture.EfiIa32 or ClientArchitecture.EfiIa32Http => Firmware.EfiIa32,
                ClientArchitecture.EfiX64 or ClientArchitecture.EfiX64Too or ClientArchitecture.EfiX64Http => Firmware.EfiX64,
                ClientArchitecture.EfiArm32 or ClientArchitecture.EfiArm32Http => Firmware.EfiArm32,
                ClientArchitecture.EfiArm64 or ClientArchitecture.EfiArm64Http => Firmware.EfiArm64,
                _ => Firmware.Other,
            };
            if (found != Firmware.Other)
                break;
        }
        return found;
    }
}
