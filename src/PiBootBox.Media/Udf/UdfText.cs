using System.Text;

namespace PiBootBox.Media.Udf;

/// <summary>OSTA compressed Unicode: a byte that says 8 or 16 bits, then the characters (UDF 2.1.1).</summary>
internal static class UdfText
{
    /// <returns>Empty where it is neither: no file has such a name. Half a character becomes U+FFFD.</returns>
    public static string Read(ReadOnlySpan<byte> compressed)
    {
        if (compressed.IsEmpty)
            return "";
        return compressed[0] switch
        {
            8 => Encoding.Latin1.GetString(compressed[1..]),
            16 => Encoding.BigEndianUnicode.GetString(compressed[1..]),
            _ => "",
        };
    }

    /// <summary>A field of fixed size whose last byte counts those that are used (UDF 2.1.3); empty where it makes no sense.</summary>
    public static string ReadField(ReadOnlySpan<byte> field) =>
        field[^1] < field.Length ? Read(field[..field[^1]]).TrimEnd('\0', ' ') : "";
}
