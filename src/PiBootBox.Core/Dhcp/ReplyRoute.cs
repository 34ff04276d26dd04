using PiBootBox.Wire;
using PiBootBox.Wire.Dhcp;

namespace PiBootBox.Core.Dhcp;

/// <summary>Where a reply goes, as a raw frame from port 67.</summary>
public readonly record struct ReplyRoute(Ipv4 Address, ushort Port, MacAddress Mac)
{
    public const ushort ServerPort = 67;
    public const ushort ClientPort = 68;
}
