using System.Text;

namespace PiBootBox.Core.Panel.Fonts;

/// <summary>
/// Letters of one size, each as wide as it needs to be. They are read from a drawing: bands of glyphs side by side, the characters
/// in a band's first line, then a line for each row of pixels, <c>#</c> lit. A glyph may end early: the rows below are empty.
/// </summary>
public sealed class PixelFont
{
    /// <summary>Of one text: what comes behind it is not looked at, however long a name on a drive is.</summary>
    public const int MostCharacters = 240;

    private const char Placeholder = '\u25A1';

    /// <summary>Accents, as their characters in the drawing, with the letters that they make and the letters below them.</summary>
    private static readonly (char Accent, string Made, string Base)[] Composed =
    [
        ('\u00B4', "\u00E1\u00E9\u00ED\u00F3\u00FA\u00FD", "ae\u0131ouy"),
        ('`', "\u00E0\u00E8\u00EC\u00F2\u00F9", "ae\u0131ou"),
        ('^', "\u00E2\u00EA\u00EE\u00F4\u00FB", "ae\u0131ou"),
        ('\u00A8', "\u00E4\u00EB\u00EF\u00F6\u00FC\u00FF", "ae\u0131ouy"),
        ('~', "\u00E3\u00F1\u00F5", "ano"),
        ('\u00B0', "\u00E5", "a"),
    ];

    /// <summary>What looks near enough, by the letter that is drawn for it.</summary>
    private static readonly (char Drawn, string Instead)[] Alike =
    [
        ('\'', "\u2018\u2019\u201B\u00B4"), ('"', "\u201C\u201D\u201E\u00AB\u00BB"), ('-', "\u2010\u2011\u2012\u2013\u2014\u2212"),
        (' ', "\u00A0\u202F"), ('A', "\u00C0\u00C1\u00C2\u00C3\u00C5"), ('C', "\u00C7"), ('c', "\u00E7"), ('E', "\u00C8\u00C9\u00CA\u00CB"),
        ('I', "\u00CC\u00CD\u00CE\u00CF"), ('N', "\u00D1"), ('O', "\u00D2\u00D3\u00D4\u00D5\u00D8"), ('o', "\u00F8"),
        ('U', "\u00D9\u00DA\u00DB"), ('Y', "\u00DD"),
    ];

    /// <summary>By the character's number.</summary>
    private readonly Dictionary<int, ushort[]> _columns = [];
    private readonly ushort[] _placeholder;

    /// <param name="drawing">See the class.</param>
    /// <param name="accents">Drawn like letters, at the rows where they stand above a small letter.</param>
    internal PixelFont(int height, int gap, int space, ReadOnlySpan<byte> drawing, ReadOnlySpan<byte> accents)
    {
        Height = height;
        Gap = gap;
        _columns[' '] = new ushort[space];
        Read(drawing, _columns, height);
        var marks = new Dictionary<int, ushort[]>();
        Read(accents, marks, height);
        foreach ((char accent, string made, string below) in Composed)
        {
            for (int i = 0; i < made.Length; i++)
                _columns[made[i]] = Compose(_columns[below[i]], marks[accent]);
        }
        foreach ((char drawn, string instead) in Alike)
        {
            foreach (char other in instead)
                _columns[other] = _columns[drawn];
        }
        _placeholder = _columns[Placeholder];
    }

    /// <summary>Of a line in pixels, with what hangs below it.</summary>
    public int Height { get; }

    /// <summary>Empty columns between two letters.</summary>
    public int Gap { get; }

    /// <summary>Of a text in pixels, without a gap behind it.</summary>
    public int Measure(ReadOnlySpan<char> text)
    {
        int width = 0;
        foreach (ReadOnlySpan<ushort> glyph in Glyphs(text))
            width += glyph.Length + Gap;
        return Math.Max(0, width - Gap);
    }

    /// <summary>The columns of each character in turn, the least significant bit on top. What this font does not draw is one visible placeholder.</summary>
    public GlyphReader Glyphs(ReadOnlySpan<char> text) => new(this, text);

    private ReadOnlySpan<ushort> Columns(Rune rune) =>
        _columns.TryGetValue(rune.Value, out ushort[]? columns) ? columns : _placeholder;

    private static void Read(ReadOnlySpan<byte> drawing, Dictionary<int, ushort[]> into, int height)
    {
        string[] lines = Encoding.UTF8.GetString(drawing).Split('\n');
        string[] names = [];
        int row = 0;
        foreach (string line in lines)
        {
            if (line.Length == 0)
            {
                names = [];
                continue;
            }
            string[] cells = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (names.Length == 0)
            {
                names = cells;
                row = 0;
                continue;
            }
            if (cells.Length != names.Length || row == height)
                throw new FormatException($"The band of {names[0]} is broken at row {row}.");
            for (int i = 0; i < cells.Length; i++)
                AddRow(into, names[i][0], cells[i], row);
            row++;
        }
    }

    private static void AddRow(Dictionary<int, ushort[]> into, char name, string cells, int row)
    {
        if (!into.TryGetValue(name, out ushort[]? columns))
            into[name] = columns = new ushort[cells.Length];
        if (columns.Length != cells.Length)
            throw new FormatException($"The rows of {name} differ in length.");
        for (int x = 0; x < cells.Length; x++)
        {
            if (cells[x] == '#')
                columns[x] |= (ushort)(1 << row);
        }
    }

    /// <summary>Centred; a letter narrower than its accent grows.</summary>
    private static ushort[] Compose(ushort[] letter, ushort[] accent)
    {
        int width = Math.Max(letter.Length, accent.Length);
        var made = new ushort[width];
        for (int x = 0; x < letter.Length; x++)
            made[x + (width - letter.Length) / 2] |= letter[x];
        for (int x = 0; x < accent.Length; x++)
            made[x + (width - accent.Length + 1) / 2] |= accent[x];
        return made;
    }

    public ref struct GlyphReader
    {
        private readonly PixelFont _font;
        private SpanRuneEnumerator _runes;

        internal GlyphReader(PixelFont font, ReadOnlySpan<char> text)
        {
            _font = font;
            _runes = text[..Math.Min(text.Length, MostCharacters)].EnumerateRunes();
        }

        public readonly ReadOnlySpan<ushort> Current => _font.Columns(_runes.Current);

        public bool MoveNext() => _runes.MoveNext();

        public readonly GlyphReader GetEnumerator() => this;
    }
}
