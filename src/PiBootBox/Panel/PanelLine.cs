using System.Globalization;
using PiBootBox.Core.Panel;

namespace PiBootBox.Panel;

/// <summary>
/// What goes over the control socket between the panel and those who look at it, a line each: pictures one way, buttons the other.
/// </summary>
internal static class PanelLine
{
    private const string NoFrame = "-";

    private static readonly string[] Buttons = Array.ConvertAll(Enum.GetValues<PanelButton>(), button => button.ToString().ToLowerInvariant());

    /// <summary>Width, height, lit LEDs and light as numbers, and the frame's bytes in Base64.</summary>
    public static string Write(PanelPicture picture)
    {
        string head = string.Create(CultureInfo.InvariantCulture,
            $"{picture.Frame?.Size.Width ?? 0} {picture.Frame?.Size.Height ?? 0} {(int)picture.Lit} {(int)picture.Light} ");
        return head + (picture.Frame is { } frame ? Convert.ToBase64String(frame.Bytes) : NoFrame);
    }

    /// <exception cref="FormatException">It is no picture.</exception>
    public static PanelPicture ReadPicture(string line)
    {
        string[] parts = line.Split(' ');
        if (parts.Length != 5)
            throw new FormatException("This is no picture of the panel.");
        var size = new DisplaySize(Number(parts[0]), Number(parts[1]));
        Frame? frame = null;
        if (parts[4] != NoFrame)
        {
            if (size != DisplaySize.Tall && size != DisplaySize.Flat)
                throw new FormatException("The panel has a size that this program does not know.");
            byte[] bytes = Convert.FromBase64String(parts[4]);
            frame = new Frame(size);
            if (bytes.Length != frame.Bytes.Length)
                throw new FormatException("The panel's picture is cut short.");
            bytes.CopyTo(frame.Bytes);
        }
        return new PanelPicture(frame, (Leds)Number(parts[2]), (PanelLight)Number(parts[3]), TimeSpan.MaxValue, null);
    }

    public static string Write(ButtonChange change) => $"{Buttons[(int)change.Button]} {(change.IsDown ? "down" : "up")}";

    /// <returns>Null when it is none.</returns>
    public static ButtonChange? ReadPress(string line)
    {
        int space = line.IndexOf(' ');
        int button = space < 0 ? -1 : Array.IndexOf(Buttons, line[..space]);
        return (button, line[(space + 1)..]) switch
        {
            (< 0, _) => null,
            (_, "down") => new ButtonChange((PanelButton)button, true),
            (_, "up") => new ButtonChange((PanelButton)button, false),
            _ => null,
        };
    }

    private static int Number(string text) => int.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture);
}
