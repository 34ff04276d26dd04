namespace PiBootBox.Wire.Dhcp;

/// <summary>Why bytes are no DHCP message that the box can answer.</summary>
public enum DhcpFlaw
{
    None,
    TooShort,
    NoMagicCookie,
    WrongOp,
    NotEthernet,
    HardwareLength,
    OptionPastEnd,
    OptionLength,
    OptionTwice,
    Overload,
    NoMessageType,
    UnknownMessageType,
}

public static class DhcpFlaws
{
    /// <summary>The end of a sentence that begins "a DHCP packet from ... was dropped: ".</summary>
    public static string Describe(this DhcpFlaw flaw) => flaw switch
    {
        DhcpFlaw.None => "nothing is wrong with it",
        DhcpFlaw.TooShort => "it is shorter than a DHCP header",
        DhcpFlaw.NoMagicCookie => "the DHCP magic cookie is missing",
        DhcpFlaw.WrongOp => "it is neither a request nor a reply",
        DhcpFlaw.NotEthernet => "its hardware address is not an Ethernet address",
        DhcpFlaw.HardwareLength => "its hardware address is longer than the field",
        DhcpFlaw.OptionPastEnd => "an option runs past the end of the packet",
        DhcpFlaw.OptionLength => "an option has the wrong length",
        DhcpFlaw.OptionTwice => "an option that may stand only once is there twice",
        DhcpFlaw.Overload => "its option overload (52) makes no sense",
        DhcpFlaw.NoMessageType => "it has no message type (option 53): plain BOOTP is not served",
        DhcpFlaw.UnknownMessageType => "its message type (option 53) is unknown",
        _ => "it is malformed",
    };
}
