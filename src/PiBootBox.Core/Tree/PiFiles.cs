using PiBootBox.Core.Images;

namespace PiBootBox.Core.Tree;

/// <summary>
/// What a Raspberry Pi asks for: <c>SERIAL/start4.elf</c>, with the eight hex digits of its serial number, and the same
/// without the folder where that gave nothing. Its own folder at the root of a drive goes first, then the first
/// folder that any Pi can start from.
/// </summary>
internal static class PiFiles
{
    private const int SerialDigits = 8;

    /// <param name="path">As <see cref="TreePath.TryNormalize"/> left it.</param>
    public static FileEntry? Find(DriveSnapshot drive, ReadOnlySpan<char> path)
    {
        if (drive.PiFolders.Count == 0)
            return null;
        ReadOnlySpan<char> name = path;
        if (path.Length > SerialDigits + 1 && path[SerialDigits] == '/' && IsSerial(path[..SerialDigits]))
        {
            // Of a Pi that has a folder of its own, nothing is mixed with the files of others.
            name = path[(SerialDigits + 1)..];
            foreach (PiFolder folder in drive.PiFolders)
            {
                if (path[..SerialDigits].Equals(folder.PathInRoot, StringComparison.OrdinalIgnoreCase))
                    return Find(drive.Files, folder.Path, name);
            }
        }
        foreach (PiFolder folder in drive.PiFolders)
        {
            if (!IsSerial(folder.PathInRoot))
                return Find(drive.Files, folder.Path, name);
        }
        return null;
    }

    private static FileEntry? Find(FileIndex files, string folder, ReadOnlySpan<char> name)
    {
        Span<char> path = stackalloc char[TreePath.Most];
        if (folder.Length + 1 + name.Length > path.Length)
            return null;
        int length = 0;
        if (folder.Length > 0)
        {
            folder.CopyTo(path);
            path[folder.Length] = '/';
            length = folder.Length + 1;
        }
        name.CopyTo(path[length..]);
        return files.TryFind(path[..(length + name.Length)], out FileEntry? file) ? file : null;
    }

    private static bool IsSerial(ReadOnlySpan<char> name) =>
        name.Length == SerialDigits && name.IndexOfAnyExcept("0123456789abcdefABCDEF") < 0;
}
