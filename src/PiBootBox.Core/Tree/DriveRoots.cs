namespace PiBootBox.Core.Tree;

/// <summary>A drive that is there, and by which mount.</summary>
/// <param name="Mount">The kernel's number of the mount that it lies on.</param>
public sealed record MountedRoot(FileRoot Root, int Mount);

/// <summary>
/// Which drives there are: the folder that is set, and each file system that is mounted right in it. So a single stick can be
/// mounted at that folder itself, and several side by side in it, under their names.
/// </summary>
public static class DriveRoots
{
    /// <param name="folder">Absolute, as it is set.</param>
    /// <param name="mounts">Number and place of every mount, the later one of two at one place last.</param>
    /// <returns>The folder itself first, then the others by name.</returns>
    public static IReadOnlyList<MountedRoot> In(string folder, IEnumerable<(int Id, string Point)> mounts)
    {
        string inside = folder.TrimEnd('/') + "/";
        (int Own, int OwnLength) = (0, -1);
        var drives = new SortedDictionary<string, int>(StringComparer.Ordinal);
        foreach ((int id, string point) in mounts)
        {
            if (point.Length >= OwnLength && Covers(point, folder))
            {
                (Own, OwnLength) = (id, point.Length);
                // What was mounted in it before is hidden now.
                drives.Clear();
            }
            else if (point.StartsWith(inside, StringComparison.Ordinal) && point.IndexOf('/', inside.Length) < 0)
            {
                drives[point[inside.Length..]] = id;
            }
        }
        var roots = new List<MountedRoot> { new(new FileRoot("drive", folder), Own) };
        foreach ((string name, int id) in drives)
        {
            if (TreePath.IsName(name))
                roots.Add(new MountedRoot(new FileRoot($"drive {name}", inside + name, name + "/"), id));
        }
        return roots;
    }

    private static bool Covers(string point, string folder) =>
        point == "/" || folder == point || folder.StartsWith(point + "/", StringComparison.Ordinal);
}
