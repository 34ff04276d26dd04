using System.Buffers.Binary;
using System.Net;

namespace PiBootBox.Wire;

/// <summary>An IPv4 address in host order: comparable, countable, no allocation.</summary>
public readonly record struct Ipv4(uint Value) : IComparable<Ipv4>
{
    /// <summary>Bytes on the wire.</summary>
    public const int Length = 4;

    public static readonly Ipv4 Any = default;
    public static readonly Ipv4 Broadcast = new(uint.MaxValue);

    public bool IsAny => Value == 0;

    /// <summary>Reads the first four bytes of <paramref name="source"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Fewer than four bytes.</exception>
    public static Ipv4 Read(ReadOnlySpan<byte> source) => new(BinaryPrimitives.ReadUInt32BigEndian(source));

    /// <summary>Writes four bytes to <paramref name="target"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Fewer than four bytes of room.</exception>
    public void Write(Span<byte> target) => BinaryPrimitives.WriteUInt32BigEndian(target, Value);

    public static Ipv4 From(IPAddress address)
    {
        Span<byte> bytes = stackalloc byte[16];
        return address.TryWriteBytes(bytes, out int written) && written == 4
            ? Read(bytes)
            : throw new ArgumentException($"{address} is not an IPv4 address", nameof(address));
    }

    public IPAddress ToIPAddress() => new(BinaryPrimitives.ReverseEndianness(Value));

    /// <summary>Accepts four decimal numbers with dots; nothing shorter, no octal.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out Ipv4 address)
    {
        address = default;
        uint value = 0;
        int part = 0, digits = 0, parts = 0;
        foreach (char c in text)
        {
            if (c is >= '0' and <= '9' && digits < 3)
            {
                part = part * 10 + (c - '0');
                digits++;
            }
            else if (c == '.' && digits > 0 && parts < 3 && part <= 255)
            {
                value = value << 8 | (uint)part;
                (part, digits, parts) = (0, 0, parts + 1);
            }
            else
            {
                return false;
            }
        }
        if (parts != 3 || digits == 0 || part > 255)
            return false;
        address = new Ipv4(value << 8 | (uint)part);
        return true;
    }

    public int CompareTo(Ipv4 other) => Value.CompareTo(other.Value);

    public static bool operator <(Ipv4 a, Ipv4 b) => a.Value < b.Value;
    public static bool operator >(Ipv4 a, Ipv4 b) => a.Value > b.Value;
    public static bool operator <=(Ipv4 a, Ipv4 b) => a.Value <= b.Value;
    public static bool operator >=(Ipv4 a, Ipv4 b) => a.Value >= b.Value;

    public override string ToString() => $"{Value >> 24}.{Value >> 16 & 255}.{Value >> 8 & 255}.{Value & 255}";
}

/// <summary>An address with the length of its network part, 0 to 32, as an interface carries it.</summary>
public readonly record struct Ipv4Subnet(Ipv4 Address, int PrefixLength)
{
    public uint Mask => PrefixLength == 0 ? 0 : uint.MaxValue << (32 - PrefixLength);

    public Ipv4 Network => new(Address.Value & Mask);

    /// <summary>The directed broadcast address of the network.</summary>
    public Ipv4 Last => new(Address.Value | ~Mask);

    public bool Contains(Ipv4 other) => (other.Value & Mask) == Network.Value;

    public override string ToString() => $"{Address}/{PrefixLength}";
}
