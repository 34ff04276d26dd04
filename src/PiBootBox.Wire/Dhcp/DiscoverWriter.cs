using System.Buffers.Binary;

namespace PiBootBox.Wire.Dhcp;

/// <summary>Writes a DISCOVER of the box's own. Options stand in the order in which they are added.</summary>
public ref struct DiscoverWriter
{
    private readonly Span<byte> _bytes;
    private int _length;

    /// <summary>Fills the fixed part, with the broadcast flag: no answer may need an address of the sender's.</summary>
    /// <param name="seconds">For how long the sender has been asking, by its own account.</param>
    /// <exception cref="ArgumentException">Less room than <see cref="DhcpWriter.LeastLength"/>.</exception>
    public DiscoverWriter(Span<byte> buffer, MacAddress sender, uint transactionId, ushort seconds = 0)
    {
        if (buffer.Length < DhcpWriter.LeastLength)
            throw new ArgumentException($"a DISCOVER needs {DhcpWriter.LeastLength} bytes", nameof(buffer));
        _bytes = buffer;
        Span<byte> header = buffer[..DhcpHeader.Options];
        header.Clear();
        header[DhcpHeader.Op] = DhcpHeader.BootRequest;
        header[DhcpHeader.HardwareType] = DhcpHeader.Ethernet;
        header[DhcpHeader.HardwareLength] = MacAddress.Length;
        BinaryPrimitives.WriteUInt32BigEndian(header[DhcpHeader.TransactionId..], transactionId);
        BinaryPrimitives.WriteUInt16BigEndian(header[DhcpHeader.Seconds..], seconds);
        BinaryPrimitives.WriteUInt16BigEndian(header[DhcpHeader.Flags..], DhcpHeader.BroadcastFlag);
        sender.Write(header[DhcpHeader.HardwareAddress..]);
        BinaryPrimitives.WriteUInt32BigEndian(header[DhcpHeader.Cookie..], DhcpHeader.CookieValue);
        _length = DhcpHeader.Options;
        Add(DhcpCode.MessageType, [(byte)DhcpMessageType.Discover]);
    }

    /// <exception cref="ArgumentException">No room for it, or longer than 255 bytes.</exception>
    public void Add(byte code, scoped ReadOnlySpan<byte> value)
    {
        if (value.Length > byte.MaxValue || _length + 2 + value.Length >= _bytes.Length)
            throw new ArgumentException($"no room for option {code}", nameof(value));
        _bytes[_length++] = code;
        _bytes[_length++] = (byte)value.Length;
        value.CopyTo(_bytes[_length..]);
        _length += value.Length;
    }

    /// <summary>Puts END, and the padding that a BOOTP message needs (RFC 1542 section 2.1).</summary>
    /// <returns>Bytes of the message.</returns>
    public int Finish()
    {
        _bytes[_length++] = DhcpCode.End;
        if (_length < DhcpWriter.LeastLength)
        {
            _bytes[_length..DhcpWriter.LeastLength].Clear();
            _length = DhcpWriter.LeastLength;
        }
        return _length;
    }
}
