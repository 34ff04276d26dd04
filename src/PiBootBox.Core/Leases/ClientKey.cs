namespace PiBootBox.Core.Leases;

/// <summary>Option 61 condensed to 128 bits, so that a lease has a fixed size.</summary>
public static class ClientKey
{
    /// <summary>The key of a client that sent no identifier.</summary>
    public static readonly UInt128 None = UInt128.Zero;

    private static readonly UInt128 Basis = new(0x6c62272e07bb0142, 0x62b821756295c58d);
    private static readonly UInt128 Prime = new(0x0000000001000000, 0x000000000000013b);

    /// <summary>
    /// FNV-1a. A cryptographic hash would protect nothing: who wants another's lease can send the other's
    /// identifier as it is.
    /// </summary>
    public static UInt128 Of(ReadOnlySpan<byte> identifier)
    {
        if (identifier.IsEmpty)
            return None;
        UInt128 key = Basis;
        foreach (byte b in identifier)
            key = (key ^ b) * Prime;
        return key == None ? UInt128.One : key;
    }
}
