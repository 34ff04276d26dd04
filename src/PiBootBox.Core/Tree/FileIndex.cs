using System.Diagnostics.CodeAnalysis;
using PiBootBox.Core.Images;

namespace PiBootBox.Core.Tree;

/// <summary>
/// All files below one root as one scan saw them. Immutable: any thread may ask it. Firmware
/// upper-cases names at will, so a name is found in any case; the exact spelling wins.
/// </summary>
public sealed class FileIndex
{
    private readonly Dictionary<string, FileEntry> _byName;
    private readonly Dictionary<string, FileEntry>? _exact;

    internal FileIndex(FileRoot root, FileEntry[] sorted, FileEntry[] withheld, IReadOnlyList<PassedOver> passedOver)
    {
        Root = root;
        Files = sorted;
        Withheld = withheld;
        PassedOver = passedOver;
        _byName = new Dictionary<string, FileEntry>(sorted.Length, StringComparer.OrdinalIgnoreCase);
        foreach (FileEntry file in sorted)
        {
            if (!_byName.TryAdd(file.Path, file))
                (_exact ??= []).TryAdd(file.Path, file);
        }
    }

    public static FileIndex Empty(FileRoot root) => new(root, [], [], []);

    /// <summary>The files of several drives, which have no path in common.</summary>
    public static FileIndex Of(FileRoot root, IReadOnlyList<FileIndex> parts)
    {
        var files = new List<FileEntry>();
        var withheld = new List<FileEntry>();
        var passedOver = new List<PassedOver>();
        foreach (FileIndex part in parts)
        {
            files.AddRange(part.Files);
            withheld.AddRange(part.Withheld);
            passedOver.AddRange(part.PassedOver);
        }
        files.Sort(static (a, b) => string.CompareOrdinal(a.Path, b.Path));
        return new FileIndex(root, [.. files], [.. withheld], passedOver);
    }

    public FileRoot Root { get; }

    /// <summary>In ordinal order of their paths.</summary>
    public IReadOnlyList<FileEntry> Files { get; }

    /// <summary>
    /// Answer files, the drive's settings and the copies that editors leave of them hold passwords, so no path leads to them and no
    /// list has them: a machine gets its own answers, filled in. In ordinal order.
    /// </summary>
    public IReadOnlyList<FileEntry> Withheld { get; }

    /// <summary>The drive's own settings; null when it has none.</summary>
    public FileEntry? Settings
    {
        get
        {
            FileEntry? found = null;
            foreach (FileEntry file in Withheld)
            {
                if (file.PathInRoot == DriveSettings.FileName)
                    return file;
                if (file.PathInRoot.Equals(DriveSettings.FileName, StringComparison.OrdinalIgnoreCase))
                    found ??= file;
            }
            return found;
        }
    }

    /// <summary>What the scan left out: links that lead out, names nobody can ask for, what went over a bound.</summary>
    public IReadOnlyList<PassedOver> PassedOver { get; }

    /// <param name="path">As <see cref="TreePath.TryNormalize"/> left it.</param>
    public bool TryFind(ReadOnlySpan<char> path, [NotNullWhen(true)] out FileEntry? file)
    {
        if (_exact is not null && _exact.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(path, out file))
            return true;
        return _byName.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(path, out file);
    }
}
