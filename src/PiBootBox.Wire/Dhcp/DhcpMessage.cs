using System.Buffers.Binary;

namespace PiBootBox.Wire.Dhcp;

/// <summary>
/// A view on the bytes of one DHCP message (RFC 2131 section 2), checked once by
/// <see cref="TryParse"/>; afterwards nothing here throws. Options are found by walking, in the
/// order of RFC 3396 section 5: options, then <c>file</c>, then <c>sname</c> where option 52 says so.
/// </summary>
public readonly ref struct DhcpMessage
{
    private readonly ReadOnlySpan<byte> _bytes;
    private readonly byte _overload;

    private DhcpMessage(ReadOnlySpan<byte> bytes, byte overload, DhcpMessageType type)
    {
        _bytes = bytes;
        _overload = overload;
        Type = type;
    }

    /// <summary>The whole message, as it came.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes;

    public DhcpMessageType Type { get; }

    /// <summary>Sent by a server.</summary>
    public bool IsReply => _bytes[DhcpHeader.Op] == DhcpHeader.BootReply;

    public byte Hops => _bytes[DhcpHeader.Hops];

    public uint TransactionId => BinaryPrimitives.ReadUInt32BigEndian(_bytes[DhcpHeader.TransactionId..]);

    /// <summary>Seconds since the client began.</summary>
    public ushort Seconds => BinaryPrimitives.ReadUInt16BigEndian(_bytes[DhcpHeader.Seconds..]);

    public ushort Flags => BinaryPrimitives.ReadUInt16BigEndian(_bytes[DhcpHeader.Flags..]);

    /// <summary>The client cannot hear unicast before it has its address.</summary>
    public bool WantsBroadcast => (Flags & DhcpHeader.BroadcastFlag) != 0;

    /// <summary>ciaddr.</summary>
    public Ipv4 ClientAddress => Ipv4.Read(_bytes[DhcpHeader.ClientAddress..]);

    /// <summary>yiaddr.</summary>
    public Ipv4 YourAddress => Ipv4.Read(_bytes[DhcpHeader.YourAddress..]);

    /// <summary>siaddr.</summary>
    public Ipv4 ServerAddress => Ipv4.Read(_bytes[DhcpHeader.ServerAddress..]);

    /// <summary>giaddr.</summary>
    public Ipv4 RelayAddress => Ipv4.Read(_bytes[DhcpHeader.RelayAddress..]);

    /// <summary>chaddr.</summary>
    public MacAddress HardwareAddress => MacAddress.Read(_bytes[DhcpHeader.HardwareAddress..]);

    /// <summary>sname up to its NUL; empty where options lie in it.</summary>
    public ReadOnlySpan<byte> ServerName =>
        (_overload & 2) != 0 ? default : Text(_bytes.Slice(DhcpHeader.ServerName, DhcpHeader.ServerNameSize));

    /// <summary>file up to its NUL; empty where options lie in it.</summary>
    public ReadOnlySpan<byte> BootFile =>
        (_overload & 1) != 0 ? default : Text(_bytes.Slice(DhcpHeader.BootFile, DhcpHeader.BootFileSize));

    /// <summary>Option 50; 0.0.0.0 when absent.</summary>
    public Ipv4 RequestedAddress => TryGet(DhcpCode.RequestedAddress, out ReadOnlySpan<byte> value) ? Ipv4.Read(value) : default;

    /// <summary>Option 54; 0.0.0.0 when absent.</summary>
    public Ipv4 ServerId => TryGet(DhcpCode.ServerId, out ReadOnlySpan<byte> value) ? Ipv4.Read(value) : default;

    /// <summary>Option 51, in seconds; null when absent.</summary>
    public uint? LeaseSeconds =>
        TryGet(DhcpCode.LeaseTime, out ReadOnlySpan<byte> value) ? BinaryPrimitives.ReadUInt32BigEndian(value) : null;

    /// <summary>Option 57: the longest IP datagram that the client takes, headers included; null when absent.</summary>
    public ushort? MaxMessageSize =>
        TryGet(DhcpCode.MaxMessageSize, out ReadOnlySpan<byte> value) ? BinaryPrimitives.ReadUInt16BigEndian(value) : null;

    /// <summary>Checks everything that the accessors rely on. The message lives as long as <paramref name="bytes"/>.</summary>
    public static bool TryParse(ReadOnlySpan<byte> bytes, out DhcpMessage message, out DhcpFlaw flaw)
    {
        flaw = DhcpCheck.Run(bytes, out byte overload, out DhcpMessageType type);
        message = flaw == DhcpFlaw.None ? new DhcpMessage(bytes, overload, type) : default;
        return flaw == DhcpFlaw.None;
    }

    /// <summary>
    /// The first option of that code. Only a value longer than 255 bytes is split into several
    /// (RFC 3396); <see cref="Join"/> puts it together.
    /// </summary>
    public bool TryGet(byte code, out ReadOnlySpan<byte> value)
    {
        foreach (DhcpOption option in Options)
        {
            if (option.Code == code)
            {
                value = option.Value;
                return true;
            }
        }
        value = default;
        return false;
    }

    public bool Has(byte code) => TryGet(code, out _);

    /// <summary>
    /// Writes all options of that code one behind the other to <paramref name="target"/> (RFC 3396 section 7).
    /// What does not fit is left out.
    /// </summary>
    /// <returns>Bytes written.</returns>
    public int Join(byte code, Span<byte> target)
    {
        int length = 0;
        foreach (DhcpOption option in Options)
        {
            if (option.Code != code)
                continue;
            int take = Math.Min(option.Value.Length, target.Length - length);
            option.Value[..take].CopyTo(target[length..]);
            length += take;
        }
        return length;
    }

    /// <summary>Every option but PAD, END and 52, in wire order.</summary>
    public DhcpOptions Options => new(_bytes, _overload);

    private static ReadOnlySpan<byte> Text(ReadOnlySpan<byte> field) =>
        field.IndexOf((byte)0) is >= 0 and int end ? field[..end] : field;
}
