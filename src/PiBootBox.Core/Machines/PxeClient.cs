namespace PiBootBox.Core.Machines;

/// <summary>What a machine boots with, from option 93 (RFC 4578, and the IANA registry after it).</summary>
public enum Firmware
{
    /// <summary>Not a network boot client, or it did not say.</summary>
    None,
    Bios,
    EfiIa32,
    EfiX64,
    EfiArm32,
    EfiArm64,
    EfiRiscV64,
    EfiLoongArch64,
    /// <summary>The ROM of a Raspberry Pi: it reads a folder of files, not one boot file.</summary>
    RaspberryPi,
    /// <summary>A type the box has no boot loader for.</summary>
    Other,
}

/// <summary>Who asks: firmware, and whether iPXE already runs there (user class, or option 175).</summary>
/// <param name="BoardSerial">The serial number of a Raspberry Pi 4 or 5, which names its folder; 0 where the ROM does not tell it.</param>
public readonly record struct PxeClient(Firmware Firmware, bool IsIpxe, bool IsHttpBoot, uint BoardSerial = 0)
{
    public bool IsRaspberryPi => Firmware == Firmware.RaspberryPi;
}
