using System.Text;

namespace PiBootBox.Media.Udf;

/// <summary>The content of a symbolic link: path components (ECMA-167 4/14.16).</summary>
internal static class UdfLink
{
    private const int Most = 4096;
    private const int HeadBytes = 4;
    private const byte Root = 2, Up = 3, Here = 4, Named = 5;

    /// <returns>Null where it is damaged; the target with <c>/</c> otherwise.</returns>
    public static string? Read(IRandomAccess medium, UdfFile link)
    {
        if (link.Length > Most)
            return null;
        byte[] bytes = new byte[link.Length];
        if (!new ExtentReader(medium, link.Extents, link.Length).TryReadExactly(0, bytes))
            return null;
        var target = new StringBuilder();
        for (ReadOnlySpan<byte> rest = bytes; !rest.IsEmpty;)
        {
            if (rest.Length < HeadBytes || rest.Length < HeadBytes + rest[1])
                return null;
            string? step = rest[0] switch
            {
                Root or 1 => "",
                Up => "..",
                Here => ".",
                Named => UdfText.Read(rest.Slice(HeadBytes, rest[1])),
                _ => null,
            };
            if (step is null || step.Contains('/'))
                return null;
            rest = rest[(HeadBytes + rest[1])..];
            target.Append(step).Append(rest.IsEmpty ? "" : "/");
        }
        return target.ToString();
    }
}
