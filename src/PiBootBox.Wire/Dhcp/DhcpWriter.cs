using System.Buffers.Binary;

namespace PiBootBox.Wire.Dhcp;

/// <summary>
/// Writes the reply to one request. Options stand in the order in which they are added, with nothing
/// between them (an early Raspberry Pi 4 EEPROM stumbles over padding there), never overloaded into
/// <c>file</c> or <c>sname</c> (boot ROMs read those as names), and none is longer than 255 bytes (GRUB
/// joins nothing). One that does not fit is left out and reported, so add the needed ones first.
/// </summary>
public ref struct DhcpWriter
{
    /// <summary>The least that a BOOTP reply is padded to: some relays and ROMs drop shorter ones (RFC 1542 section 2.1).</summary>
    public const int LeastLength = 300;

    /// <summary>Longest text that fits <c>file</c> together with its NUL.</summary>
    public const int LongestBootFile = DhcpHeader.BootFileSize - 1;

    private readonly DhcpMessage _request;
    private readonly Span<byte> _bytes;
    // Where options must end, so that the agent's own option and END still fit.
    private readonly int _optionsEnd;
    private readonly bool _copiesAgentInformation;
    private int _length;

    /// <summary>Fills the fixed part from the request and puts option 53 first.</summary>
    /// <param name="most">
    /// Bytes that the client takes. Where option 82 does not fit it is left out (RFC 3046 section 2.2).
    /// </param>
    /// <exception cref="ArgumentException">Less room than <see cref="LeastLength"/>.</exception>
    public DhcpWriter(Span<byte> buffer, in DhcpMessage request, DhcpMessageType type, int most)
    {
        if (Math.Min(buffer.Length, most) < LeastLength)
            throw new ArgumentException($"a reply needs {LeastLength} bytes", nameof(buffer));
        _request = request;
        _bytes = buffer[..Math.Min(buffer.Length, most)];

        int agentLength = 0;
        foreach (DhcpOption option in request.Options)
            agentLength += option.Code == DhcpCode.AgentInformation ? 2 + option.Value.Length : 0;
        _copiesAgentInformation = LeastLength + agentLength <= _bytes.Length;
        _optionsEnd = _bytes.Length - 1 - (_copiesAgentInformation ? agentLength : 0);

        Span<byte> header = _bytes[..DhcpHeader.Options];
        header.Clear();
        ReadOnlySpan<byte> asked = request.Bytes;
        header[DhcpHeader.Op] = DhcpHeader.BootReply;
        header[DhcpHeader.HardwareType] = DhcpHeader.Ethernet;
        header[DhcpHeader.HardwareLength] = MacAddress.Length;
        Copy(asked, header, DhcpHeader.TransactionId, 4);
        Copy(asked, header, DhcpHeader.Flags, 2);
        Copy(asked, header, DhcpHeader.RelayAddress, Ipv4.Length);
        Copy(asked, header, DhcpHeader.HardwareAddress, DhcpHeader.HardwareAddressSize);
        BinaryPrimitives.WriteUInt32BigEndian(header[DhcpHeader.Cookie..], DhcpHeader.CookieValue);
        _length = DhcpHeader.Options;
        AddByte(DhcpCode.MessageType, (byte)type);
    }

    /// <summary>yiaddr.</summary>
    public readonly void SetYourAddress(Ipv4 address) => address.Write(_bytes[DhcpHeader.YourAddress..]);

    /// <summary>ciaddr.</summary>
    public readonly void SetClientAddress(Ipv4 address) => address.Write(_bytes[DhcpHeader.ClientAddress..]);

    /// <summary>siaddr.</summary>
    public readonly void SetServerAddress(Ipv4 address) => address.Write(_bytes[DhcpHeader.ServerAddress..]);

    /// <summary>Asks a relay to broadcast (RFC 2131 section 4.3.2 wants it for a NAK).</summary>
    public readonly void SetBroadcast() => _bytes[DhcpHeader.Flags] |= DhcpHeader.BroadcastFlag >> 8;

    /// <returns>False, and nothing written, when the text with its NUL is longer than the field.</returns>
    public readonly bool SetServerName(scoped ReadOnlySpan<byte> text) => SetText(DhcpHeader.ServerName, DhcpHeader.ServerNameSize, text);

    /// <returns>False, and nothing written, when the text with its NUL is longer than the field.</returns>
    public readonly bool SetBootFile(scoped ReadOnlySpan<byte> text) => SetText(DhcpHeader.BootFile, DhcpHeader.BootFileSize, text);

    /// <returns>False, and nothing written, when it does not fit.</returns>
    public bool Add(byte code, scoped ReadOnlySpan<byte> value)
    {
        if (!HasRoom(value.Length))
            return false;
        AddHead(code, value.Length);
        value.CopyTo(_bytes[_length..]);
        _length += value.Length;
        return true;
    }

    /// <summary>A text with a NUL inside its length: ROMs that expect one read on without it.</summary>
    /// <returns>False, and nothing written, when it does not fit.</returns>
    public bool AddTerminated(byte code, scoped ReadOnlySpan<byte> text)
    {
        if (!HasRoom(text.Length + 1))
            return false;
        AddHead(code, text.Length + 1);
        text.CopyTo(_bytes[_length..]);
        _length += text.Length;
        _bytes[_length++] = 0;
        return true;
    }

    public bool AddByte(byte code, byte value) => Add(code, [value]);

    /// <param name="seconds">Any 32-bit number; for times, seconds.</param>
    public bool AddUInt32(byte code, uint seconds)
    {
        Span<byte> value = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(value, seconds);
        return Add(code, value);
    }

    public bool AddAddress(byte code, Ipv4 address) => AddUInt32(code, address.Value);

    /// <summary>Copies the first option of that code from the request, verbatim.</summary>
    public bool Echo(byte code) => _request.TryGet(code, out ReadOnlySpan<byte> value) && Add(code, value);

    /// <summary>Puts option 82 last (RFC 3046 section 2.2), then END and the padding after it.</summary>
    /// <returns>Bytes of the message.</returns>
    public int Finish()
    {
        if (_copiesAgentInformation)
        {
            foreach (DhcpOption option in _request.Options)
            {
                if (option.Code != DhcpCode.AgentInformation)
                    continue;
                AddHead(option.Code, option.Value.Length);
                option.Value.CopyTo(_bytes[_length..]);
                _length += option.Value.Length;
            }
        }
        _bytes[_length++] = DhcpCode.End;
        if (_length < LeastLength)
        {
            _bytes[_length..LeastLength].Clear();
            _length = LeastLength;
        }
        return _length;
    }

    private readonly bool HasRoom(int valueLength) =>
        valueLength <= byte.MaxValue && _length + 2 + valueLength <= _optionsEnd;

    private void AddHead(byte code, int valueLength)
    {
        _bytes[_length++] = code;
        _bytes[_length++] = (byte)valueLength;
    }

    private readonly bool SetText(int offset, int size, scoped ReadOnlySpan<byte> text)
    {
        if (text.Length >= size)
            return false;
        Span<byte> field = _bytes.Slice(offset, size);
        field.Clear();
        text.CopyTo(field);
        return true;
    }

    private static void Copy(ReadOnlySpan<byte> from, Span<byte> to, int offset, int length) =>
        from.Slice(offset, length).CopyTo(to[offset..]);
}
