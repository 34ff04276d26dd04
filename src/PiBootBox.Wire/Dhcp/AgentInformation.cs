namespace PiBootBox.Wire.Dhcp;

/// <summary>Option 82, which a relay adds (RFC 3046).</summary>
public static class AgentInformation
{
    private const byte LinkSelection = 5;

    /// <summary>
    /// The network that the client sits in, where the relay's own address does not tell it (RFC 3527);
    /// 0.0.0.0 when the relay says nothing.
    /// </summary>
    public static Ipv4 ReadLinkSelection(ReadOnlySpan<byte> option)
    {
        foreach (DhcpOption sub in OptionWalk.AgentSubOptions(option))
        {
            if (sub.Code == LinkSelection && sub.Value.Length == Ipv4.Length)
                return Ipv4.Read(sub.Value);
        }
        return default;
    }
}
