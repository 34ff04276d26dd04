namespace PiBootBox.Core.Journal;

/// <summary>What a file that was asked for means for the story of a machine. Told by its path in the tree alone.</summary>
internal enum AskedFile
{
    Loader,
    /// <summary>shim looks for these before the program that it is to start, and does without them.</summary>
    ShimExtra,
    Menu,
    Kernel,
    Initrd,
}

internal static class AskedFiles
{
    private static readonly string[] ShimExtras = ["revocations", "shim_certificate", "mm", "fb"];

    /// <summary>Without the slashes in front, of either kind.</summary>
    public static ReadOnlySpan<char> Plain(ReadOnlySpan<char> path) => path.TrimStart(@"/\.");

    public static AskedFile KindOf(ReadOnlySpan<char> path)
    {
        path = Plain(path);
        ReadOnlySpan<char> name = path[(path.LastIndexOfAny('/', '\\') + 1)..];
        if (path.StartsWith("drive/", StringComparison.OrdinalIgnoreCase) || path.StartsWith("image/", StringComparison.OrdinalIgnoreCase))
            return name.StartsWith("initr", StringComparison.OrdinalIgnoreCase) ? AskedFile.Initrd : AskedFile.Kernel;
        if (name.EndsWith(".ipxe", StringComparison.OrdinalIgnoreCase) || name.EndsWith(".cfg", StringComparison.OrdinalIgnoreCase))
            return AskedFile.Menu;
        foreach (string extra in ShimExtras)
        {
            if (name.StartsWith(extra, StringComparison.OrdinalIgnoreCase) && name.EndsWith(".efi", StringComparison.OrdinalIgnoreCase))
                return AskedFile.ShimExtra;
        }
        return AskedFile.Loader;
    }

    public static bool IsShim(ReadOnlySpan<char> path) => path.Contains("shim", StringComparison.OrdinalIgnoreCase);

    /// <summary>A file that a loader starts next, and not a part of itself such as a module or a font.</summary>
    public static bool IsProgram(ReadOnlySpan<char> path)
    {
        path = Plain(path);
        ReadOnlySpan<char> name = path[(path.LastIndexOfAny('/', '\\') + 1)..];
        return name.StartsWith("grub", StringComparison.OrdinalIgnoreCase)
            || name.StartsWith("ipxe", StringComparison.OrdinalIgnoreCase)
            || name.EndsWith(".efi", StringComparison.OrdinalIgnoreCase);
    }
}
