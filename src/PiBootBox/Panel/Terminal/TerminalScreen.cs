using System.Text;

namespace PiBootBox.Panel.Terminal;

/// <summary>
/// A terminal with a picture that stays at the top, and below it room where lines of a log scroll (ECMA-48, and DECSTBM of the VT100
/// which every terminal has). Callable from any thread.
/// </summary>
internal sealed class TerminalScreen : IDisposable
{
    private const string SaveCursor = "\e7", RestoreCursor = "\e8", HideCursor = "\e[?25l", ShowCursor = "\e[?25h", WholeScreen = "\e[r",
        ToEndOfLine = "\e[K", Clear = "\e[2J", OtherScreen = "\e[?1049h", FirstScreen = "\e[?1049l";

    private readonly Lock _gate = new();
    private readonly Stream _output = Console.OpenStandardOutput();
    private readonly bool _hasLog;
    private List<string> _shown = [];
    private (int Columns, int Lines) _size;

    /// <param name="hasLog">What is logged scrolls below the picture, and stays when the program ends.</param>
    public TerminalScreen(bool hasLog)
    {
        _hasLog = hasLog;
        Send((hasLog ? "" : OtherScreen) + HideCursor + Clear);
    }

    public static (int Columns, int Lines) Size => (Console.WindowWidth, Console.WindowHeight);

    public void Show(IReadOnlyList<string> lines)
    {
        lock (_gate)
        {
            var text = new StringBuilder();
            if (Size != _size || lines.Count != _shown.Count)
                LayOut(lines.Count, text);
            if (_hasLog)
                text.Append(SaveCursor);
            for (int i = 0; i < lines.Count && i < _size.Lines; i++)
            {
                if (_shown[i] != lines[i])
                    text.Append($"\e[{i + 1};1H").Append(lines[i]).Append(ToEndOfLine);
            }
            if (_hasLog)
                text.Append(RestoreCursor);
            _shown = [.. lines];
            Send(text.ToString());
        }
    }

    /// <param name="text">Lines with their ends.</param>
    public void Log(string text)
    {
        lock (_gate)
            Send(text);
    }

    public void Dispose()
    {
        lock (_gate)
            Send(_hasLog ? WholeScreen + $"\e[{_size.Lines};1H" + ShowCursor + "\n" : ShowCursor + FirstScreen);
    }

    private void LayOut(int picture, StringBuilder text)
    {
        _size = Size;
        _shown = [.. Enumerable.Repeat("", picture)];
        text.Append(WholeScreen).Append(Clear);
        // The log begins under the picture, and scrolls once it has reached the bottom.
        if (_hasLog && picture + 1 < _size.Lines)
            text.Append($"\e[{picture + 1};{_size.Lines}r\e[{picture + 1};1H");
    }

    private void Send(string text)
    {
        _output.Write(Encoding.UTF8.GetBytes(text));
        _output.Flush();
    }
}
