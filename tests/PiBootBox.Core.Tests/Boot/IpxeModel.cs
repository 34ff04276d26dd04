using System.Text;

namespace PiBootBox.Core.Tests.Boot;

/// <summary>
/// iPXE's script interpreter as far as the menu uses it, after its sources of 1.21.1: core/exec.c,
/// image/script.c, core/settings.c, hci/commands/menu_cmd.c, hci/tui/menu_ui.c. It does what it is told
/// by a script and keeps a transcript; a command that it does not know fails the test.
/// </summary>
internal sealed class IpxeModel
{
    /// <summary>More than any sound script of the tests needs: a ring of gotos ends here.</summary>
    private const int MostCommands = 20_000;

    private readonly string _script;
    private readonly Func<IpxeModel, string?> _choose;
    private readonly HashSet<string> _failing;
    private int _offset;
    private bool _jumped, _stopped;

    /// <param name="choose">The person at the menu: an item's label, or null for Escape.</param>
    /// <param name="failing">Commands that fail, such as "kernel".</param>
    public IpxeModel(string script, Func<IpxeModel, string?> choose, params string[] failing)
    {
        (_script, _choose, _failing) = (script, choose, [.. failing]);
    }

    public Dictionary<string, string> Settings { get; } = [];

    /// <summary>Commands as they were executed: settings expanded, one string an argument.</summary>
    public List<string[]> Executed { get; } = [];

    public string MenuTitle { get; private set; } = "";

    /// <summary>Label (null for a gap) and text.</summary>
    public List<(string? Label, string Text)> Items { get; } = [];

    public string Default { get; private set; } = "";

    public int Timeout { get; private set; }

    public int MenusShown { get; private set; }

    /// <summary>The status of "exit"; null when the script went on to a kernel or a reboot.</summary>
    public int? ExitStatus { get; private set; }

    public static IpxeModel OnBios(string script, Func<IpxeModel, string?> choose, params string[] failing) =>
        new(script, choose, failing)
        {
            Settings =
            {
                ["platform"] = "pcbios", ["buildarch"] = "i386", ["memsize"] = "511", ["netX/mac"] = "52:54:00:12:34:56",
                ["netX/ip"] = "10.0.0.100", ["manufacturer"] = "QEMU", ["product"] = "Standard PC (i440FX + PIIX, 1996)",
            },
        };

    public static IpxeModel OnEfi(string script, Func<IpxeModel, string?> choose, params string[] failing) =>
        new(script, choose, failing)
        {
            Settings =
            {
                ["platform"] = "efi", ["buildarch"] = "x86_64", ["memsize"] = "0", ["netX/mac"] = "52:54:00:12:34:57",
                ["netX/ip"] = "10.0.0.101", ["manufacturer"] = "QEMU", ["product"] = "Standard PC (Q35 + ICH9, 2009)",
            },
        };

    /// <summary>Runs to the end: until a command leaves iPXE. A script that fails on the way throws.</summary>
    public IpxeModel Run()
    {
        if (!_script.StartsWith("#!ipxe\n", StringComparison.Ordinal))
            throw new InvalidOperationException("no script");
        while (!_stopped && _offset < _script.Length)
        {
            string line = NextLine(out _, out string command);
            if (System(command) != 0 && !_stopped)
                throw new InvalidOperationException($"the script ended at: {line}");
        }
        return this;
    }

    /// <summary>The screen of 80 by 25 as the menu draws it, without trailing spaces.</summary>
    public string Screen()
    {
        const int columns = 78, rows = 20, pad = 2;
        var screen = new List<string> { "", new string(' ', Math.Max(0, (80 - MenuTitle.Length) / 2)) + MenuTitle, "" };
        int current = Math.Max(0, Items.FindIndex(i => i.Label == Default));
        int first = current / rows * rows;
        foreach ((string? label, string text) in Items.Skip(first).Take(rows))
        {
            char[] row = new string(' ', columns).ToCharArray();
            text.AsSpan(0, Math.Min(text.Length, columns - 2 * pad)).CopyTo(row.AsSpan(pad));
            if (label == Default && Timeout > 0)
            {
                string count = $"({(Timeout + 999) / 1000})";
                count.CopyTo(row.AsSpan(columns - pad - count.Length));
            }
            screen.Add((" " + (label is not null && label == Default ? ">" : " ") + new string(row)[1..]).TrimEnd());
        }
        return string.Join('\n', screen) + "\n";
    }

    private string NextLine(out string? label, out string command)
    {
        var line = new StringBuilder();
        while (true)
        {
            int end = _script.IndexOf('\n', _offset) is var e and >= 0 ? e : _script.Length;
            line.Append(_script, _offset, end - _offset);
            _offset = end + 1;
            if (line.Length > 0 && line[^1] == '\r')
                line.Length--;
            if (line.Length == 0 || line[^1] != '\\' || _offset >= _script.Length)
                break;
            line.Length--;
        }
        command = line.ToString().TrimStart(' ', '\t', '\r', '\v', '\f');
        label = null;
        if (command.StartsWith(':'))
        {
            string[] parts = command[1..].Split([' ', '\t'], 2);
            (label, command) = (parts[0], parts.Length > 1 ? parts[1] : "");
        }
        return line.ToString();
    }

    private int System(string command)
    {
        string[] tokens = command.Split([' ', '\t', '\n', '\r', '\v', '\f'], StringSplitOptions.RemoveEmptyEntries);
        int at = 0, status = 0;
        bool process = true;
        while (true)
        {
            int end = at;
            while (end < tokens.Length && tokens[end][0] != '#' && tokens[end] is not ("||" or "&&" or ";"))
                end++;
            if (process)
            {
                status = Execute([.. tokens[at..end].Select(Expand)]);
                if (_jumped || _stopped)
                {
                    _jumped = false;
                    return status;
                }
            }
            if (end == tokens.Length || tokens[end][0] == '#')
                return status;
            process = tokens[end] switch { "||" => status != 0, "&&" => status == 0, _ => true };
            at = end + 1;
        }
    }

    private string Expand(string token)
    {
        while (true)
        {
            int start = -1, end = -1;
            for (int i = 0; i < token.Length && end < 0; i++)
            {
                if (token[i] == '$' && i + 1 < token.Length && token[i + 1] == '{')
                    start = i;
                if (start >= 0 && token[i] == '}')
                    end = i;
            }
            if (end < 0)
                return token;
            string[] name = token[(start + 2)..end].Split(':');
            string value = Settings.GetValueOrDefault(name[0], "");
            if (name is [_, "hexhyp"])
                value = value.Replace(':', '-');
            token = token[..start] + value + token[(end + 1)..];
        }
    }

    private int Execute(string[] words)
    {
        if (words.Length == 0)
            return 0;
        if (Executed.Count > MostCommands)
            throw new InvalidOperationException("the script runs in a ring");
        Executed.Add(words);
        if (_failing.Contains(words[0]))
            return 1;
        switch (words[0])
        {
            case "set":
                Set(words);
                return 0;
            case "clear":
                return Settings.Remove(words[1]) ? 0 : 1;
            case "isset":
                return words.Length > 1 && words[1].Length > 0 ? 0 : 1;
            case "iseq":
                return words.Length == 3 && words[1] == words[2] ? 0 : 1;
            case "goto":
                return Goto(words[1]);
            case "menu":
                if (Operands(words) is not { } title)
                    return 1;
                MenuTitle = string.Join(' ', title);
                Items.Clear();
                return 0;
            case "item":
                if (Operands(words, "--gap") is not { } row)
                    return 1;
                Items.Add(words is [_, "--gap", ..] ? (null, string.Join(' ', row)) : (row[0], string.Join(' ', row[1..])));
                return 0;
            case "choose":
                return Choose(words);
            case "exit":
                ExitStatus = words.Length > 1 ? int.Parse(words[1]) : 0;
                _stopped = true;
                return ExitStatus.Value;
            case "boot" or "reboot":
                _stopped = true;
                return 0;
            case "sanboot":
                _stopped = true;
                return 0;
            case "dhcp":
                Settings["netX/ip"] = "10.0.0.100";
                return 0;
            case "echo":
                return Operands(words) is null ? 1 : 0;
            case "imgfree" or "kernel" or "shim" or "initrd" or "shell" or "prompt" or "chain":
                return 0;
            default:
                throw new InvalidOperationException($"no such command: {words[0]}");
        }
    }

    /// <summary>core/getopt.c: options end at the first word without a hyphen, and at <c>--</c>.</summary>
    /// <returns>Null for an option that the command does not have, or that the box has no use for.</returns>
    private static string[]? Operands(string[] words, params string[] options)
    {
        int at = 1;
        for (; at < words.Length && words[at].StartsWith('-'); at++)
        {
            if (words[at] == "--")
                return words[(at + 1)..];
            if (!options.Contains(words[at]))
                return null;
        }
        return words[at..];
    }

    private void Set(string[] words)
    {
        string[] name = words[1].Split(':');
        string value = string.Join(' ', words[2..]);
        if (name.Length > 1 && name[1] == "hex")
            value = Encoding.Latin1.GetString(Convert.FromHexString(value.Replace(":", "")));
        if (value.Length == 0)
            Settings.Remove(name[0]);
        else
            Settings[name[0]] = value;
    }

    private int Goto(string wanted)
    {
        int saved = _offset;
        _offset = 0;
        while (_offset < _script.Length)
        {
            int line = _offset;
            NextLine(out string? label, out _);
            if (label == wanted)
            {
                _offset = line;
                _jumped = true;
                return 0;
            }
        }
        _offset = saved;
        return 1;
    }

    private int Choose(string[] words)
    {
        if (words is not [_, "--timeout", var timeout, "--default", var choice, var setting])
            throw new InvalidOperationException($"choose: {string.Join(' ', words)}");
        (Timeout, Default) = (int.Parse(timeout), choice);
        MenusShown++;
        if (_choose(this) is not { } picked)
            return 1;
        if (!Items.Any(i => i.Label == picked))
            throw new InvalidOperationException($"nobody can choose {picked}");
        Settings[setting] = picked;
        return 0;
    }
}
