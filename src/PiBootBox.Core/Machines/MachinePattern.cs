using System.Globalization;
using PiBootBox.Wire;

namespace PiBootBox.Core.Machines;

/// <summary>Which machines an entry of the settings means: a hardware address or the beginning of one, a UUID, or both.</summary>
/// <param name="Mac">The bytes that are given, in the high bytes; the others are zero.</param>
/// <param name="MacBytes">How many bytes of the address are given: 0 to 6.</param>
/// <param name="Uuid">Empty when none is given.</param>
public readonly record struct MachinePattern(MacAddress Mac, int MacBytes, Guid Uuid)
{
    private const int UuidRank = 100;

    /// <summary>One hardware address, and nothing but that.</summary>
    public bool IsOneAddress => MacBytes == MacAddress.Length && Uuid == Guid.Empty;

    /// <summary>The higher is the more exact: address and UUID, UUID, address, beginning of an address.</summary>
    public int Rank => MacBytes + (Uuid == Guid.Empty ? 0 : UuidRank);

    public bool Matches(MachineId machine)
    {
        int given = 8 * (MacAddress.Length - MacBytes);
        return (MacBytes == 0 || machine.Mac.Value >> given == Mac.Value >> given)
            && (Uuid == Guid.Empty || machine.Uuid == Uuid);
    }

    /// <summary>A whole hardware address, or its first one to five bytes as pairs with <c>:</c> or <c>-</c>, or bare digits.</summary>
    /// <param name="bytes">How many were given.</param>
    public static bool TryParseMac(ReadOnlySpan<char> text, out MacAddress mac, out int bytes)
    {
        bytes = MacAddress.Length;
        if (MacAddress.TryParse(text, out mac))
            return !mac.IsMulticast && mac != MacAddress.Zero;
        bytes = text.IndexOfAny(':', '-') >= 0 ? (text.Length + 1) / 3 : text.Length / 2;
        if (bytes is < 1 or >= MacAddress.Length)
            return false;
        Span<char> whole = stackalloc char[2 * MacAddress.Length];
        whole.Fill('0');
        if (text.Length == 2 * bytes)
        {
            text.CopyTo(whole);
        }
        else
        {
            if (text.Length != 3 * bytes - 1)
                return false;
            for (int i = 0; i < text.Length; i++)
            {
                if (i % 3 != 2)
                    whole[i / 3 * 2 + i % 3] = text[i];
                else if (text[i] is not (':' or '-'))
                    return false;
            }
        }
        return ulong.TryParse(whole, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ulong value)
            && !(mac = new MacAddress(value)).IsMulticast;
    }

    /// <summary>For a sentence: <c>52:54:00</c>, <c>4c4c4544-…</c>, or both.</summary>
    public override string ToString()
    {
        string mac = MacBytes == 0 ? "" : Mac.ToString()[..(3 * MacBytes - 1)];
        return Uuid == Guid.Empty ? mac : $"{mac} {Uuid}".TrimStart();
    }
}
