namespace PiBootBox.Wire.Dhcp;

/// <summary>Option codes that the box reads or writes (RFC 2132 and the IANA registry after it).</summary>
public static class DhcpCode
{
    public const byte Pad = 0;
    public const byte SubnetMask = 1;
    public const byte Router = 3;
    public const byte DomainNameServer = 6;
    public const byte DomainName = 15;
    public const byte BroadcastAddress = 28;
    public const byte NtpServers = 42;
    public const byte VendorSpecific = 43;
    public const byte RequestedAddress = 50;
    public const byte LeaseTime = 51;
    public const byte Overload = 52;
    public const byte MessageType = 53;
    public const byte ServerId = 54;
    public const byte ParameterList = 55;
    public const byte Message = 56;
    public const byte MaxMessageSize = 57;
    public const byte RenewalTime = 58;
    public const byte RebindingTime = 59;
    public const byte VendorClass = 60;
    public const byte ClientId = 61;
    public const byte TftpServerName = 66;
    public const byte BootFileName = 67;
    /// <summary>RFC 3004, but iPXE sends bare text.</summary>
    public const byte UserClass = 77;
    /// <summary>RFC 3046.</summary>
    public const byte AgentInformation = 82;
    /// <summary>RFC 4578: a list of 16-bit types.</summary>
    public const byte ClientArchitecture = 93;
    /// <summary>RFC 4578: kind and version of the ROM's network interface.</summary>
    public const byte NetworkInterface = 94;
    /// <summary>RFC 4578: type 0 and a UUID, 17 bytes.</summary>
    public const byte ClientMachineId = 97;
    /// <summary>iPXE's own encapsulated options.</summary>
    public const byte Ipxe = 175;
    public const byte End = 255;
}
