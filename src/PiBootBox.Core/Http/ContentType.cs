namespace PiBootBox.Core.Http;

/// <summary>The media type of a file of the tree, by its name.</summary>
public static class ContentType
{
    /// <summary>
    /// The UEFI types are those of UEFI specification 2.10 section 24.7.3.2 (HTTP Boot picks a boot
    /// method by them). No file of a drive is ever text/html: a drive's script would run with the
    /// rights of the box's own page.
    /// </summary>
    public static string Of(string path)
    {
        ReadOnlySpan<char> extension = Path.GetExtension(path.AsSpan());
        return
            Is(extension, ".efi") ? "application/efi"
            : Is(extension, ".iso") ? "application/vnd.efi-iso"
            : Is(extension, ".img") ? "application/vnd.efi-img"
            : Is(extension, ".ipxe") || Is(extension, ".cfg") || Is(extension, ".txt") ? "text/plain; charset=utf-8"
            : "application/octet-stream";

        static bool Is(ReadOnlySpan<char> extension, ReadOnlySpan<char> other) =>
            extension.Equals(other, StringComparison.OrdinalIgnoreCase);
    }
}
