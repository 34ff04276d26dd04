using Microsoft.Win32.SafeHandles;
using PiBootBox.Core.Images;
using PiBootBox.Core.Tree;
using PiBootBox.Drive;

namespace PiBootBox.Tests.Drive;

/// <summary>A drive folder for one test, below the system's temporary folder.</summary>
public sealed class DriveOnDisk : IFileOpener, IDisposable
{
    public string Folder { get; } = Directory.CreateTempSubdirectory("pibootbox-drive-").FullName;

    public FileRoot Root => new("drive", Folder);

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    public DriveOnDisk With(string path, ReadOnlySpan<byte> content)
    {
        string full = Path.Combine(Folder, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllBytes(full, content);
        return this;
    }

    public DriveOnDisk WithLink(string path, string target)
    {
        string full = Path.Combine(Folder, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.CreateSymbolicLink(full, target);
        return this;
    }

    public SafeFileHandle Open(FileEntry entry, out long length)
    {
        SafeFileHandle handle = File.OpenHandle(Path.Combine(entry.Root.Folder, entry.Path));
        length = RandomAccess.GetLength(handle);
        return handle;
    }

    internal FolderScan Scan() => FolderScan.Of(Root, DateTimeOffset.UtcNow);

    internal DriveSnapshot Read() => new DriveReader(this).Read(Scan());
}
