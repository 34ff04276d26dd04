using System.Buffers.Binary;
using PiBootBox.Wire;
using PiBootBox.Wire.Dhcp;

namespace PiBootBox.Core.Roles;

/// <summary>
/// The question "who else serves this wire?": a DISCOVER that is never followed by a REQUEST. It looks like one
/// of a PXE client, so that plain DHCP servers, those that boot machines too, and ProxyDHCP services all answer it.
/// </summary>
internal static class RoleProbe
{
    /// <summary>Bytes of buffer that a probe fits in.</summary>
    public const int Most = 512;

    /// <summary>
    /// A relay may hold back who has not asked for long enough (RFC 1542 section 4.1.1), and a server in reserve answers only
    /// then: ISC's min-secs, one byte, is the largest such bound that is in use.
    /// </summary>
    private const ushort Seconds = byte.MaxValue;

    /// <summary>Settings that boot ROMs ask for: some PXE services answer only who asks for 43, 60, 66 and 67.</summary>
    private static ReadOnlySpan<byte> Wanted =>
    [
        DhcpCode.SubnetMask, DhcpCode.Router, DhcpCode.VendorSpecific, DhcpCode.ServerId, DhcpCode.VendorClass,
        DhcpCode.TftpServerName, DhcpCode.BootFileName, DhcpCode.ClientMachineId,
    ];

    /// <param name="number">Makes the transaction id, different for each probe.</param>
    /// <returns>Bytes of the message.</returns>
    public static int Write(Span<byte> buffer, in BoxMark mark, ClientArchitecture architecture, uint number)
    {
        var writer = new DiscoverWriter(buffer, mark.Mac, (uint)mark.Mac.Value * 2654435761 + number, Seconds);
        // Type 0 is no hardware address (RFC 2132 section 9.14): a lease of the box's own system stays another client's.
        Span<byte> client = stackalloc byte[1 + 9 + MacAddress.Length];
        client[0] = 0;
        "pibootbox"u8.CopyTo(client[1..]);
        mark.Mac.Write(client[10..]);
        writer.Add(DhcpCode.ClientId, client);
        writer.Add(DhcpCode.MaxMessageSize, [0x05, 0xC0]);
        writer.Add(DhcpCode.ParameterList, Wanted);
        writer.Add(DhcpCode.VendorClass, architecture == ClientArchitecture.Bios
            ? "PXEClient:Arch:00000:UNDI:002001"u8
            : "PXEClient:Arch:00007:UNDI:003016"u8);
        Span<byte> value = stackalloc byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(value, (ushort)architecture);
        writer.Add(DhcpCode.ClientArchitecture, value);
        writer.Add(DhcpCode.NetworkInterface, architecture == ClientArchitecture.Bios ? [1, 2, 1] : [1, 3, 16]);
        Span<byte> machine = stackalloc byte[17];
        machine.Clear();
        "PiBootBox\0"u8.CopyTo(machine[1..]);
        mark.Mac.Write(machine[11..]);
        writer.Add(DhcpCode.ClientMachineId, machine);
        Span<byte> user = stackalloc byte[BoxMark.Length];
        mark.Write(user);
        writer.Add(DhcpCode.UserClass, user);
        return writer.Finish();
    }

    /// <summary>What a box that serves answers another box's probe with: its mark, and never an address.</summary>
    /// <returns>Bytes of the message.</returns>
    public static int WriteAnswer(Span<byte> buffer, in DhcpMessage probe, in BoxMark mark)
    {
        var writer = new DhcpWriter(buffer, probe, DhcpMessageType.Offer, Most);
        writer.AddAddress(DhcpCode.ServerId, mark.Address);
        Span<byte> user = stackalloc byte[BoxMark.Length];
        mark.Write(user);
        writer.Add(DhcpCode.UserClass, user);
        return writer.Finish();
    }
}
