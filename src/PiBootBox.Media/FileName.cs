using System.Buffers;
using System.Text;

namespace PiBootBox.Media;

/// <summary>Which names of a drive or a medium can be part of a path that a PC asks for.</summary>
public static class FileName
{
    /// <summary>Bytes of one name, the limit of every Linux file system.</summary>
    public const int Most = 255;

    /// <returns>False for an empty or overlong name, <c>.</c>, <c>..</c>, slashes of both kinds, control and unpaired characters.</returns>
    public static bool IsFit(ReadOnlySpan<char> name)
    {
        if (name.IsEmpty || name is "." or ".." || name.IndexOfAny('/', '\\') >= 0)
            return false;

        int bytes = 0;
        while (!name.IsEmpty)
        {
            if (Rune.DecodeFromUtf16(name, out Rune rune, out int used) != OperationStatus.Done || Rune.IsControl(rune))
                return false;
            bytes += rune.Utf8SequenceLength;
            name = name[used..];
        }
        return bytes <= Most;
    }
}
