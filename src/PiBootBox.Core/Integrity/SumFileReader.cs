using System.Security.Cryptography;
using System.Text;
using PiBootBox.Core.Images;

namespace PiBootBox.Core.Integrity;

/// <summary>
/// Reads the checksums that lie beside images: lines of GNU's sha256sum (<c>HASH  NAME</c>, <c>HASH *NAME</c>, and with a <c>\</c> in front
/// where the name is escaped), of BSD's (<c>SHA256 (NAME) = HASH</c>), and the bare hash of a <c>NAME.sha256</c>. Lines of
/// other algorithms, comments and PGP armour are passed over, as sha256sum does.
/// </summary>
public static class SumFileReader
{
    /// <summary>Debian's lists of whole mirrors are larger; they speak of files that no stick holds.</summary>
    public const int MostBytes = 1024 * 1024;

    public const int MostLines = 10_000;

    private const int MostMistakes = 20, HexDigits = 2 * SHA256.HashSizeInBytes;
    private const string Bsd = "SHA256 (";

    private static readonly string[] Names = ["SHA256SUMS", "SHA256SUMS.txt", "SHA256SUM", "sha256sum.txt", "sha256.txt", "CHECKSUM.SHA256"];

    /// <param name="path">On the drive.</param>
    public static bool IsSumFile(string path)
    {
        string name = Recognition.NameOf(path);
        return name.EndsWith(".sha256", StringComparison.OrdinalIgnoreCase)
            || Array.Exists(Names, known => known.Equals(name, StringComparison.OrdinalIgnoreCase));
    }

    /// <param name="name">Of the file of checksums: <c>NAME.sha256</c> may hold nothing but the hash of NAME.</param>
    public static (IReadOnlyList<SumLine> Lines, IReadOnlyList<SettingMistake> Mistakes) Read(string name, ReadOnlySpan<byte> bytes)
    {
        var lines = new List<SumLine>();
        var mistakes = new List<SettingMistake>();
        ReadOnlySpan<byte> bom = [0xEF, 0xBB, 0xBF];
        if (bytes.StartsWith(bom))
            bytes = bytes[3..];
        int number = 0;
        foreach (Range range in bytes.Split((byte)'\n'))
        {
            number++;
            if (number > MostLines || mistakes.Count == MostMistakes)
            {
                mistakes.Add(new SettingMistake(number, "This line and those after it were not read: there are too many, or too many of them are wrong. Take away those that this drive does not need."));
                break;
            }
            string line = Encoding.UTF8.GetString(bytes[range]).TrimEnd('\r', ' ', '\t');
            if (line.Length == 0 || line[0] is '#' or ';' || line.StartsWith("-----", StringComparison.Ordinal))
                continue;
            if (TryReadLine(name, line) is { } sum)
                lines.Add(sum with { Line = number });
            else if (LooksLikeSum(line))
                mistakes.Add(new SettingMistake(number, "This is no line of SHA-256 sums: write 64 hex digits, two spaces and the file's name, as `sha256sum NAME` prints it."));
        }
        return (lines, mistakes);
    }

    private static SumLine? TryReadLine(string name, string line)
    {
        if (line.StartsWith(Bsd, StringComparison.Ordinal))
        {
            int end = line.LastIndexOf(") = ", StringComparison.Ordinal);
            return end > Bsd.Length && TryHash(line[(end + 4)..]) is { } ofBsd ? new SumLine(line[Bsd.Length..end], ofBsd, 0) : null;
        }
        bool isEscaped = line[0] == '\\';
        string plain = isEscaped ? line[1..] : line;
        if (plain.Length < HexDigits || TryHash(plain[..HexDigits]) is not { } hash)
            return null;
        if (plain.Length == HexDigits)
        {
            bool isBare = name.EndsWith(".sha256", StringComparison.OrdinalIgnoreCase) && !isEscaped;
            return isBare ? new SumLine(name[..^".sha256".Length], hash, 0) : null;
        }
        if (plain.Length < HexDigits + 3 || plain[HexDigits] != ' ' || plain[HexDigits + 1] is not (' ' or '*'))
            return null;
        string path = plain[(HexDigits + 2)..];
        return isEscaped ? Unescape(path) is { } unescaped ? new SumLine(unescaped, hash, 0) : null : new SumLine(path, hash, 0);
    }

    /// <summary>A sum of another algorithm (MD5, SHA-1, SHA-512) is nobody's mistake, and neither is the text of a signed message.</summary>
    private static bool LooksLikeSum(string line)
    {
        if (line.StartsWith("SHA256", StringComparison.Ordinal))
            return true;
        ReadOnlySpan<char> start = line.AsSpan().TrimStart('\\');
        int digits = start.IndexOfAnyExcept("0123456789abcdefABCDEF");
        digits = digits < 0 ? start.Length : digits;
        return digits is > 40 and < 96;
    }

    private static byte[]? TryHash(string hex)
    {
        var hash = new byte[SHA256.HashSizeInBytes];
        return hex.Length == HexDigits && Convert.FromHexString(hex, hash, out _, out _) == System.Buffers.OperationStatus.Done ? hash : null;
    }

    /// <summary>As coreutils writes names with a backslash or a line end in them.</summary>
    private static string? Unescape(string name)
    {
        var plain = new StringBuilder(name.Length);
        for (int i = 0; i < name.Length; i++)
        {
            if (name[i] != '\\')
                plain.Append(name[i]);
            else if (++i < name.Length && name[i] is '\\' or 'n' or 'r')
                plain.Append(name[i] switch { 'n' => '\n', 'r' => '\r', _ => '\\' });
            else
                return null;
        }
        return plain.ToString();
    }
}
