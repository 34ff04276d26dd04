using System.Globalization;
using System.Text;

namespace PiBootBox.Media.Wim;

internal enum WimXmlPart
{
    Open,
    Close,
    Text,
}

/// <summary>
/// Steps through the elements and texts of a WIM file's list. It forgives what is no XML, and knows neither comments
/// nor declarations of entities: the framework's reader would cost the program a tenth of its size.
/// </summary>
internal ref struct WimXml(ReadOnlySpan<char> xml)
{
    private ReadOnlySpan<char> _rest = xml;
    private bool _closes;

    public WimXmlPart Part { get; private set; }

    /// <summary>Name of the element that opens or closes.</summary>
    public ReadOnlySpan<char> Name { get; private set; }

    /// <summary>The attributes of an element that opens; or a text, with its entities.</summary>
    public ReadOnlySpan<char> Content { get; private set; }

    public bool TryNext()
    {
        if (_closes)
        {
            _closes = false;
            Part = WimXmlPart.Close;
            return true;
        }
        while (!_rest.IsEmpty)
        {
            int open = _rest.IndexOf('<');
            if (open != 0)
            {
                Content = open < 0 ? _rest : _rest[..open];
                _rest = _rest[Content.Length..];
                Part = WimXmlPart.Text;
                return true;
            }
            int close = _rest.IndexOf('>');
            if (close < 0)
                break;
            ReadOnlySpan<char> tag = _rest[1..close];
            _rest = _rest[(close + 1)..];
            if (tag.IsEmpty || tag[0] is '?' or '!')
                continue;
            Part = tag[0] == '/' ? WimXmlPart.Close : WimXmlPart.Open;
            _closes = Part == WimXmlPart.Open && tag[^1] == '/';
            tag = tag.Trim('/').Trim();
            int end = tag.IndexOfAny(' ', '\t', '\n');
            Name = end < 0 ? tag : tag[..end];
            Content = tag[Name.Length..];
            return true;
        }
        _rest = [];
        return false;
    }

    /// <returns>Empty where there is no such attribute.</returns>
    public readonly ReadOnlySpan<char> Attribute(ReadOnlySpan<char> name)
    {
        ReadOnlySpan<char> rest = Content;
        while (rest.IndexOf('=') is var equals and > 0)
        {
            ReadOnlySpan<char> key = rest[..equals].Trim();
            rest = rest[(equals + 1)..].TrimStart();
            if (rest.IsEmpty || rest[0] is not ('"' or '\''))
                return [];
            int end = rest[1..].IndexOf(rest[0]);
            if (end < 0)
                return [];
            if (key.SequenceEqual(name))
                return rest.Slice(1, end);
            rest = rest[(end + 2)..];
        }
        return [];
    }

    /// <summary>With the five entities of XML and character numbers resolved.</summary>
    public static string Unescape(ReadOnlySpan<char> text)
    {
        var plain = new StringBuilder(text.Length);
        while (text.IndexOf('&') is var at and >= 0)
        {
            plain.Append(text[..at]);
            text = text[at..];
            int end = text[..Math.Min(text.Length, 12)].IndexOf(';');
            string? meant = end < 0 ? null : Entity(text[1..end]);
            plain.Append(meant ?? "&");
            text = text[(meant is null ? 1 : end + 1)..];
        }
        return plain.Append(text).ToString();
    }

    private static string? Entity(ReadOnlySpan<char> name) => name switch
    {
        "amp" => "&",
        "lt" => "<",
        "gt" => ">",
        "quot" => "\"",
        "apos" => "'",
        ['#', 'x', .. var digits] => Character(digits, NumberStyles.AllowHexSpecifier),
        ['#', .. var digits] => Character(digits, NumberStyles.None),
        _ => null,
    };

    private static string? Character(ReadOnlySpan<char> digits, NumberStyles style) =>
        int.TryParse(digits, style, CultureInfo.InvariantCulture, out int number) && Rune.IsValid(number)
            ? new Rune(number).ToString()
            : null;
}
