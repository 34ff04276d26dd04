using PiBootBox.Wire;

namespace PiBootBox.Core.Network;

/// <summary>A network port that the box serves, with the address that the operating system gave it.</summary>
/// <param name="Index">The kernel's number for it.</param>
/// <param name="Mtu">Bytes of one IP packet.</param>
public sealed record ServedInterface(string Name, int Index, MacAddress Mac, Ipv4Subnet Address, int Mtu);
