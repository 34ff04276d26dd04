namespace PiBootBox.Media;

/// <summary>
/// Finds the files that symbolic links lead to, within the medium. Links to folders are not followed as a
/// listing: their files are listed at their own place, and a ring of links would have no end.
/// </summary>
internal sealed class MediumLinks(
    Dictionary<string, MediumFile> files, HashSet<string> folders, Dictionary<string, string> links, Action<string, string> passOver)
{
    /// <summary>Links on the way to one file: what Linux allows (path_resolution(7)).</summary>
    private const int MostHops = 40;

    /// <summary>Names looked up for all links together: twenty for each of 50,000.</summary>
    private const int MostSteps = 1_000_000;

    private readonly char[] _path = new char[MediumListing.MostPath];
    private readonly Stack<string> _ahead = [];
    private int _length;
    private int _steps;

    public void Resolve()
    {
        var found = new List<MediumFile>();
        foreach ((string path, string target) in links)
        {
            if (Follow(path, target) is not { } reason)
                found.Add(files[new string(_path, 0, _length)] with { Path = path });
            else
                passOver(path, reason);
        }
        foreach (MediumFile file in found)
            files[file.Path] = file;
    }

    /// <returns>Why the link is not listed; null when <see cref="_path"/> is its file.</returns>
    private string? Follow(string path, string target)
    {
        _ahead.Clear();
        _length = Math.Max(path.LastIndexOf('/'), 0);
        path.AsSpan(0, _length).CopyTo(_path);
        int hops = 0;
        if (Enter(target, ref hops) is { } refusal)
            return refusal;
        while (_ahead.TryPop(out string? name))
        {
            if (!TryStep(name, out string? link))
                return name == ".." ? "This link leads out of the medium." : NothingThere(target);
            if (link is not null && Enter(link, ref hops) is { } reason)
                return reason;
        }

        ReadOnlySpan<char> end = _path.AsSpan(0, _length);
        if (files.GetAlternateLookup<ReadOnlySpan<char>>().ContainsKey(end))
            return null;
        return _length == 0 || folders.GetAlternateLookup<ReadOnlySpan<char>>().Contains(end)
            ? $"A link to a folder: its files are listed at their own place, {MediumListing.Shown(target)}."
            : NothingThere(target);
    }

    private string? Enter(string target, ref int hops)
    {
        if (target.StartsWith('/'))
            return "A link with an absolute target leads out of the medium.";
        if (hops++ == MostHops)
            return "This link leads from link to link without end.";
        string[] names = target.Split('/');
        if ((_steps += names.Length) > MostSteps)
            return "The medium holds more links than are looked up.";
        for (int i = names.Length - 1; i >= 0; i--)
            _ahead.Push(names[i]);
        return null;
    }

    /// <param name="link">Not null when the name is a link: then the path stays where it was.</param>
    /// <returns>False when there is no such step.</returns>
    private bool TryStep(ReadOnlySpan<char> name, out string? link)
    {
        link = null;
        if (name is "" or ".")
            return true;
        if (name is "..")
        {
            if (_length == 0)
                return false;
            _length = Math.Max(_path.AsSpan(0, _length).LastIndexOf('/'), 0);
            return true;
        }
        int before = _length;
        if (_length + 1 + name.Length > _path.Length)
            return false;
        if (_length > 0)
            _path[_length++] = '/';
        name.CopyTo(_path.AsSpan(_length));
        _length += name.Length;
        if (links.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(_path.AsSpan(0, _length), out link))
            _length = before;
        return true;
    }

    private static string NothingThere(string target) => $"This link leads to {MediumListing.Shown(target)}, and nothing is there.";
}
