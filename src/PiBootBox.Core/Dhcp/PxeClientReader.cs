using PiBootBox.Core.Machines;
using PiBootBox.Wire.Dhcp;

namespace PiBootBox.Core.Dhcp;

/// <summary>Tells from a DHCP message what kind of boot client sent it.</summary>
public static class PxeClientReader
{
    /// <summary>The same, but for machines of which the settings know better.</summary>
    public static PxeClient Read(in DhcpMessage message, MachineId machine, IMachineSettings settings)
    {
        PxeClient told = Read(message);
        return told.Firmware != Firmware.None && settings.ArchitectureOf(machine) is { } architecture
            ? told with { Firmware = architecture }
            : told;
    }

    public static PxeClient Read(in DhcpMessage message)
    {
        message.TryGet(DhcpCode.VendorClass, out ReadOnlySpan<byte> vendor);
        bool isIpxe = message.Has(DhcpCode.Ipxe)
            || message.TryGet(DhcpCode.UserClass, out ReadOnlySpan<byte> user) && UserClass.Contains(user, "iPXE"u8);
        bool isHttpBoot = vendor.StartsWith("HTTPClient"u8);
        bool isPxe = vendor.StartsWith("PXEClient"u8);
        message.TryGet(DhcpCode.ClientArchitecture, out ReadOnlySpan<byte> architectures);
        Firmware firmware = FirmwareOf(architectures);
        // An old ROM may leave option 93 out. All of those are BIOS machines.
        if (firmware == Firmware.None && (isIpxe || isHttpBoot || isPxe))
            firmware = Firmware.Bios;
        if (isIpxe || isHttpBoot || firmware is not (Firmware.Bios or Firmware.RaspberryPi))
            return new PxeClient(firmware, isIpxe, isHttpBoot);

        // The ROMs of most Pis call themselves a PC with a BIOS.
        message.TryGet(DhcpCode.ClientMachineId, out ReadOnlySpan<byte> machine);
        bool isPi = RaspberryPi.TryReadSerial(machine, out uint serial) || firmware == Firmware.RaspberryPi
            || isPxe && RaspberryPi.Has(message.HardwareAddress);
        return new PxeClient(isPi ? Firmware.RaspberryPi : firmware, IsIpxe: false, IsHttpBoot: false, serial);
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
                ClientArchitecture.EfiRiscV64 or ClientArchitecture.EfiRiscV64Http => Firmware.EfiRiscV64,
                ClientArchitecture.EfiLoongArch64 or ClientArchitecture.EfiLoongArch64Http => Firmware.EfiLoongArch64,
                ClientArchitecture.RaspberryPi => Firmware.RaspberryPi,
                _ => Firmware.Other,
            };
            if (found != Firmware.Other)
                break;
        }
        return found;
    }
}
