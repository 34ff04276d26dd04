using PiBootBox.Wire;
using PiBootBox.Wire.Dhcp;

namespace PiBootBox.Core.Roles;

/// <summary>How strongly a box holds on to serving a wire. Of two boxes the stronger goes on; of two equal ones the lower hardware address.</summary>
public enum Claim : byte
{
    /// <summary>It stands by, and yields to everybody.</summary>
    Waiting = 0,
    /// <summary>It will serve unless somebody else does.</summary>
    Wanting = 1,
    /// <summary>It serves.</summary>
    Serving = 2,
    /// <summary>A person set its role: it never yields.</summary>
    Insisting = 3,
    /// <summary>A person set it to boot machines only: it never yields that, and leaves the addresses to whoever gives them.</summary>
    BootingOnly = 4,
}

/// <summary>
/// What one PiBootBox tells another: in the DISCOVER that it looks for servers with, and in the OFFER
/// without an address that answers such a one. Two classes in option 77 (RFC 3004): our name, then the
/// claim and the box's address. No client and no server takes notice of them.
/// </summary>
/// <param name="Mac">The port of that box.</param>
/// <param name="Address">Its address there; two boxes of one image may well have the same.</param>
public readonly record struct BoxMark(MacAddress Mac, Ipv4 Address, Claim Claim)
{
    /// <summary>Bytes of option 77.</summary>
    public const int Length = 1 + NameLength + 1 + 1 + Ipv4.Length;

    private const int NameLength = 9;

    private static ReadOnlySpan<byte> Name => "PiBootBox"u8;

    /// <summary>Of two boxes, the one that the other yields to.</summary>
    public bool Outranks(in BoxMark other) =>
        Claim != Claim.Waiting && (Claim > other.Claim || Claim == other.Claim && Mac.Value < other.Mac.Value);

    /// <summary>The one that was seen is this box.</summary>
    internal bool Is(in Sighting seen) => seen.IsKnown && (seen.Mac == MacAddress.Zero ? seen.Server == Address && !Address.IsAny : seen.Mac == Mac);

    /// <summary>Writes <see cref="Length"/> bytes, the value of option 77.</summary>
    public void Write(Span<byte> option)
    {
        option[0] = NameLength;
        Name.CopyTo(option[1..]);
        option = option[(1 + NameLength)..];
        option[0] = 1 + Ipv4.Length;
        option[1] = (byte)Claim;
        Address.Write(option[2..]);
    }

    /// <summary>Whether a box sent it, of this wire or of another.</summary>
    public static bool IsIn(in DhcpMessage message) =>
        message.TryGet(DhcpCode.UserClass, out ReadOnlySpan<byte> user) && UserClass.Contains(user, Name);

    /// <param name="sender">The frame's sender: an OFFER carries the hardware address of the one that asked.</param>
    /// <returns>False for a message that is not from a box to a box.</returns>
    public static bool TryRead(in DhcpMessage message, MacAddress sender, out BoxMark mark)
    {
        mark = default;
        // What a relay brings is from another wire.
        if (!message.RelayAddress.IsAny
            || !message.TryGet(DhcpCode.UserClass, out ReadOnlySpan<byte> option)
            || option.Length != Length
            || option[0] != NameLength
            || !option.Slice(1, NameLength).SequenceEqual(Name)
            || option[2 + NameLength] > (byte)Claim.BootingOnly)
        {
            return false;
        }
        option = option[(2 + NameLength)..];
        mark = new BoxMark(sender, Ipv4.Read(option[1..]), (Claim)option[0]);
        return true;
    }
}
