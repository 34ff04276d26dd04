namespace PiBootBox.Core.Images.OwnMenus;

/// <summary>isolinux.cfg and its kin (Syslinux wiki, "Config"): labels with kernel, initrd and append. Keywords in any case.</summary>
internal sealed class SyslinuxReader : IOwnMenuReader
{
    private readonly List<Label> _labels = [];
    private string _default = "";

    public Queue<string> Includes { get; } = new();

    private sealed class Label(string id)
    {
        public string Id => id;

        public string Title { get; set; } = "";

        public string Kernel { get; set; } = "";

        public string Initrd { get; set; } = "";

        public string Arguments { get; set; } = "";

        public bool IsDefault { get; set; }

        public string Folder { get; set; } = "";
    }

    public void Read(string text, string folder)
    {
        foreach (string line in text.Split('\n'))
        {
            (string keyword, string rest) = Split(line);
            if (keyword == "menu")
            {
                (keyword, rest) = Split(rest);
                keyword = "menu " + keyword;
            }
            ReadLine(keyword, rest, folder);
        }
    }

    private void ReadLine(string keyword, string rest, string folder)
    {
        switch (keyword)
        {
            case "default" or "ontimeout":
                if (_default.Length == 0)
                    _default = rest;
                return;
            case "include" or "menu include":
                if (OwnMenu.Resolve(rest.Split(' ')[0], folder) is { } path)
                    Includes.Enqueue(path);
                return;
            case "label":
                if (_labels.Count < OwnMenu.MostEntries)
                    _labels.Add(new Label(rest) { Folder = folder });
                return;
        }
        if (_labels.Count == 0)
            return;
        Label label = _labels[^1];
        switch (keyword)
        {
            case "menu label":
                // The caret marks the letter that chooses it.
                label.Title = rest.Replace("^", "", StringComparison.Ordinal);
                break;
            case "menu default":
                label.IsDefault = true;
                break;
            case "kernel" or "linux":
                label.Kernel = rest;
                break;
            case "initrd":
                label.Initrd = rest;
                break;
            case "append":
                label.Arguments = rest == "-" ? "" : rest;
                break;
        }
    }

    public IReadOnlyList<OwnEntry> Entries
    {
        get
        {
            var entries = new List<OwnEntry>();
            string chosen = _default;
            foreach (Label label in _labels)
            {
                if (label.IsDefault)
                    chosen = label.Id;
                if (Entry(label) is { } entry)
                    entries.Add(entry);
            }
            return OwnMenu.DefaultFirst(entries, e => e.Id == chosen);
        }
    }

    /// <summary>Its RAM disks may stand in <c>append</c> as well; then <c>initrd=</c> names them, with commas.</summary>
    private static OwnEntry? Entry(Label label)
    {
        if (label.Kernel.Length == 0 || label.Kernel.EndsWith(".c32", StringComparison.OrdinalIgnoreCase))
            return null;
        string initrd = label.Initrd;
        var arguments = new List<string>();
        foreach (string word in label.Arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (!word.StartsWith("initrd=", StringComparison.Ordinal))
                arguments.Add(word);
            else if (label.Initrd.Length == 0)
                initrd = word["initrd=".Length..];
        }
        var initrds = new List<string>();
        foreach (string name in initrd.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (OwnMenu.Resolve(name, label.Folder) is not { } path)
                return null;
            initrds.Add(path);
        }
        return OwnMenu.Resolve(label.Kernel, label.Folder) is { } kernel
            ? new OwnEntry(label.Id, label.Title, kernel, initrds, string.Join(' ', arguments))
            : null;
    }

    /// <summary>The first word in lower case, and the rest of the line.</summary>
    private static (string Keyword, string Value) Split(string line)
    {
        string text = line.Replace('\t', ' ').Trim();
        int space = text.IndexOf(' ');
        return space < 0 ? (text.ToLowerInvariant(), "") : (text[..space].ToLowerInvariant(), text[space..].Trim());
    }
}
