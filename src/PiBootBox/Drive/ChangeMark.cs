namespace PiBootBox.Drive;

/// <summary>
/// Tells whether a folder changed since it was scanned, by the times of its folders and of the files that
/// were still young: a folder's time tells of files that come, go and are renamed, but not of one that
/// is being copied and grows. The root is listed as well, for FAT keeps no time for it.
/// </summary>
internal sealed class ChangeMark(string root, DateTimeOffset scanned)
{
    /// <summary>A file untouched for so long is finished.</summary>
    private static readonly TimeSpan Young = TimeSpan.FromMinutes(5);

    /// <summary>Each costs one stat(2) a poll; what lies beyond is noticed by the folders before it.</summary>
    private const int Most = 20_000;

    private readonly List<(string Path, DateTime Time)> _folders = [];
    private readonly List<(string Path, DateTime Time, long Length)> _files = [];
    private readonly int _listing = Listing(root);

    public void AddFolder(DirectoryInfo folder)
    {
        if (_folders.Count < Most)
            _folders.Add((folder.FullName, folder.LastWriteTimeUtc));
    }

    public void AddFile(FileInfo file)
    {
        if (_files.Count < Most && file.LastWriteTimeUtc > scanned - Young)
            _files.Add((file.FullName, file.LastWriteTimeUtc, file.Length));
    }

    /// <summary>Touches the drive: only its own thread may ask.</summary>
    public bool IsStale()
    {
        foreach ((string path, DateTime time) in _folders)
        {
            if (Directory.GetLastWriteTimeUtc(path) != time)
                return true;
        }
        foreach ((string path, DateTime time, long length) in _files)
        {
            var file = new FileInfo(path);
            if (!file.Exists || file.LastWriteTimeUtc != time || file.Length != length)
                return true;
        }
        return Listing(root) != _listing;
    }

    private static int Listing(string root)
    {
        var hash = new HashCode();
        try
        {
            foreach (string name in Directory.EnumerateFileSystemEntries(root).Order(StringComparer.Ordinal))
                hash.Add(name, StringComparer.Ordinal);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            hash.Add(fault.HResult);
        }
        return hash.ToHashCode();
    }
}
