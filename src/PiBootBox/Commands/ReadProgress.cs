using System.Diagnostics;
using System.Globalization;
using PiBootBox.Core;
using PiBootBox.Core.Boot;

namespace PiBootBox.Commands;

/// <summary>How far a command has come that reads a whole drive: on a terminal one line that changes, elsewhere a line now and then.</summary>
/// <param name="total">Bytes that there are to read.</param>
internal sealed class ReadProgress(TextWriter output, bool isTerminal, double total)
{
    private const int Width = 79;

    private readonly TimeSpan _every = isTerminal ? TimeSpan.FromMilliseconds(200) : TimeSpan.FromSeconds(10);
    private readonly long _start = Stopwatch.GetTimestamp();
    private TimeSpan _told;
    private long _done;
    private bool _isShown;

    public void Add(string file, int bytes)
    {
        _done += bytes;
        TimeSpan now = Stopwatch.GetElapsedTime(_start);
        if (now - _told < _every)
            return;
        _told = now;
        string line = string.Create(CultureInfo.InvariantCulture,
            $"{100.0 * _done / Math.Max(total, 1),3:0} %  {_done / 1e6 / now.TotalSeconds,6:0.0} MB/s  {Printable.Text(file)}");
        line = MenuRow.Cut(line, Width);
        if (isTerminal)
            output.Write($"\r{line.PadRight(Width)}");
        else
            output.WriteLine(line);
        _isShown = isTerminal;
    }

    /// <summary>Makes room for a line that stays.</summary>
    public void Clear()
    {
        if (_isShown)
            output.Write($"\r{new string(' ', Width)}\r");
        _isShown = false;
    }
}
