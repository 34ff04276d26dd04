namespace PiBootBox.Core.Tree;

/// <summary>What tells one mount from another, which may be at the same place.</summary>
/// <param name="Number">The kernel's. It gives a number away again as soon as it is free.</param>
/// <param name="Device">The kernel's numbers of the device.</param>
/// <param name="Volume">What the file system was called when it was made; empty where nobody knows it.</param>
public readonly record struct MountMark(int Number, string Device = "", string Volume = "");

/// <summary>A drive that is there, and by which mount.</summary>
public sealed record MountedRoot(FileRoot Root, MountMark Mount);

/// <summary>
/// Which drives there are: the folder that is set, and each file system that is mounted right in it. So a single stick can be
/// mounted at that folder itself, and several side by side in it, under their names.
/// </summary>
public static class DriveRoots
{
    /// <param name="folder">Absolute, as it is set.</param>
    /// <param name="mounts">Mark and place of every mount, the later one of two at one place last.</param>
    /// <returns>The folder itself first, then the others by name.</returns>
    public static IReadOnlyList<MountedRoot> In(string folder, IEnumerable<(MountMark Mark, string Point)> mounts)
    {
        string inside = folder.TrimEnd('/') + "/";
        (MountMark Own, int OwnLength) = (default, -1);
        var drives = new SortedDictionary<string, MountMark>(StringComparer.Ordinal);
        foreach ((MountMark mark, string point) in mounts)
        {
            if (point.Length >= OwnLength && Covers(point, folder))
            {
                (Own, OwnLength) = (mark, point.Length);
                // What was mounted in it before is hidden now.
                drives.Clear();
            }
            else if (point.StartsWith(inside, StringComparison.Ordinal) && point.IndexOf('/', inside.Length) < 0)
            {
                drives[point[inside.Length..]] = mark;
            }
        }
        var roots = new List<MountedRoot> { new(new FileRoot("drive", folder), Own) };
        foreach ((string name, MountMark mark) in drives)
        {
            if (TreePath.IsName(name))
                roots.Add(new MountedRoot(new FileRoot($"drive {name}", inside + name, name + "/"), mark));
        }
        return roots;
    }

    private static bool Covers(string point, string folder) =>
        point == "/" || folder == point || folder.StartsWith(point + "/", StringComparison.Ordinal);
}
