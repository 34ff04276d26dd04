namespace PiBootBox.Wire.Dhcp;

/// <summary>Option 77.</summary>
public static class UserClass
{
    /// <summary>
    /// Whether a class of that name is in the list of RFC 3004 (each with its length before it), or is the
    /// whole value: so iPXE sends it.
    /// </summary>
    public static bool Contains(ReadOnlySpan<byte> option, ReadOnlySpan<byte> name)
    {
        if (option.SequenceEqual(name))
            return true;
        while (!option.IsEmpty && option[0] < option.Length)
        {
            int length = option[0];
            if (option.Slice(1, length).SequenceEqual(name))
                return true;
            option = option[(1 + length)..];
        }
        return false;
    }
}
