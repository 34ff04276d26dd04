using PiBootBox.Core.Images.Recognisers;
using PiBootBox.Core.Tree;

namespace PiBootBox.Core.Images.OwnMenus;

/// <summary>What a disc's own boot loader would offer. The files are those of strangers: read within bounds, and forgiven what they hold besides.</summary>
/// <param name="Path">Of the file that began it.</param>
/// <param name="Entries">The default first.</param>
public sealed record OwnMenu(string Path, IReadOnlyList<OwnEntry> Entries)
{
    private const int MostFiles = 16, MostText = 64 * 1024;

    /// <summary>Entries of one menu; Clonezilla has 30.</summary>
    internal const int MostEntries = 100;

    /// <summary>Syslinux' first: its arguments are plain text, where GRUB's scripts compute theirs.</summary>
    private static readonly string[] Syslinux =
    [
        "isolinux/isolinux.cfg", "isolinux.cfg", "boot/isolinux/isolinux.cfg", "syslinux/isolinux.cfg", "boot/syslinux/isolinux.cfg",
        "syslinux/syslinux.cfg", "boot/syslinux/syslinux.cfg", "syslinux.cfg",
    ];

    private static readonly string[] Grub =
    [
        "boot/grub/grub.cfg", "boot/grub2/grub.cfg", "grub/grub.cfg", "efi/boot/grub.cfg", "boot/grub/loopback.cfg",
    ];

    /// <returns>Null where no menu of the disc starts a Linux.</returns>
    internal static OwnMenu? Of(SystemRoot root)
    {
        foreach (string path in Syslinux)
        {
            if (Read(root, path, new SyslinuxReader()) is { } menu)
                return menu;
        }
        foreach (string path in Grub)
        {
            if (Read(root, path, new GrubReader()) is { } menu)
                return menu;
        }
        return null;
    }

    private static OwnMenu? Read(SystemRoot root, string path, IOwnMenuReader reader)
    {
        if (root.Find(path) is null)
            return null;
        string folder = Recognition.FolderOf(path);
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var waiting = new Queue<string>([path]);
        while (seen.Count < MostFiles && waiting.TryDequeue(out string? next))
        {
            if (!seen.Add(next))
                continue;
            reader.Read(root.Text(next, MostText), folder);
            while (reader.Includes.TryDequeue(out string? include))
                waiting.Enqueue(include);
        }
        IReadOnlyList<OwnEntry> entries = reader.Entries;
        return entries.Count == 0 ? null : new OwnMenu(path, entries);
    }

    /// <summary>A path as a menu writes it, within the disc.</summary>
    /// <returns>Null for one that leads out of it.</returns>
    internal static string? Resolve(string path, string folder)
    {
        string whole = path.StartsWith('/') || folder.Length == 0 ? path : $"{folder}/{path}";
        Span<char> room = stackalloc char[TreePath.Most];
        return TreePath.TryNormalize(whole, room, out int length) ? room[..length].ToString() : null;
    }

    /// <summary>Puts the default first; the others keep their order.</summary>
    internal static List<OwnEntry> DefaultFirst(List<OwnEntry> entries, Predicate<OwnEntry> isDefault)
    {
        int at = entries.FindIndex(isDefault);
        if (at > 0)
        {
            OwnEntry chosen = entries[at];
            entries.RemoveAt(at);
            entries.Insert(0, chosen);
        }
        return entries;
    }
}
