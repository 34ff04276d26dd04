using System.IO.Enumeration;
using PiBootBox.Core.Tree;

namespace PiBootBox.Drive;

/// <summary>
/// Tells whether a folder changed since it was scanned, by the times of its folders and by the stamps of files:
/// a folder's time tells of files that come, go and are renamed, but not of one that is written in place. Those
/// that were still young are watched, for they may be growing, and those that matter however old they are.
/// The root is listed as well, for FAT keeps no time for it.
/// </summary>
internal sealed class ChangeMark(string root, DateTimeOffset scanned)
{
    /// <summary>A file untouched for so long is finished.</summary>
    private static readonly TimeSpan Young = TimeSpan.FromMinutes(5);

    /// <summary>Each costs one stat(2) a poll; what lies beyond is noticed by the folders before it.</summary>
    private const int Most = 20_000;

    private readonly List<(string Path, DiskStamp Stamp)> _folders = [];
    private readonly Dictionary<string, DiskStamp> _files = new(StringComparer.Ordinal);
    private readonly (int, int) _listing = Listing(root);

    /// <summary>Before its entries are read: what comes while they are read is noticed then.</summary>
    public void AddFolder(DirectoryInfo folder)
    {
        if (_folders.Count < Most)
            _folders.Add((folder.FullName, DiskStamp.Of(folder)));
    }

    public void AddFile(FileInfo file)
    {
        DiskStamp stamp = DiskStamp.Of(file);
        // Half of the room is kept for the files that are watched in any case.
        if (_files.Count < Most / 2 && stamp.Modified > scanned - Young)
            _files.TryAdd(file.FullName, stamp);
    }

    /// <summary>
    /// A file whose content decides something: `cp` over an old image keeps the folder's time. Compared with
    /// what the scan saw, so that a change between the scan and this call is noticed as well.
    /// </summary>
    public void Watch(FileEntry file)
    {
        file = file.Part?.Disc ?? file;
        if (_files.Count < Most)
            _files.TryAdd(Path.Combine(root, file.PathInRoot), new DiskStamp(file.Length, file.Modified));
    }

    /// <summary>Touches the drive: only its own thread may ask. A drive that begins or ceases to fail has changed.</summary>
    public bool IsStale()
    {
        foreach ((string path, DiskStamp stamp) in _folders)
        {
            if (DiskStamp.Of(new DirectoryInfo(path)) != stamp)
                return true;
        }
        foreach ((string path, DiskStamp stamp) in _files)
        {
            if (DiskStamp.Of(new FileInfo(path)) != stamp)
                return true;
        }
        return Listing(root) != _listing;
    }

    /// <summary>
    /// At every poll, so without a string or an object for each entry, and without a sort: the sum of the
    /// names' hashes does not depend on their order.
    /// </summary>
    private static (int Entries, int Hash) Listing(string root)
    {
        (int entries, int hash) = (0, 0);
        try
        {
            foreach (int name in new FileSystemEnumerable<int>(root, static (ref FileSystemEntry e) => string.GetHashCode(e.FileName), FolderScan.Everything))
            {
                hash = unchecked(hash + name);
                if (++entries == Most)
                    break;
            }
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return (-1, fault.HResult);
        }
        return (entries, hash);
    }
}
