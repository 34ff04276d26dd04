namespace PiBootBox.Wire.Dhcp;

/// <summary>Offsets and sizes of the fixed part (RFC 2131 section 2), in bytes.</summary>
internal static class DhcpHeader
{
    public const int Op = 0;
    public const int HardwareType = 1;
    public const int HardwareLength = 2;
    public const int Hops = 3;
    public const int TransactionId = 4;
    public const int Seconds = 8;
    public const int Flags = 10;
    public const int ClientAddress = 12;
    public const int YourAddress = 16;
    public const int ServerAddress = 20;
    public const int RelayAddress = 24;
    public const int HardwareAddress = 28;
    public const int HardwareAddressSize = 16;
    public const int ServerName = 44;
    public const int ServerNameSize = 64;
    public const int BootFile = 108;
    public const int BootFileSize = 128;
    public const int Cookie = 236;
    public const int Options = 240;

    public const uint CookieValue = 0x63825363;
    public const byte BootRequest = 1;
    public const byte BootReply = 2;
    public const byte Ethernet = 1;
    public const ushort BroadcastFlag = 0x8000;
}
