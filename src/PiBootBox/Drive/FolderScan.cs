using System.IO.Enumeration;
using PiBootBox.Core;
using PiBootBox.Core.Images;
using PiBootBox.Core.Tree;

namespace PiBootBox.Drive;

/// <summary>One walk through a folder, and what is needed to notice cheaply that another one is due.</summary>
/// <param name="Problem">The folder as a whole cannot be served: a sentence with the cure.</param>
internal sealed record FolderScan(FileIndex Files, ChangeMark Mark, string? Problem)
{
    /// <summary>There is no such folder.</summary>
    public bool IsAbsent { get; private init; }

    /// <summary>Folders of other systems' housekeeping: nothing in them is anybody's image.</summary>
    private static readonly HashSet<string> Housekeeping = new(StringComparer.OrdinalIgnoreCase)
    {
        "lost+found", "System Volume Information", "$RECYCLE.BIN", ".Spotlight-V100", ".Trashes", ".fseventsd",
    };

    internal static readonly EnumerationOptions Everything = new()
    {
        AttributesToSkip = 0,
        IgnoreInaccessible = false,
        ReturnSpecialDirectories = false,
    };

    /// <param name="most">Entries of all kinds that are looked at, so that no drive costs memory or time without end.</param>
    /// <param name="others">Folders that are drives of their own: full paths.</param>
    public static FolderScan Of(
        FileRoot root, DateTimeOffset now, int most = FileIndexBuilder.MostFiles, IReadOnlySet<string>? others = null)
    {
        var builder = new FileIndexBuilder(root);
        var mark = new ChangeMark(root.Folder, now);
        string? problem = null;
        bool cut = false, isAbsent = false;
        var waiting = new Stack<(DirectoryInfo Folder, string Path)>([(new DirectoryInfo(root.Folder), root.PrefixPath)]);
        while (!cut && waiting.TryPop(out (DirectoryInfo Folder, string Path) next))
        {
            try
            {
                mark.AddFolder(next.Folder);
                List<Entry> entries = Entries(next.Folder, most, out cut);
                most -= entries.Count;
                entries.RemoveAll(entry => others?.Contains(Path.Combine(next.Folder.FullName, entry.Name)) is true);
                AddEntries(entries, next.Folder, next.Path, builder, mark, waiting);
            }
            catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
            {
                string reason = Explain(fault);
                if (next.Path == root.PrefixPath)
                    (problem, isAbsent) = ($"The {root.Name} folder {root.Folder} {reason}", fault is DirectoryNotFoundException);
                else
                    builder.PassOver(next.Path, $"This folder {reason}");
            }
        }
        if (cut)
            builder.PassOver("", $"The {root.Name} holds so many files and folders that some were not looked at, and are not served. Take some away.");
        return new FolderScan(builder.Build(), mark, problem) { IsAbsent = isAbsent };
    }

    private readonly record struct Entry(string Name, bool IsFolder);

    /// <summary>
    /// Names alone, which is a fifth of what a <see cref="FileSystemInfo"/> for each would take, and no more than
    /// the bound: a folder of millions is never in memory as a whole.
    /// </summary>
    private static List<Entry> Entries(DirectoryInfo folder, int most, out bool cut)
    {
        cut = false;
        var entries = new List<Entry>();
        foreach (Entry entry in new FileSystemEnumerable<Entry>(
            folder.FullName, static (ref FileSystemEntry e) => new Entry(e.FileName.ToString(), e.IsDirectory), Everything))
        {
            if (entries.Count == most)
            {
                cut = true;
                break;
            }
            entries.Add(entry);
        }
        entries.Sort(static (a, b) => string.CompareOrdinal(a.Name, b.Name));
        return entries;
    }

    private static void AddEntries(
        List<Entry> entries, DirectoryInfo folder, string path, FileIndexBuilder builder, ChangeMark mark, Stack<(DirectoryInfo, string)> waiting)
    {
        foreach (Entry entry in entries)
        {
            string entryPath = path.Length == 0 ? entry.Name : $"{path}/{entry.Name}";
            string full = Path.Combine(folder.FullName, entry.Name);
            try
            {
                AddEntry(entry.IsFolder ? new DirectoryInfo(full) : new FileInfo(full), entryPath, builder, mark, waiting);
            }
            catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
            {
                builder.PassOver(entryPath, $"It could not be read: {fault.Message}");
            }
        }
    }

    private static void AddEntry(
        FileSystemInfo entry, string path, FileIndexBuilder builder, ChangeMark mark, Stack<(DirectoryInfo, string)> waiting)
    {
        if (entry.LinkTarget is { } target)
        {
            AddLink(entry, path, target, builder);
        }
        else if (entry is FileInfo file)
        {
            builder.Add(path, file.Length, DiskStamp.TimeOf(file));
            mark.AddFile(file);
        }
        else if (path.Count(c => c == '/') >= FileIndexBuilder.MostDepth - 1)
        {
            builder.PassOver(path, $"The folders are nested deeper than {FileIndexBuilder.MostDepth}.");
        }
        else if (!Housekeeping.Contains(entry.Name))
        {
            waiting.Push(((DirectoryInfo)entry, path));
        }
    }

    /// <summary>
    /// A link to a file beneath the root is a file. Links to folders are not followed: their files are
    /// listed at their own place, and a ring of links would have no end.
    /// </summary>
    private static void AddLink(FileSystemInfo link, string path, string target, FileIndexBuilder builder)
    {
        if (target.StartsWith('/'))
        {
            builder.PassOver(path, "A link with an absolute target leads out of the drive. Make it relative, or copy the file.");
            return;
        }
        if (!IsBeneath(path[builder.Prefix.Length..], target))
        {
            builder.PassOver(path, "This link leads out of the drive. Copy the file instead.");
            return;
        }
        switch (link.ResolveLinkTarget(returnFinalTarget: true))
        {
            case FileInfo { Exists: true } file:
                builder.Add(path, file.Length, DiskStamp.TimeOf(file));
                break;
            case DirectoryInfo { Exists: true }:
                builder.PassOver(path, $"A link to a folder: its files are served at their own place, {Printable.Name(target)}.");
                break;
            default:
                builder.PassOver(path, $"This link leads to {Printable.Name(target)}, and nothing is there.");
                break;
        }
    }

    /// <summary>By the names alone; whoever opens the file lets the kernel check it again.</summary>
    private static bool IsBeneath(string path, string target)
    {
        int depth = path.Count(c => c == '/');
        foreach (string name in target.Split('/'))
        {
            depth += name switch { "" or "." => 0, ".." => -1, _ => 1 };
            if (depth < 0)
                return false;
        }
        return true;
    }

    private static string Explain(Exception fault) => fault switch
    {
        DirectoryNotFoundException => "does not exist. Plug the drive in, or name another folder.",
        UnauthorizedAccessException => "may not be read. Give the box's user permission to read it.",
        _ => $"cannot be read: {fault.Message}",
    };
}
