using System.Text;

namespace PiBootBox.Core.Http;

public enum RangeOutcome
{
    /// <summary>No range, or one that a server may or must ignore: the whole file, 200.</summary>
    Whole,
    /// <summary>206.</summary>
    Part,
    /// <summary>Nothing of the file lies in it: 416.</summary>
    Unsatisfiable,
}

/// <summary>The Range field (RFC 9110 section 14).</summary>
public static class ByteRange
{
    /// <summary>
    /// A list of several ranges is ignored, which section 14.2 leaves to the server: no boot client
    /// sends one, and multipart bodies are where range attacks live.
    /// </summary>
    /// <param name="field">The field's value; empty when not sent.</param>
    /// <param name="length">Bytes of the file, at least 0.</param>
    /// <param name="first">Offset of the first byte to send.</param>
    /// <param name="count">Bytes to send; 0 when unsatisfiable.</param>
    public static RangeOutcome Resolve(ReadOnlySpan<byte> field, long length, out long first, out long count)
    {
        (first, count) = (0, length);
        ReadOnlySpan<byte> unit = "bytes="u8;
        if (field.Length <= unit.Length || !Ascii.EqualsIgnoreCase(field[..unit.Length], unit))
            return RangeOutcome.Whole;

        ReadOnlySpan<byte> range = field[unit.Length..].Trim(" \t"u8);
        int dash = range.IndexOf((byte)'-');
        if (dash < 0)
            return RangeOutcome.Whole;
        ReadOnlySpan<byte> left = range[..dash], right = range[(dash + 1)..];

        if (left.IsEmpty)
            return ResolveSuffix(right, length, ref first, ref count);
        if (!TryNumber(left, out long from))
            return RangeOutcome.Whole;
        long to = long.MaxValue;
        if (!right.IsEmpty && (!TryNumber(right, out to) || to < from))
            return RangeOutcome.Whole;
        if (from >= length)
        {
            count = 0;
            return RangeOutcome.Unsatisfiable;
        }
        (first, count) = (from, Math.Min(to, length - 1) - from + 1);
        return RangeOutcome.Part;
    }

    private static RangeOutcome ResolveSuffix(ReadOnlySpan<byte> digits, long length, ref long first, ref long count)
    {
        if (!TryNumber(digits, out long last))
            return RangeOutcome.Whole;
        if (last == 0)
        {
            count = 0;
            return RangeOutcome.Unsatisfiable;
        }
        // The tail of nothing is satisfiable, but Content-Range cannot say so: the whole, which is empty.
        if (length == 0)
            return RangeOutcome.Whole;
        count = Math.Min(last, length);
        first = length - count;
        return RangeOutcome.Part;
    }

    /// <summary>Digits alone; a number beyond 63 bits stands for "further than any file".</summary>
    private static bool TryNumber(ReadOnlySpan<byte> digits, out long number)
    {
        number = 0;
        if (digits.IsEmpty || digits.ContainsAnyExceptInRange((byte)'0', (byte)'9'))
            return false;
        if (!long.TryParse(digits, out number))
            number = long.MaxValue;
        return true;
    }
}
