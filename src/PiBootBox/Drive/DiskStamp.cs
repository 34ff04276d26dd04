namespace PiBootBox.Drive;

/// <summary>
/// What tells one state of a file or folder from another. Nothing that a drive holds or does makes it throw:
/// whatever cannot be read has a stamp of its own.
/// </summary>
/// <param name="Length">Bytes; 0 for a folder, -1 where nothing can be read.</param>
internal readonly record struct DiskStamp(long Length, DateTimeOffset Modified)
{
    private static readonly DiskStamp Unreadable = new(-1, DateTimeOffset.UnixEpoch);

    /// <summary>A link's stamp is that of the file it leads to.</summary>
    public static DiskStamp Of(FileSystemInfo entry)
    {
        try
        {
            // lstat(2) fails in more ways than "not there": a dead FUSE driver says ENOTCONN, a dying stick EIO.
            if (entry.Attributes.HasFlag(FileAttributes.ReparsePoint))
                entry = entry.ResolveLinkTarget(returnFinalTarget: true) ?? entry;
            return new DiskStamp(entry is FileInfo file ? file.Length : 0, TimeOf(entry));
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return Unreadable;
        }
    }

    /// <exception cref="IOException">The drive fails.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be searched.</exception>
    public static DateTimeOffset TimeOf(FileSystemInfo entry)
    {
        try
        {
            return entry.LastWriteTimeUtc;
        }
        catch (ArgumentOutOfRangeException)
        {
            // File systems keep times beyond the year 9999, and .NET has no value for them. The epoch is one
            // that every format can write.
            return DateTimeOffset.UnixEpoch;
        }
    }
}
