using System.Buffers.Binary;
using System.Globalization;
using PiBootBox.Core.Machines;
using PiBootBox.Wire;

namespace PiBootBox.Core.Dhcp;

/// <summary>What the ROMs of the Raspberry Pi do in their own way.</summary>
internal static class RaspberryPi
{
    /// <summary>
    /// A Pi 3 that is answered at once may miss the answer (raspberrypi/firmware#934); it asks again
    /// after five seconds only. A second is what the foundation's own server waits.
    /// </summary>
    private static readonly TimeSpan EarlyRomDelay = TimeSpan.FromSeconds(1);

    // Every Pi up to the 3 has this prefix, and none after it.
    private const uint EarlyPrefix = 0xB827EB;

    /// <summary>Prefixes of the Raspberry Pi Foundation and of Raspberry Pi Ltd in the IEEE registry.</summary>
    private static readonly uint[] Prefixes = [EarlyPrefix, 0xDCA632, 0xE45F01, 0xD83ADD, 0x28CDC1, 0x2CCF67, 0x88A29E];

    public static bool Has(MacAddress mac) => Prefixes.AsSpan().Contains(PrefixOf(mac));

    /// <summary>How long to hold an answer back.</summary>
    public static TimeSpan DelayFor(MacAddress mac) => PrefixOf(mac) == EarlyPrefix ? EarlyRomDelay : TimeSpan.Zero;

    /// <summary>
    /// Option 97 of a Pi 4 or 5: type 0, "RPi4" or "RPi5", board revision, the last four bytes of the MAC, serial number,
    /// the numbers in little-endian order (DHCP_OPTION97 in the bootloader's documentation).
    /// </summary>
    public static bool TryReadSerial(ReadOnlySpan<byte> option, out uint serial)
    {
        serial = 0;
        if (option.Length != 17 || option[0] != 0 || !(option[1..].StartsWith("RPi4"u8) || option[1..].StartsWith("RPi5"u8)))
            return false;
        serial = BinaryPrimitives.ReadUInt32LittleEndian(option[13..]);
        return true;
    }

    /// <summary>For the journal: the number is the name of the folder that the Pi will look for its files in.</summary>
    public static string Words(PxeClient client) =>
        client.BoardSerial == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"it is the Raspberry Pi with the serial number {client.BoardSerial:x8}");

    private static uint PrefixOf(MacAddress mac) => (uint)(mac.Value >> 24);
}
