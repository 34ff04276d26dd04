using System.Text.Json;

namespace PiBootBox.Core.Images;

/// <summary>Walks through the tokens of a settings file and writes down what is wrong, with its line.</summary>
internal ref struct SettingsCursor
{
    private const int MostText = 1024;
    private const int MostMistakes = 50;

    /// <summary>What belongs to the box alone: a stick from anywhere must not turn it into something else.</summary>
    private static readonly HashSet<string> BoxKeys = new(StringComparer.OrdinalIgnoreCase)
    {
        "interface", "interfaces", "role", "dhcp", "range", "ranges", "router", "dns", "ntp", "domain", "lease", "leaseTime",
        "reservations", "relayed", "drive", "loaders", "state", "path", "paths", "httpPort", "port", "verbose", "key", "keys",
        "certificate", "certificates", "password", "user", "address", "architecture", "loader",
    };

    private readonly ReadOnlySpan<byte> _json;
    private readonly List<SettingMistake> _mistakes;
    private readonly bool _isOfBox;
    private Utf8JsonReader _reader;
    private int _line = 1, _countedTo;

    internal static readonly JsonReaderOptions Format = new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip };

    /// <param name="isOfBox">The file is the box's own, not a drive's.</param>
    public SettingsCursor(ReadOnlySpan<byte> json, List<SettingMistake> mistakes, bool isOfBox = false)
    {
        _json = WithoutMark(json);
        (_mistakes, _isOfBox) = (mistakes, isOfBox);
        _reader = new Utf8JsonReader(_json, Format);
    }

    /// <summary>Windows' editor begins a UTF-8 file with this mark, and the JSON reader stops at it.</summary>
    internal static ReadOnlySpan<byte> WithoutMark(ReadOnlySpan<byte> json) => json.StartsWith("\uFEFF"u8) ? json[3..] : json;

    /// <summary>Of the token that was just read, from 1.</summary>
    public int Line
    {
        get
        {
            // Counted on from where it was asked for last: from the start each time, a long list would take the square of its length.
            int at = (int)_reader.TokenStartIndex;
            _line += _json[_countedTo..at].Count((byte)'\n');
            _countedTo = at;
            return _line;
        }
    }

    public void Mistake(string sentence) => Mistake(sentence, Line);

    public readonly void Mistake(string sentence, int line)
    {
        if (_mistakes.Count < MostMistakes)
            _mistakes.Add(new SettingMistake(line, sentence));
    }

    /// <summary>Into the object that comes next; anything else is reported and skipped.</summary>
    public bool Enter(string what)
    {
        _reader.Read();
        return EnterItem(what);
    }

    /// <summary>Into the object of a list on which <see cref="NextItem"/> stands.</summary>
    public bool EnterItem(string what)
    {
        if (_reader.TokenType == JsonTokenType.StartObject)
            return true;
        Mistake($"{what} must be an object: {{ \"name\": value, ... }}.");
        _reader.Skip();
        return false;
    }

    /// <summary>Into the list that comes next; anything else is reported and skipped.</summary>
    public bool EnterList(string what, string item)
    {
        _reader.Read();
        if (_reader.TokenType == JsonTokenType.StartArray)
            return true;
        Mistake($"{what} must be a list: [{item}, ...].");
        _reader.Skip();
        return false;
    }

    /// <returns>False at the end of the list.</returns>
    public bool NextItem()
    {
        _reader.Read();
        return _reader.TokenType != JsonTokenType.EndArray;
    }

    /// <returns>False at the end of the object.</returns>
    public bool NextKey(out string key)
    {
        _reader.Read();
        if (_reader.TokenType != JsonTokenType.PropertyName)
        {
            key = "";
            return false;
        }
        key = GetString();
        return true;
    }

    public string? Text(string key)
    {
        _reader.Read();
        if (_reader.TokenType == JsonTokenType.String && GetString().Trim() is { Length: > 0 and <= MostText } text)
            return text;
        Mistake($"\"{key}\" must be a text in quotes, of 1 to {MostText:N0} characters.");
        _reader.Skip();
        return null;
    }

    public int? Number(string key, int least, int most, string unit)
    {
        _reader.Read();
        if (_reader.TokenType == JsonTokenType.Number && _reader.TryGetInt32(out int number) && number >= least && number <= most)
            return number;
        Mistake($"\"{key}\" must be a whole number from {least} to {most} ({unit}).");
        _reader.Skip();
        return null;
    }

    public bool? Flag(string key)
    {
        _reader.Read();
        if (_reader.TokenType is JsonTokenType.True or JsonTokenType.False)
            return _reader.GetBoolean();
        Mistake($"\"{key}\" must be true or false.");
        _reader.Skip();
        return null;
    }

    public void Unknown(string key, string known)
    {
        Mistake(!_isOfBox && BoxKeys.Contains(key)
            ? $"\"{key}\" is a setting of the box, and a drive cannot change it. Set it in /etc/pibootbox/pibootbox.json on the box."
            : $"\"{Printable.Name(key)}\" is not known. Possible here: {known}.");
        Skip();
    }

    /// <summary>Over the value of the key that was just read.</summary>
    public void Skip()
    {
        _reader.Read();
        _reader.Skip();
    }

    /// <exception cref="JsonException">Something follows.</exception>
    public void ExpectEnd() => _reader.Read();

    /// <summary>A broken escape such as half a surrogate pair is no text, and no reason to stop.</summary>
    private string GetString()
    {
        try
        {
            return _reader.GetString()!;
        }
        catch (InvalidOperationException)
        {
            Mistake("This text holds a broken character. Write it anew.");
            return "";
        }
    }
}
