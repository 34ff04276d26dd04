using System.Buffers.Binary;
using System.Globalization;

namespace PiBootBox.Wire;

/// <summary>A 48-bit Ethernet hardware address, held in the low six bytes of <see cref="Value"/>.</summary>
public readonly record struct MacAddress(ulong Value)
{
    /// <summary>Bytes on the wire.</summary>
    public const int Length = 6;

    public static readonly MacAddress Zero = default;
    public static readonly MacAddress Broadcast = new(0xFFFF_FFFF_FFFF);

    /// <summary>A group address (I/G bit): never a machine's own.</summary>
    public bool IsMulticast => (Value >> 40 & 1) != 0;

    /// <summary>Reads the first six bytes of <paramref name="source"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Fewer than six bytes.</exception>
    public static MacAddress Read(ReadOnlySpan<byte> source) =>
        new((ulong)BinaryPrimitives.ReadUInt16BigEndian(source) << 32
            | BinaryPrimitives.ReadUInt32BigEndian(source[2..]));

    /// <summary>Writes six bytes to <paramref name="target"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Fewer than six bytes of room.</exception>
    public void Write(Span<byte> target)
    {
        BinaryPrimitives.WriteUInt16BigEndian(target, (ushort)(Value >> 32));
        BinaryPrimitives.WriteUInt32BigEndian(target[2..], (uint)Value);
    }

    /// <summary>Accepts <c>52:54:00:12:34:56</c>, with <c>-</c> as well, and twelve bare digits.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out MacAddress mac)
    {
        mac = default;
        Span<char> digits = stackalloc char[12];
        if (text.Length == 17)
        {
            for (int i = 0; i < 17; i++)
            {
                if (i % 3 != 2)
                    digits[i / 3 * 2 + i % 3] = text[i];
                else if (text[i] is not (':' or '-'))
                    return false;
            }
        }
        else if (text.Length == 12)
        {
            text.CopyTo(digits);
        }
        else
        {
            return false;
        }
        if (!ulong.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ulong value))
            return false;
        mac = new MacAddress(value);
        return true;
    }

    /// <summary>Six lower-case pairs with colons, as <c>ip link</c> prints it.</summary>
    public override string ToString() => string.Create(17, Value, static (text, value) =>
    {
        for (int i = 0; i < 6; i++)
        {
            byte b = (byte)(value >> (40 - 8 * i));
            b.TryFormat(text[(3 * i)..], out _, "x2");
            if (i < 5)
                text[3 * i + 2] = ':';
        }
    });
}
