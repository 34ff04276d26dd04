using PiBootBox.Media;

namespace PiBootBox.Core.Tree;

/// <summary>
/// Collects what a scan finds, within bounds: a drive that holds a whole mirror, or was made to hurt,
/// costs memory up to here and no further. What is left out is told.
/// </summary>
public sealed class FileIndexBuilder(FileRoot root)
{
    public const int MostFiles = 200_000;
    public const int MostDepth = 32;

    /// <summary>Characters of all paths together, at two bytes each: 160 for each of so many files.</summary>
    public const int MostCharacters = 32_000_000;

    /// <summary>Pieces that the files of all discs lie in, at 24 bytes each. Of a disc that was written in one go each file is one.</summary>
    public const int MostExtents = 1_000_000;

    private readonly List<FileEntry> _files = [];
    private readonly PassedOverList _passedOver = new();
    private long _characters;
    private long _extents;

    /// <param name="start">What is there already.</param>
    public FileIndexBuilder(FileIndex start)
        : this(start.Root)
    {
        foreach (FileEntry file in start.Files)
            Hold(file);
        foreach (FileEntry file in start.Withheld)
            Hold(file);
        foreach (PassedOver passed in start.PassedOver)
            _passedOver.Add(passed.Path, passed.Reason);
    }

    /// <inheritdoc cref="FileRoot.Prefix"/>
    public string Prefix => root.Prefix;

    /// <summary>The scan may stop: nothing more is taken.</summary>
    public bool IsFull => _files.Count >= MostFiles || _characters >= MostCharacters;

    /// <param name="path">Relative, with <c>/</c>, in the spelling of the drive.</param>
    public void Add(string path, long length, DateTimeOffset modified) => Add(new FileEntry(root, path, length, modified));

    /// <param name="file">Of this root.</param>
    public void Add(FileEntry file)
    {
        if (IsFull)
            return;
        Take(file);
        if (IsFull)
            PassOver(file.Path, $"The {root.Name} holds more than {MostFiles:N0} files, or endless names. Those that come after this one are not served.");
    }

    /// <summary>What a disc's image holds, as files below the image's own path.</summary>
    /// <param name="disc">Added before.</param>
    /// <returns>False where there is no room for all of it, which is told: of half a disc nothing would start.</returns>
    public bool AddDisc(FileEntry disc, Medium medium)
    {
        long characters = _characters + (disc.Path.Length + 1L) * medium.Files.Count;
        long extents = _extents;
        foreach (MediumFile file in medium.Files)
        {
            characters += file.Path.Length;
            extents += file.Extents.Length;
        }
        if (medium.Files.Count > MostFiles - _files.Count || characters > MostCharacters)
        {
            PassOver(disc.Path, $"The {root.Name} holds more than {MostFiles:N0} files with those in its discs, or endless names: what is on this one is not listed, and does not start. Put it on a drive of its own.");
            return false;
        }
        if (extents > MostExtents)
        {
            PassOver(disc.Path, $"The files in the discs of the {root.Name} lie in more than {MostExtents:N0} pieces with those in this one: what is on it is not listed, and does not start. Make the image anew: each file then lies in one piece.");
            return false;
        }
        _extents = extents;
        foreach (MediumFile file in medium.Files)
            Take(new FileEntry(root, $"{disc.Path}/{file.Path}", file.Length, file.Modified) { Part = new DiscPart(disc, file.Extents) });
        MediumRemark? first = null;
        int leftOut = 0;
        foreach (MediumRemark remark in medium.Remarks)
        {
            if (remark.Path.Length == 0)
                PassOver(disc.Path, remark.Reason);
            else if (leftOut++ == 0)
                first = remark;
        }
        // Most discs have a few links to folders: a line for each would hide what matters.
        if (first is not null)
            PassOver(disc.Path, $"{leftOut} of what is on it cannot be served, first {first.Path}: {first.Reason}");
        return true;
    }

    private void Take(FileEntry file)
    {
        if (Refuse(file.Path) is { } reason)
            PassOver(file.Path, reason);
        else
            Hold(file);
    }

    private void Hold(FileEntry file)
    {
        _characters += file.Path.Length;
        _files.Add(file);
    }

    public void PassOver(string path, string reason) => _passedOver.Add(path, reason);

    public FileIndex Build()
    {
        FileEntry[] sorted = [.. _files];
        Array.Sort(sorted, static (a, b) => string.CompareOrdinal(a.Path, b.Path));
        FileEntry[] withheld = Array.FindAll(sorted, IsWithheld);
        if (withheld.Length > 0)
            sorted = Array.FindAll(sorted, static file => !IsWithheld(file));
        return new FileIndex(root, sorted, withheld, _passedOver.Sorted());

        // What a disc brings is in everybody's hands.
        static bool IsWithheld(FileEntry file) => file.Part is null && Secrets.IsOne(file.PathInRoot);
    }

    private static string? Refuse(string path)
    {
        if (path.Length > TreePath.Most)
            return $"The path is longer than {TreePath.Most} characters.";
        if (path.Contains('\uFFFD'))
            return "A name in this path is no valid UTF-8. Rename it, or mount the drive with its own character set.";
        int depth = 0;
        foreach (Range name in path.AsSpan().Split('/'))
        {
            if (!TreePath.IsName(path.AsSpan(name)))
                return "A name in this path holds a control character, a backslash or a broken character, so no PC can ask for it. Rename it.";
            depth++;
        }
        return depth > MostDepth ? $"The folders are nested deeper than {MostDepth}." : null;
    }
}
