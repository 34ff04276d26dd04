
namespace PiBootBox.Linux.Tests.Storage;

/// <summary>A file system of its own in a temporary folder, taken down again. Needs root.</summary>
internal sealed class Mount : IDisposable
{
    private readonly string _top = Directory.CreateTempSubdirectory("pbx-mount-").FullName;
    private readonly List<(string Tool, string[] Arguments)> _undo = [];

    private Mount() => Directory.CreateDirectory(Folder);

    /// <summary>Where it is mounted.</summary>
    public string Folder => Path.Combine(_top, "mounted");

    /// <summary>The file behind the loop device; only of <see cref="Ext4"/>.</summary>
    public string Backing { get; private set; } = "";

    public static Mount Tmpfs(int kilobytes) => Made(mount => mount.MountIt("-t", "tmpfs", "-o", $"size={kilobytes}k", "tmpfs"));

    /// <param name="backingFolder">Where the backing file lies; null: beside the mount point.</param>
    /// <param name="features">For mkfs -O.</param>
    /// <param name="options">For mount -o.</param>
    public static Mount Ext4(int megabytes, string? backingFolder = null, string features = "^resize_inode", string options = "noatime") => Made(mount =>
    {
        mount.Backing = Path.Combine(backingFolder ?? mount._top, "backing");
        using (FileStream file = File.Create(mount.Backing))
            file.SetLength((long)megabytes << 20);
        Tool.Run("mkfs.ext4", "-q", "-F", "-O", features, "-E", "lazy_itable_init=1,lazy_journal_init=1,nodiscard", mount.Backing);
        mount.Loop(mount.Backing, options);
    });

    /// <summary>Mounts a copy of another backing file.</summary>
    public static Mount Copy(string backing) => Made(mount => mount.Loop(backing, "noatime"));

    public void Dispose()
    {
        for (int i = _undo.Count - 1; i >= 0; i--)
            Tool.Run(_undo[i].Tool, _undo[i].Arguments);
        Directory.Delete(_top, recursive: true);
    }

    private static Mount Made(Action<Mount> make)
    {
        Mount mount = new();
        try
        {
            make(mount);
            return mount;
        }
        catch
        {
            mount.Dispose();
            throw;
        }
    }

    private void Loop(string backing, string options)
    {
        string device = Tool.Run("losetup", "--find", "--show", backing).Trim();
        _undo.Add(("losetup", ["--detach", device]));
        MountIt("-t", "ext4", "-o", options, device);
    }

    private void MountIt(params string[] arguments)
    {
        Tool.Run("mount", [.. arguments, Folder]);
        // Lazy: a test that failed may still hold a file open.
        _undo.Add(("umount", ["--lazy", Folder]));
    }
}
