using System.Text;

namespace PiBootBox.Media;

/// <summary>Collects what a reader finds on a medium, within its bounds: what is left out is told.</summary>
public sealed class MediumListing(MediumBounds bounds)
{
    /// <summary>Characters of a path, as everywhere in the box.</summary>
    public const int MostPath = 1024;

    private const int MostRemarks = 500;
    private const int MostNameShown = 80;

    /// <summary>Characters of all paths together, at two bytes each: ten times what 25,000 packages need.</summary>
    private const int MostCharacters = 16 * 1024 * 1024;

    private readonly Dictionary<string, MediumFile> _files = new(StringComparer.Ordinal);
    private readonly HashSet<string> _folders = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _links = new(StringComparer.Ordinal);
    private readonly List<MediumRemark> _remarks = [];
    private int _untold;
    private long _characters;
    private long _folderBytes;
    private bool _isFull;

    /// <summary>The reader may stop: nothing more is taken.</summary>
    public bool IsFull => _isFull;

    /// <summary>Asked before the records of a folder are read.</summary>
    /// <returns>False when they would cost more than the medium may; <see cref="IsFull"/> from then on.</returns>
    public bool TrySpend(long folderBytes)
    {
        if (folderBytes < 0 || folderBytes > bounds.FolderBytes - _folderBytes)
            Fill("The folders of this medium take more room than any usual medium's. Some were not looked at.");
        else
            _folderBytes += folderBytes;
        return !_isFull;
    }

    /// <summary>The medium has cost its most of reading; <see cref="IsFull"/> from then on.</summary>
    public void Stop() => Fill("Its records lie scattered all over it as on no usual medium, and finding them would take too long. Some files are not listed.");

    /// <param name="folder">A path that this method gave before; empty for the root.</param>
    /// <returns>Null, with a remark, when no PC could ask for such a name.</returns>
    public string? PathOf(string folder, string name)
    {
        string? refusal =
            !FileName.IsFit(name) || name.Contains('\uFFFD')
                ? "A name with a control character, a slash or a broken character: no PC can ask for it."
            : folder.Length + 1 + name.Length > MostPath ? $"The path is longer than {MostPath} characters."
            : null;
        if (refusal is null)
            return folder.Length == 0 ? name : $"{folder}/{name}";
        string shown = Shown(name);
        PassOver(folder.Length == 0 ? shown : $"{folder}/{shown}", refusal);
        return null;
    }

    /// <param name="depth">Folders above this one: 0 for a folder in the root.</param>
    /// <returns>False, with a remark, when it is not to be looked into.</returns>
    public bool TryAddFolder(string path, int depth)
    {
        if (depth >= bounds.Depth)
        {
            PassOver(path, $"The folders are nested deeper than {bounds.Depth}.");
            return false;
        }
        if (!HasRoomFor(path, _folders.Count) || !IsNew(path))
            return false;
        _folders.Add(path);
        return true;
    }

    /// <param name="extents">As the medium names them, each within it; neighbours are joined here.</param>
    public void AddFile(string path, DateTimeOffset modified, ReadOnlySpan<Extent> extents)
    {
        if (!HasRoomFor(path, _files.Count + _links.Count) || !IsNew(path))
            return;
        Extent[] joined = Join(extents);
        long length = 0;
        foreach (Extent extent in joined)
            length += extent.Length;
        _files.Add(path, new MediumFile(path, length, modified, joined));
    }

    /// <summary>A symbolic link. What it leads to is found out in <see cref="Build"/>.</summary>
    public void AddLink(string path, string target)
    {
        if (!HasRoomFor(path, _files.Count + _links.Count) || !IsNew(path))
            return;
        _characters += target.Length;
        _links.Add(path, target);
    }

    /// <param name="reason">
    /// A sentence, and the cure where there is one. Not heard once the medium is full: what was not looked at is not damaged.
    /// </param>
    public void PassOver(string path, string reason)
    {
        if (_isFull)
            return;
        if (_remarks.Count < MostRemarks)
            _remarks.Add(new MediumRemark(path, reason));
        else
            _untold++;
    }

    public Medium Build(MediumFormat format, string label)
    {
        if (_links.Count > 0)
            new MediumLinks(_files, _folders, _links, PassOver).Resolve();
        MediumFile[] files = [.. _files.Values];
        Array.Sort(files, static (a, b) => string.CompareOrdinal(a.Path, b.Path));
        _remarks.Sort(static (a, b) => string.CompareOrdinal(a.Path, b.Path));
        if (_untold > 0)
            _remarks.Add(new MediumRemark("", $"{_untold} more were passed over; only {MostRemarks} are listed."));
        return new Medium(format, label, files, _remarks);
    }

    /// <summary>Text of a medium, fit for a sentence: no control characters, and the words behind it stay in sight.</summary>
    internal static string Shown(string text)
    {
        var shown = new StringBuilder(MostNameShown);
        foreach (char c in text)
        {
            if (shown.Length == MostNameShown)
                return shown.Append("...").ToString();
            shown.Append(char.IsControl(c) || char.IsSurrogate(c) ? '?' : c);
        }
        return shown.ToString();
    }

    private bool IsNew(string path)
    {
        if (!_files.ContainsKey(path) && !_folders.Contains(path) && !_links.ContainsKey(path))
            return true;
        PassOver(path, "The medium has this name twice. What comes first is listed.");
        return false;
    }

    private bool HasRoomFor(string path, int count)
    {
        _characters += path.Length;
        if (count >= bounds.Files || _characters > MostCharacters)
            Fill($"The medium holds more than {bounds.Files} files or folders, or endless names. Some are not listed.");
        return !_isFull;
    }

    private void Fill(string reason)
    {
        if (_isFull)
            return;
        _isFull = true;
        _remarks.Add(new MediumRemark("", reason));
    }

    private static Extent[] Join(ReadOnlySpan<Extent> extents)
    {
        var joined = new Extent[extents.Length];
        int count = 0;
        foreach (Extent extent in extents)
        {
            if (extent.Length <= 0)
                continue;
            if (count > 0 && joined[count - 1] is var last && last.Offset + last.Length == extent.Offset)
                joined[count - 1] = last with { Length = last.Length + extent.Length };
            else
                joined[count++] = extent;
        }
        Array.Resize(ref joined, count);
        return joined;
    }
}
