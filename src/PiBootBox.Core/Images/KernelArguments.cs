namespace PiBootBox.Core.Images;

/// <summary>Command lines of Linux kernels.</summary>
public static class KernelArguments
{
    /// <summary>Debian's installer hands what stands behind it to the installed system.</summary>
    private const string Divider = "---";

    /// <summary>
    /// Adds the owner's arguments: before <c>---</c>, where the installer itself reads them. An owner who
    /// writes a <c>---</c> decides about both parts.
    /// </summary>
    public static string Join(string own, string? extra)
    {
        if (string.IsNullOrWhiteSpace(extra))
            return own;
        List<string> words = Words(own), added = Words(extra);
        int divider = words.IndexOf(Divider);
        if (divider >= 0 && added.Contains(Divider))
        {
            words.RemoveAt(divider);
            words.InsertRange(divider, added);
        }
        else
        {
            words.InsertRange(divider >= 0 ? divider : words.Count, added);
        }
        return string.Join(' ', words);
    }

    /// <summary>Null when iPXE can pass the text on as it stands, else why it cannot.</summary>
    public static string? Refuse(string arguments) =>
        arguments.AsSpan().IndexOfAnyExceptInRange(' ', '~') >= 0
            ? "only plain ASCII characters are possible"
            : arguments.Contains("${", StringComparison.Ordinal)
                ? "\"${\" would be replaced by the boot loader"
                : arguments.Length > 1024
                    ? "it is longer than 1,024 characters"
                    : null;

    private static List<string> Words(string text) => [.. text.Split(' ', StringSplitOptions.RemoveEmptyEntries)];
}
