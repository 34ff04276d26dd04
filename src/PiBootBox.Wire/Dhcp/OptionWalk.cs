namespace PiBootBox.Wire.Dhcp;

/// <summary>One option as it lies in a packet.</summary>
public readonly ref struct DhcpOption(byte code, ReadOnlySpan<byte> value)
{
    public byte Code { get; } = code;

    public ReadOnlySpan<byte> Value { get; } = value;
}

/// <summary>
/// Walks options (or the sub-options inside one) in wire order, with nothing allocated. It stops at
/// END, at the end of the bytes, or before an option that runs past it; <see cref="IsBroken"/> tells the last.
/// </summary>
public ref struct OptionWalk
{
    private readonly bool _hasPadAndEnd;
    private ReadOnlySpan<byte> _rest;

    private OptionWalk(ReadOnlySpan<byte> area, bool hasPadAndEnd)
    {
        _rest = area;
        _hasPadAndEnd = hasPadAndEnd;
    }

    /// <summary>Options of RFC 2132, and encapsulated ones (43, 175): 0 is padding, 255 ends them.</summary>
    public static OptionWalk Options(ReadOnlySpan<byte> area) => new(area, true);

    /// <summary>Sub-options of the relay agent information (RFC 3046 section 2.0): no padding and no end.</summary>
    public static OptionWalk AgentSubOptions(ReadOnlySpan<byte> area) => new(area, false);

    public DhcpOption Current { get; private set; }

    public bool IsBroken { get; private set; }

    public readonly OptionWalk GetEnumerator() => this;

    public bool MoveNext()
    {
        while (!_rest.IsEmpty)
        {
            byte code = _rest[0];
            if (_hasPadAndEnd && code == DhcpCode.Pad)
            {
                _rest = _rest[1..];
                continue;
            }
            if (_hasPadAndEnd && code == DhcpCode.End)
                break;
            if (_rest.Length < 2 || _rest.Length - 2 < _rest[1])
            {
                IsBroken = true;
                break;
            }
            Current = new DhcpOption(code, _rest.Slice(2, _rest[1]));
            _rest = _rest[(2 + _rest[1])..];
            return true;
        }
        _rest = default;
        return false;
    }
}
