using System.Text;
using PiBootBox.Core.Dhcp;
using PiBootBox.Wire;
using PiBootBox.Wire.Dhcp;

namespace PiBootBox.Core.Roles;

/// <summary>What one message on the wire shows of somebody else.</summary>
[Flags]
internal enum Evidence
{
    None = 0,
    GivesAddresses = 1,
    BootsMachines = 2,
}

internal static class EvidenceReader
{
    /// <summary>Characters of 255.255.255.255.</summary>
    private const int LongestAddress = 15;

    /// <param name="box">The box's own address: a server that sends its machines here is no rival in booting them.</param>
    /// <param name="server">Whose doing it is; 0.0.0.0 where there is no evidence.</param>
    public static Evidence Read(in DhcpMessage message, in DhcpArrival arrival, Ipv4 box, out Ipv4 server)
    {
        server = default;
        // A relay's traffic tells of another wire, but for what it hands to a client on this one: there it leaves giaddr set.
        if (!message.RelayAddress.IsAny && !(message.IsReply && arrival.DestinationPort == ReplyRoute.ClientPort))
            return Evidence.None;
        server = message.ServerId;
        if (!message.IsReply)
            return message.Type == DhcpMessageType.Request && arrival.DestinationPort == ReplyRoute.ServerPort && !server.IsAny && server != box
                ? Evidence.GivesAddresses
                : Evidence.None;
        // The kernel shows the box none of its own frames, so a server's words are another's, even under our address.
        if (server.IsAny)
            server = arrival.Source;
        if (message.Type == DhcpMessageType.Nak)
            return Evidence.GivesAddresses;
        if (message.Type is not (DhcpMessageType.Offer or DhcpMessageType.Ack))
            return Evidence.None;
        if (message.YourAddress.IsAny)
            return IsForBootClient(message) || BoxMark.IsIn(message) ? Evidence.BootsMachines : Evidence.None;
        // With WDS on the same host it names no file yet: that comes from its port 4011.
        return (NamesBootFile(message) || IsForBootClient(message)) && !LeadsTo(box, message)
            ? Evidence.GivesAddresses | Evidence.BootsMachines
            : Evidence.GivesAddresses;
    }

    /// <summary>Machines get their files from there, by siaddr, option 66 or sname: firmware differs in which of them it reads.</summary>
    private static bool LeadsTo(Ipv4 box, in DhcpMessage message) =>
        message.ServerAddress == box
        || message.TryGet(DhcpCode.TftpServerName, out ReadOnlySpan<byte> name) && IsText(name, box)
        || IsText(message.ServerName, box);

    private static bool IsText(ReadOnlySpan<byte> text, Ipv4 address)
    {
        Span<char> characters = stackalloc char[LongestAddress];
        text = text.TrimEnd((byte)0);
        return text.Length <= characters.Length
            && Ipv4.TryParse(characters[..Encoding.ASCII.GetChars(text, characters)], out Ipv4 named) && named == address;
    }

    private static bool IsForBootClient(in DhcpMessage message) =>
        message.TryGet(DhcpCode.VendorClass, out ReadOnlySpan<byte> vendor)
        && (vendor.StartsWith("PXEClient"u8) || vendor.StartsWith("HTTPClient"u8));

    private static bool NamesBootFile(in DhcpMessage message) =>
        !message.BootFile.IsEmpty
        || message.TryGet(DhcpCode.BootFileName, out ReadOnlySpan<byte> file) && !file.IsEmpty && file[0] != 0;
}
