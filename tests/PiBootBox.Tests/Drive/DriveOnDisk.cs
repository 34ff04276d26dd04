using Microsoft.Win32.SafeHandles;
using PiBootBox.Core.Images;
using PiBootBox.Core.Tree;
using PiBootBox.Drive;
using PiBootBox.Linux.Files;

namespace PiBootBox.Tests.Drive;

/// <summary>A drive folder for one test.</summary>
/// <param name="parent">An empty one stands for the system's temporary folder.</param>
public sealed class DriveOnDisk(string parent = "") : IFileOpener, IDisposable
{
    public string Folder { get; } =
        parent.Length == 0 ? Directory.CreateTempSubdirectory("pibootbox-drive-").FullName
        : Directory.CreateDirectory(Path.Combine(parent, $"pibootbox-drive-{Guid.NewGuid():N}")).FullName;

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

    /// <summary>As if everything had been copied an hour ago.</summary>
    public DriveOnDisk GrownOld()
    {
        foreach (FileSystemInfo entry in new DirectoryInfo(Folder).GetFileSystemInfos("*", SearchOption.AllDirectories))
        {
            if (entry.LinkTarget is null)
                entry.LastWriteTimeUtc = DateTime.UtcNow.AddHours(-1);
        }
        return this;
    }

    public SafeFileHandle Open(FileEntry entry, out long length) => new BeneathOpener().Open(entry, out length);

    internal FolderScan Scan() => FolderScan.Of(Root, DateTimeOffset.UtcNow);

    internal DriveSnapshot Read() => new DriveReader(this).Read(Scan());
}
