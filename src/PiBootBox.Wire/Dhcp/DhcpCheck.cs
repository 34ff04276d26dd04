using System.Buffers.Binary;

namespace PiBootBox.Wire.Dhcp;

/// <summary>The one place where bytes become a trusted message.</summary>
internal static class DhcpCheck
{
    public static DhcpFlaw Run(ReadOnlySpan<byte> bytes, out byte overload, out DhcpMessageType type)
    {
        overload = 0;
        type = 0;
        if (bytes.Length < DhcpHeader.Options)
            return DhcpFlaw.TooShort;
        if (BinaryPrimitives.ReadUInt32BigEndian(bytes[DhcpHeader.Cookie..]) != DhcpHeader.CookieValue)
            return DhcpFlaw.NoMagicCookie;
        if (bytes[DhcpHeader.Op] is not (DhcpHeader.BootRequest or DhcpHeader.BootReply))
            return DhcpFlaw.WrongOp;
        if (bytes[DhcpHeader.HardwareLength] > DhcpHeader.HardwareAddressSize)
            return DhcpFlaw.HardwareLength;
        if (bytes[DhcpHeader.HardwareType] != DhcpHeader.Ethernet || bytes[DhcpHeader.HardwareLength] != MacAddress.Length)
            return DhcpFlaw.NotEthernet;
        DhcpFlaw flaw = FindOverload(bytes[DhcpHeader.Options..], out overload);
        return flaw == DhcpFlaw.None ? CheckOptions(new DhcpOptions(bytes, overload), out type) : flaw;
    }

    private static DhcpFlaw FindOverload(ReadOnlySpan<byte> area, out byte overload)
    {
        overload = 0;
        foreach (DhcpOption option in OptionWalk.Options(area))
        {
            if (option.Code != DhcpCode.Overload)
                continue;
            if (overload != 0)
                return DhcpFlaw.OptionTwice;
            if (option.Value.Length != 1 || option.Value[0] is not (1 or 2 or 3))
                return DhcpFlaw.Overload;
            overload = option.Value[0];
        }
        return DhcpFlaw.None;
    }

    private static DhcpFlaw CheckOptions(DhcpOptions options, out DhcpMessageType type)
    {
        type = 0;
        uint seen = 0;
        while (options.MoveNext())
        {
            DhcpOption option = options.Current;
            // Decisions hang on these. RFC 3396 would join a second one into a value of the wrong length.
            int length = option.Code switch
            {
                DhcpCode.MessageType => 1,
                DhcpCode.MaxMessageSize => 2,
                DhcpCode.RequestedAddress or DhcpCode.LeaseTime or DhcpCode.ServerId => 4,
                _ => -1,
            };
            if (length < 0)
                continue;
            if (option.Value.Length != length)
                return DhcpFlaw.OptionLength;
            uint bit = 1u << (option.Code - DhcpCode.RequestedAddress);
            if ((seen & bit) != 0)
                return DhcpFlaw.OptionTwice;
            seen |= bit;
            if (option.Code == DhcpCode.MessageType)
                type = (DhcpMessageType)option.Value[0];
        }
        if (options.IsBroken)
            return DhcpFlaw.OptionPastEnd;
        if (type == 0)
            return (seen & 1u << (DhcpCode.MessageType - DhcpCode.RequestedAddress)) == 0 ? DhcpFlaw.NoMessageType : DhcpFlaw.UnknownMessageType;
        return type is >= DhcpMessageType.Discover and <= DhcpMessageType.Inform ? DhcpFlaw.None : DhcpFlaw.UnknownMessageType;
    }
}
