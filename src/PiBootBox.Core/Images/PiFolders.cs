using PiBootBox.Core.Tree;

namespace PiBootBox.Core.Images;

/// <param name="Path">With the prefix of its drive.</param>
public sealed record PiFolder(FileRoot Root, string Path)
{
    /// <summary>A drive's own files, which may be a Pi's beside much else.</summary>
    public bool IsRoot => Path == Root.PrefixPath;

    /// <summary>On its drive; empty for the drive itself.</summary>
    public ReadOnlySpan<char> PathInRoot => IsRoot ? [] : Path.AsSpan(Root.Prefix.Length);
}

/// <summary>
/// Folders that a Raspberry Pi can start from: what its first FAT partition would hold. Up to the 3 it asks for
/// bootcode.bin, a 4 for start4.elf, a 5 (which has both in its EEPROM) for a kernel and its bcm2712*.dtb.
/// </summary>
public static class PiFolders
{
    private static readonly string[] FirstFiles = ["bootcode.bin", "start.elf", "start4.elf"];

    /// <summary>In natural order of their paths.</summary>
    /// <param name="areRefusedToo">Whether files count that are handed out to nobody.</param>
    public static IReadOnlyList<PiFolder> In(FileIndex files, bool areRefusedToo)
    {
        var found = new SortedDictionary<string, PiFolder>(NaturalOrder.Instance);
        var kernels = new HashSet<string>(StringComparer.Ordinal);
        var boards = new List<PiFolder>();
        foreach (FileEntry file in files.Files)
        {
            if (file.Whole.Refusal is not null && !areRefusedToo)
                continue;
            string name = Recognition.NameOf(file.Path);
            if (FirstFiles.Contains(name, StringComparer.OrdinalIgnoreCase))
                found.TryAdd(Recognition.FolderOf(file.Path), FolderOf(file));
            else if (IsNamed(name, "kernel", ".img"))
                kernels.Add(Recognition.FolderOf(file.Path));
            else if (IsNamed(name, "bcm2712", ".dtb"))
                boards.Add(FolderOf(file));
        }
        foreach (PiFolder board in boards)
        {
            if (kernels.Contains(board.Path))
                found.TryAdd(board.Path, board);
        }
        return [.. found.Values];
    }

    private static PiFolder FolderOf(FileEntry file) => new(file.Root, Recognition.FolderOf(file.Path));

    private static bool IsNamed(string name, string start, string end) =>
        name.StartsWith(start, StringComparison.OrdinalIgnoreCase) && name.EndsWith(end, StringComparison.OrdinalIgnoreCase);
}
