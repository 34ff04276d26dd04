using PiBootBox.Core.Images;

namespace PiBootBox.Core.Tree;

/// <summary>
/// Which files of a drive may hold passwords, by their names: answer files, the drive's settings, and every copy whose name still
/// tells what it was. Editors and people leave too many kinds to list: <c>.NAME.un~</c>, <c>NAME.~1~</c>, <c>#NAME#</c>, <c>NAME.txt</c>, <c>NAME (copy)</c>.
/// </summary>
internal static class Secrets
{
    private static readonly (string Start, string End)[] Names = [("", ".preseed"), ("", ".ks"), ("", ".user-data"), ("autounattend", ".xml")];

    private static readonly (string Start, string End) Settings =
        (Path.GetFileNameWithoutExtension(DriveSettings.FileName), Path.GetExtension(DriveSettings.FileName));

    /// <summary>An image or a list of checksums is no copy, whatever it was named after.</summary>
    private static readonly string[] Others = [".iso", ".img", ".sha256"];

    /// <param name="path">Below the drive's root.</param>
    public static bool IsOne(string path)
    {
        ReadOnlySpan<char> name = path.AsSpan(path.LastIndexOf('/') + 1);
        foreach (string end in Others)
        {
            if (name.EndsWith(end, StringComparison.OrdinalIgnoreCase))
                return false;
        }
        foreach ((string start, string end) in Names)
        {
            if (Holds(name, start, end))
                return true;
        }
        return name.Length == path.Length && Holds(name, Settings.Start, Settings.End);
    }

    /// <summary>Whether both are in the name, in this order, and no word goes on behind the end.</summary>
    private static bool Holds(ReadOnlySpan<char> name, string start, string end)
    {
        int at = name.IndexOf(start, StringComparison.OrdinalIgnoreCase);
        name = at < 0 ? [] : name[(at + start.Length)..];
        while ((at = name.IndexOf(end, StringComparison.OrdinalIgnoreCase)) >= 0)
        {
            name = name[(at + end.Length)..];
            if (name.IsEmpty || !char.IsLetterOrDigit(name[0]))
                return true;
        }
        return false;
    }
}
