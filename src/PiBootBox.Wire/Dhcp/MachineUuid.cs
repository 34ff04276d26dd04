namespace PiBootBox.Wire.Dhcp;

/// <summary>Option 97 (RFC 4578 section 2.3).</summary>
public static class MachineUuid
{
    /// <summary>
    /// The UUID in the byte order of SMBIOS (<c>dmidecode</c> prints the same). False for another type or length.
    /// </summary>
    public static bool TryRead(ReadOnlySpan<byte> option, out Guid uuid)
    {
        uuid = default;
        if (option.Length != 17 || option[0] != 0)
            return false;
        uuid = new Guid(option[1..]);
        return true;
    }
}
