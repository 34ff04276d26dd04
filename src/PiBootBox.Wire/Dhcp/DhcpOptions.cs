namespace PiBootBox.Wire.Dhcp;

/// <summary>Walks the option areas of a message one after the other: options, <c>file</c>, <c>sname</c> (RFC 3396 section 5).</summary>
public ref struct DhcpOptions
{
    private readonly ReadOnlySpan<byte> _bytes;
    private byte _overload;
    private OptionWalk _walk;

    internal DhcpOptions(ReadOnlySpan<byte> bytes, byte overload)
    {
        _bytes = bytes;
        _overload = overload;
        // A default message, left by a failed parse, has no bytes at all.
        _walk = bytes.IsEmpty ? default : OptionWalk.Options(bytes[DhcpHeader.Options..]);
    }

    public readonly DhcpOption Current => _walk.Current;

    internal readonly bool IsBroken => _walk.IsBroken;

    public readonly DhcpOptions GetEnumerator() => this;

    public bool MoveNext()
    {
        while (true)
        {
            while (_walk.MoveNext())
            {
                if (_walk.Current.Code != DhcpCode.Overload)
                    return true;
            }
            if (_walk.IsBroken || _overload == 0)
                return false;
            if ((_overload & 1) != 0)
            {
                _overload &= 2;
                _walk = OptionWalk.Options(_bytes.Slice(DhcpHeader.BootFile, DhcpHeader.BootFileSize));
            }
            else
            {
                _overload = 0;
                _walk = OptionWalk.Options(_bytes.Slice(DhcpHeader.ServerName, DhcpHeader.ServerNameSize));
            }
        }
    }
}
