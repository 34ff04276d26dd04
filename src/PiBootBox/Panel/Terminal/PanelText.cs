using PiBootBox.Core.Panel;

namespace PiBootBox.Panel.Terminal;

/// <summary>The whole panel in lines of text: the display in its frame, the LEDs below it.</summary>
/// <param name="colours">For a terminal; without, each LED's name stands beside it all the same.</param>
internal sealed class PanelText(bool colours)
{
    private const string Plain = "\e[0m", Bright = "\e[97m", Dim = "\e[2m", Grey = "\e[90m";
    private const string Asleep = "The display sleeps. Any key wakes it.", NoDisplay = "There is no picture yet.";

    /// <summary>Columns and rows that a large picture needs, with its frame.</summary>
    private const int FrameColumns = 2;

    private static readonly (Leds Led, string Name, string Colour)[] Lamps =
    [
        (Leds.Ready, "ready", "\e[92m"), (Leds.Activity, "activity", "\e[94m"), (Leds.Attention, "attention", "\e[91m"),
    ];

    /// <param name="most">Columns and lines that there are; the picture is large where it fits.</param>
    public List<string> Lines(PanelPicture picture, (int Columns, int Lines) most)
    {
        var size = picture.Frame?.Size ?? DisplaySize.Tall;
        bool isLarge = most.Columns >= size.Width + FrameColumns && most.Lines >= size.Height / 2 + 4;
        int width = isLarge ? size.Width : size.Width / 2;
        string[] rows = picture switch
        {
            { Light: PanelLight.Off } => Note(Asleep, width, isLarge ? size.Height / 2 : size.Height / 4),
            { Frame: null } => Note(NoDisplay, width, isLarge ? size.Height / 2 : size.Height / 4),
            { Frame: var frame } => isLarge ? FrameText.Blocks(frame) : FrameText.Braille(frame),
        };
        string light = picture.Light == PanelLight.Bright ? Bright : Dim;
        string edge = new('─', width);
        var lines = new List<string> { Coloured(Grey, $"╭{edge}╮") };
        foreach (string row in rows)
            lines.Add(Coloured(Grey, "│") + Coloured(light, row) + Coloured(Grey, "│"));
        lines.Add(Coloured(Grey, $"╰{edge}╯"));
        lines.Add(LampLine(picture.Lit));
        return lines;
    }

    private string LampLine(Leds lit)
    {
        string line = "";
        foreach ((Leds led, string name, string colour) in Lamps)
            line += $"  {(lit.HasFlag(led) ? Coloured(colour, "●") : Coloured(Grey, "○"))} {name}";
        return line;
    }

    private static string[] Note(string text, int width, int height)
    {
        var rows = new string[height];
        Array.Fill(rows, new string(' ', width));
        int left = (width - text.Length) / 2;
        rows[height / 2] = (new string(' ', left) + text).PadRight(width);
        return rows;
    }

    private string Coloured(string colour, string text) => colours ? colour + text + Plain : text;
}
