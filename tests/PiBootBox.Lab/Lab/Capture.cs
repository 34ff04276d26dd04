using System.Buffers.Binary;
using PiBootBox.Wire;
using PiBootBox.Wire.Dhcp;
using PiBootBox.Wire.Frames;
using PiBootBox.Wire.Tftp;

namespace PiBootBox.Lab;

/// <summary>What a client asked for, in the order of the capture.</summary>
/// <param name="Kind">"DISCOVER", "REQUEST", "TFTP", "HTTP".</param>
/// <param name="What">DHCP: the bare text of option 77; TFTP, HTTP: the file's path.</param>
internal readonly record struct Asked(MacAddress From, string Kind, string What);

/// <summary>What a DHCP server said.</summary>
/// <param name="At">Since the epoch.</param>
/// <param name="Server">The frame's sender.</param>
/// <param name="Address">yiaddr; 0.0.0.0 in a NAK and in a proxy's answer.</param>
internal readonly record struct Said(TimeSpan At, MacAddress Server, DhcpMessageType Type, Ipv4 Address, MacAddress Machine)
{
    /// <summary>It gives an address, or refuses one.</summary>
    public bool IsAboutAnAddress => !Address.IsAny || Type == DhcpMessageType.Nak;
}

/// <summary>A pcap file (libpcap's savefile format, microseconds, Ethernet) as tcpdump writes it on this machine.</summary>
internal sealed class Capture
{
    private const int FileHeader = 24;
    private const int RecordHeader = 16;

    private readonly List<Asked> _asked = [];

    private readonly List<Said> _said = [];

    public IReadOnlyList<Asked> Asked => _asked;

    public IReadOnlyList<Said> Said => _said;

    public static Capture Read(string file)
    {
        // tcpdump still holds it open, and its last record may be on its way.
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        var capture = new Capture();
        Span<byte> header = stackalloc byte[FileHeader];
        stream.ReadExactly(header);
        Assert.Equal(0xa1b2c3d4u, BinaryPrimitives.ReadUInt32LittleEndian(header));

        header = header[..RecordHeader];
        while (stream.ReadAtLeast(header, RecordHeader, throwOnEndOfStream: false) == RecordHeader)
        {
            var frame = new byte[BinaryPrimitives.ReadInt32LittleEndian(header[8..])];
            if (stream.ReadAtLeast(frame, frame.Length, throwOnEndOfStream: false) < frame.Length)
                break;
            capture.Add(frame, TimeSpan.FromSeconds(BinaryPrimitives.ReadUInt32LittleEndian(header))
                + TimeSpan.FromMicroseconds(BinaryPrimitives.ReadUInt32LittleEndian(header[4..])));
        }
        return capture;
    }

    private void Add(ReadOnlySpan<byte> frame, TimeSpan at)
    {
        // Between namespaces a checksum may never be filled in.
        if (UdpFrame.TryParse(frame, checksumReady: false, out UdpFrame datagram, out _))
        {
            bool isDhcp = DhcpMessage.TryParse(datagram.Payload, out DhcpMessage dhcp, out _);
            if (isDhcp && dhcp.IsReply)
            {
                _said.Add(new Said(at, datagram.Path.SourceMac, dhcp.Type, dhcp.YourAddress, dhcp.HardwareAddress));
            }
            else if (isDhcp)
            {
                string userClass = dhcp.TryGet(DhcpCode.UserClass, out ReadOnlySpan<byte> text) ? System.Text.Encoding.ASCII.GetString(text) : "";
                _asked.Add(new Asked(dhcp.HardwareAddress, dhcp.Type.ToString().ToUpperInvariant(), userClass));
            }
            else if (datagram.Path.DestinationPort == 69 && TftpRequest.TryParse(datagram.Payload, out TftpRequest tftp))
            {
                _asked.Add(new Asked(datagram.Path.SourceMac, "TFTP", tftp.FileNameText().TrimStart('/')));
            }
            return;
        }
        int get = frame.IndexOf("GET /"u8);
        if (get >= 0 && frame[(get + 5)..].IndexOf(" HTTP/1."u8) is >= 0 and int length)
            _asked.Add(new Asked(MacAddress.Read(frame[MacAddress.Length..]), "HTTP", System.Text.Encoding.ASCII.GetString(frame.Slice(get + 5, length))));
    }
}
