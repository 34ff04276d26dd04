using PiBootBox.Core.Journal;
using PiBootBox.Core.Machines;
using PiBootBox.Wire;

namespace PiBootBox.Core.Tests.Stories;

/// <summary>Writes the events of machines into a book, a second apart.</summary>
internal sealed class Story(MachineBook book)
{
    public static readonly PxeClient Bios = new(Firmware.Bios, false, false);
    public static readonly PxeClient Uefi = new(Firmware.EfiX64, false, false);
    public static readonly PxeClient Ipxe = new(Firmware.EfiX64, true, false);
    public static readonly PxeClient System = default;

    public TimeSpan Now { get; set; } = TimeSpan.FromSeconds(100);

    public static MachineId Machine(int number) => new(new MacAddress(0x525400000000u + (ulong)number));

    public static Ipv4 Address(int number) => new(0x0A4D0000u + (uint)number);

    /// <summary>DISCOVER and OFFER.</summary>
    public Story Discover(int machine, PxeClient asker, string file = "")
    {
        Dhcp(Step.AddressAsked, machine, default, asker, "");
        return Dhcp(Step.AddressOffered, machine, Address(machine), asker, file);
    }

    /// <summary>The whole exchange.</summary>
    public Story Lease(int machine, PxeClient asker, string file = "")
    {
        Discover(machine, asker, file);
        return Dhcp(Step.AddressGiven, machine, Address(machine), asker, file);
    }

    public Story Fetch(int machine, string file, long length = 100_000, string via = "TFTP")
    {
        File(Step.FileAsked, machine, file, 0, length, via);
        return File(Step.FileDone, machine, file, length, length, via);
    }

    public Story Absent(int machine, string file) => File(Step.FileAbsent, machine, file, 0, 0, "TFTP");

    public Story File(Step step, int machine, string file, long bytes, long of, string via = "TFTP") =>
        Record(new MachineEvent(step, null, Address(machine), via, file, bytes, of));

    public Story Dhcp(Step step, int machine, Ipv4 address, PxeClient asker, string file) =>
        Record(new MachineEvent(step, Machine(machine), address, "DHCP", file, Asker: asker));

    public Story Wait(TimeSpan time)
    {
        Now += time;
        return this;
    }

    /// <summary>A whole boot of a UEFI machine by iPXE into an image.</summary>
    public Story Boot(int machine)
    {
        Lease(machine, Uefi, "snponly.efi").Fetch(machine, "snponly.efi");
        Lease(machine, Ipxe, "http://10.77.0.1/boot.ipxe").Fetch(machine, "/boot.ipxe", via: "HTTP");
        Fetch(machine, "/drive/debian/linux", 8_000_000, "HTTP").Fetch(machine, "/drive/debian/initrd.gz", 40_000_000, "HTTP");
        return Lease(machine, System);
    }

    private Story Record(in MachineEvent happened)
    {
        book.Record(happened, Now);
        Now += TimeSpan.FromSeconds(1);
        return this;
    }
}
