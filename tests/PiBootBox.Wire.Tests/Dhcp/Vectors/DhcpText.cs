using System.Globalization;
using System.Text;
using PiBootBox.Wire.Dhcp;

namespace PiBootBox.Wire.Tests.Dhcp.Vectors;

/// <summary>A DHCP message as text that a person can check.</summary>
public static class DhcpText
{
    public static string Of(in DhcpMessage message)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{(message.IsReply ? "reply" : "request")} {message.Type} {message.Bytes.Length} bytes\n");
        text.Append(CultureInfo.InvariantCulture, $"  xid {message.TransactionId:x8} secs {message.Seconds} hops {message.Hops} flags {message.Flags:x4} chaddr {message.HardwareAddress}\n");
        text.Append(CultureInfo.InvariantCulture, $"  ciaddr {message.ClientAddress} yiaddr {message.YourAddress} siaddr {message.ServerAddress} giaddr {message.RelayAddress}\n");
        text.Append(CultureInfo.InvariantCulture, $"  sname \"{Encoding.Latin1.GetString(message.ServerName)}\" file \"{Encoding.Latin1.GetString(message.BootFile)}\"\n");
        foreach (DhcpOption option in message.Options)
            text.Append(CultureInfo.InvariantCulture, $"  {option.Code,3} {Name(option.Code)}: {Value(option)}\n");
        return text.ToString();
    }

    /// <summary>Sixteen bytes a line.</summary>
    public static string Hex(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder();
        for (int i = 0; i < bytes.Length; i += 16)
            text.Append(CultureInfo.InvariantCulture, $"  {i:x3}: {Convert.ToHexStringLower(bytes[i..Math.Min(i + 16, bytes.Length)])}\n");
        return text.ToString();
    }

    private static string Name(byte code) => code switch
    {
        DhcpCode.SubnetMask => "subnet mask",
        DhcpCode.Router => "router",
        DhcpCode.DomainNameServer => "DNS",
        DhcpCode.DomainName => "domain",
        DhcpCode.BroadcastAddress => "broadcast",
        DhcpCode.NtpServers => "NTP",
        DhcpCode.VendorSpecific => "vendor specific",
        DhcpCode.RequestedAddress => "requested address",
        DhcpCode.LeaseTime => "lease time",
        DhcpCode.MessageType => "message type",
        DhcpCode.ServerId => "server id",
        DhcpCode.ParameterList => "parameter list",
        DhcpCode.Message => "message",
        DhcpCode.MaxMessageSize => "max message size",
        DhcpCode.RenewalTime => "T1",
        DhcpCode.RebindingTime => "T2",
        DhcpCode.VendorClass => "vendor class",
        DhcpCode.ClientId => "client id",
        DhcpCode.TftpServerName => "TFTP server",
        DhcpCode.BootFileName => "boot file",
        DhcpCode.UserClass => "user class",
        DhcpCode.AgentInformation => "relay agent",
        DhcpCode.ClientArchitecture => "architecture",
        DhcpCode.ClientMachineId => "UUID",
        DhcpCode.Ipxe => "iPXE",
        _ => "other",
    };

    private static string Value(DhcpOption option) => option.Code switch
    {
        DhcpCode.SubnetMask or DhcpCode.Router or DhcpCode.DomainNameServer or DhcpCode.BroadcastAddress
            or DhcpCode.RequestedAddress or DhcpCode.ServerId or DhcpCode.NtpServers
            when option.Value.Length == 4 => Ipv4.Read(option.Value).ToString(),
        DhcpCode.MessageType => ((DhcpMessageType)option.Value[0]).ToString(),
        DhcpCode.DomainName or DhcpCode.Message or DhcpCode.VendorClass or DhcpCode.TftpServerName
            or DhcpCode.BootFileName or DhcpCode.UserClass => $"\"{Encoding.Latin1.GetString(option.Value).Replace("\0", "\\0")}\"",
        DhcpCode.LeaseTime or DhcpCode.RenewalTime or DhcpCode.RebindingTime or DhcpCode.MaxMessageSize
            when option.Value.Length is 2 or 4 => Convert.ToInt64(Convert.ToHexString(option.Value), 16).ToString(CultureInfo.InvariantCulture),
        DhcpCode.ParameterList => string.Join(' ', option.Value.ToArray()),
        _ => Convert.ToHexStringLower(option.Value),
    };
}
