using System.Text;

namespace PiBootBox.Core.Images.OwnMenus;

/// <summary>
/// grub.cfg and loopback.cfg: entries with linux and initrd. A script of GRUB may compute anything; here plain variables are filled in, the
/// branches of an <c>if</c> are all read, and a word of the command line with anything else to be computed is left out.
/// </summary>
internal sealed class GrubReader : IOwnMenuReader
{
    private static readonly string[] Ends = [";", "{", "}", "then", "else"];

    private const int MostVariables = 200, MostValue = 1024, MostFilled = 2000;

    private readonly Dictionary<string, string> _variables = new(StringComparer.Ordinal);
    private readonly List<OwnEntry> _entries = [];
    private string _id = "", _title = "", _kernel = "", _arguments = "";
    private readonly List<string> _initrds = [];
    private int _filled;

    public Queue<string> Includes { get; } = new();

    public void Read(string text, string folder)
    {
        foreach (string line in text.Replace("\\\n", " ", StringComparison.Ordinal).Split('\n'))
        {
            var command = new List<string>();
            foreach (string word in Words(line))
            {
                if (Array.IndexOf(Ends, word) < 0)
                {
                    command.Add(word);
                    continue;
                }
                ReadCommand(command);
                command.Clear();
            }
            ReadCommand(command);
        }
        Close();
    }

    private void ReadCommand(List<string> words)
    {
        if (words.Count < 2)
            return;
        switch (words[0])
        {
            case "menuentry":
                Close();
                _title = words[1];
                int id = words.IndexOf("--id");
                _id = id > 0 && id + 1 < words.Count ? words[id + 1] : "";
                break;
            case "set" when words[1].Split('=', 2) is [var name, var value]:
                if (_variables.Count < MostVariables && value.Length <= MostValue)
                    _variables[name] = value;
                break;
            case "linux" or "linuxefi" or "linux16":
                // The first one counts, where branches of an if have one each.
                if (_kernel.Length > 0)
                    break;
                _kernel = words[1];
                _arguments = string.Join(' ', words.Skip(2).Where(w => !w.Contains('$')).Select(Quoted));
                break;
            case "initrd" or "initrdefi" or "initrd16":
                if (_initrds.Count == 0)
                    _initrds.AddRange(words.Skip(1));
                break;
            case "source" or "configfile" or ".":
                if (Within(words[1]) is { } include)
                    Includes.Enqueue(include);
                break;
        }
    }

    private void Close()
    {
        if (_kernel.Length > 0 && _entries.Count < OwnMenu.MostEntries && Within(_kernel) is { } kernel)
        {
            var initrds = new List<string>();
            foreach (string name in _initrds)
            {
                if (Within(name) is { } path)
                    initrds.Add(path);
            }
            if (initrds.Count == _initrds.Count)
                _entries.Add(new OwnEntry(_id, _title, kernel, initrds, _arguments));
        }
        _id = _title = _kernel = _arguments = "";
        _initrds.Clear();
    }

    /// <summary>Without the device before it, such as <c>($root)</c> or <c>(loop)</c>.</summary>
    private static string? Within(string path)
    {
        if (path.StartsWith('(') && path.IndexOf(')') is var end and > 0)
            path = path[(end + 1)..];
        return path.Contains('$') ? null : OwnMenu.Resolve(path, "");
    }

    public IReadOnlyList<OwnEntry> Entries
    {
        get
        {
            string chosen = _variables.GetValueOrDefault("default", "");
            var entries = new List<OwnEntry>(_entries);
            return int.TryParse(chosen, out int number)
                ? OwnMenu.DefaultFirst(entries, e => number >= 0 && number < _entries.Count && ReferenceEquals(e, _entries[number]))
                : OwnMenu.DefaultFirst(entries, e => chosen.Length > 0 && (e.Id == chosen || e.Title == chosen));
        }
    }

    /// <summary>Words of a line, without quotes and with plain variables filled in.</summary>
    private List<string> Words(string line)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        char quote = '\0';
        bool isWord = false;
        foreach (char c in line.Trim().TrimEnd('\r') + ' ')
        {
            if (quote != '\0')
            {
                if (c == quote)
                    quote = '\0';
                else
                    word.Append(c);
            }
            else if (c is '\'' or '"')
            {
                (quote, isWord) = (c, true);
            }
            else if (c is not (' ' or '\t' or ';'))
            {
                if (c == '#' && word.Length == 0 && !isWord)
                    break;
                word.Append(c);
            }
            else
            {
                if (word.Length > 0 || isWord)
                    words.Add(Filled(word.ToString()));
                if (c == ';')
                    words.Add(";");
                word.Clear();
                isWord = false;
            }
        }
        return words;
    }

    /// <summary>The kernel takes off quotes around a value that holds spaces.</summary>
    private static string Quoted(string word) =>
        !word.Contains(' ') ? word
        : word.IndexOf('=') is var equals and > 0 ? $"{word[..(equals + 1)]}\"{word[(equals + 1)..]}\""
        : $"\"{word}\"";

    /// <summary>The longest name first, so that <c>$root</c> is not taken for <c>$ro</c>.</summary>
    private string Filled(string word)
    {
        if (!word.Contains('$'))
            return word;
        if (word.Length > MostValue || ++_filled > MostFilled)
            return "$";
        string[] names = [.. _variables.Keys];
        Array.Sort(names, static (a, b) => b.Length != a.Length ? b.Length - a.Length : string.CompareOrdinal(a, b));
        foreach (string name in names)
        {
            string value = _variables[name];
            if (value.Contains('$'))
                continue;
            word = word.Replace($"${{{name}}}", value, StringComparison.Ordinal).Replace($"${name}", value, StringComparison.Ordinal);
            if (word.Length > MostValue)
                return "$";
        }
        return word;
    }
}
