using PiBootBox.Core.Tree;

namespace PiBootBox.Core.Images;

/// <summary>
/// Folders that a Raspberry Pi can start from: what its first FAT partition would hold. Up to the 3 it asks for
/// bootcode.bin, a 4 for start4.elf, a 5 (which has both in its EEPROM) for a kernel and its bcm2712*.dtb.
/// </summary>
public static class PiFolders
{
    private static readonly string[] FirstFiles = ["bootcode.bin", "start.elf", "start4.elf"];

    /// <summary>In natural order of their paths; an empty text is the root of the drive.</summary>
    public static IReadOnlyList<string> In(FileIndex files)
    {
        var found = new SortedSet<string>(NaturalOrder.Instance);
        var kernels = new HashSet<string>(StringComparer.Ordinal);
        var boards = new HashSet<string>(StringComparer.Ordinal);
        foreach (FileEntry file in files.Files)
        {
            string name = Recognition.NameOf(file.Path);
            if (FirstFiles.Contains(name, StringComparer.OrdinalIgnoreCase))
                found.Add(Recognition.FolderOf(file.Path));
            else if (IsNamed(name, "kernel", ".img"))
                kernels.Add(Recognition.FolderOf(file.Path));
            else if (IsNamed(name, "bcm2712", ".dtb"))
                boards.Add(Recognition.FolderOf(file.Path));
        }
        found.UnionWith(boards.Intersect(kernels));
        return [.. found];
    }

    private static bool IsNamed(string name, string start, string end) =>
        name.StartsWith(start, StringComparison.OrdinalIgnoreCase) && name.EndsWith(end, StringComparison.OrdinalIgnoreCase);
}
