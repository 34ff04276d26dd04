using System.Globalization;
using PiBootBox.Core.Boot;
using PiBootBox.Machines;

namespace PiBootBox.Commands;

/// <summary>Reports as text of 80 columns: first a list, machine by machine; what comes after it as lines of a log.</summary>
internal sealed class MachinesText(TextWriter output)
{
    private const int Width = 80, Indent = 2, LongestName = 40;

    /// <summary>A file that is being read is told of this often, and when it is there.</summary>
    private static readonly TimeSpan BetweenProgress = TimeSpan.FromSeconds(5);

    /// <summary>Files of which progress was told, and when; kept small, for a follower may run for weeks.</summary>
    private readonly Dictionary<(string Machine, string File), DateTimeOffset> _told = [];

    private bool _isLive, _isFirst = true, _isEmpty = true;

    public void Write(ReportLine report)
    {
        if (report.Box is { } box)
        {
            if (!_isLive && _isFirst)
                output.WriteLine("The box");
            WriteAt(_isLive ? "" : "  ", box.At, _isLive ? $"The box: {box.Text}" : box.Text);
        }
        if (report.Machine is { } machine)
        {
            if (_isLive)
                WriteLive(machine);
            else
                WriteMachine(machine);
        }
        _isFirst = false;
    }

    public void EndOfList(bool follows)
    {
        if (_isEmpty)
            output.WriteLine("No machine has asked for anything since the box was started.");
        if (follows)
            output.WriteLine("\nFrom here on as it happens; Ctrl-C ends it.");
        _isLive = true;
        output.Flush();
    }

    private void WriteMachine(MachineReport machine)
    {
        if (!_isFirst)
            output.WriteLine();
        _isEmpty = false;
        string[] facts = [Caller(machine), machine.Name is null ? "" : machine.Mac ?? "", machine.Mac is null ? "" : machine.Address ?? "", machine.Firmware];
        output.WriteLine(MenuRow.Cut(string.Join("  ", facts.Where(fact => fact.Length > 0)), Width));
        if (machine.Uuid is not null)
            output.WriteLine($"  UUID {machine.Uuid}");
        WriteWrapped("  ", $"Now: {machine.Stage}. Last heard {Time(machine.LastHeard)}.");
        foreach (StepReport step in machine.Steps)
            WriteAt("  ", step.At, step.Text);
    }

    private void WriteLive(MachineReport machine)
    {
        foreach (StepReport step in machine.Steps)
        {
            if (IsNews(machine, step))
                WriteAt("", step.Until, $"{Caller(machine)}: {step.Text}");
        }
        output.Flush();
    }

    private bool IsNews(MachineReport machine, StepReport step)
    {
        (string, string) file = (machine.Mac ?? machine.Address ?? "", step.What);
        if (step.Step != "FileProgress")
        {
            _told.Remove(file);
            return true;
        }
        if (_told.TryGetValue(file, out DateTimeOffset before) && step.Until - before < BetweenProgress)
            return false;
        if (_told.Count > 1000)
            _told.Clear();
        _told[file] = step.Until;
        return true;
    }

    private static string Caller(MachineReport machine) =>
        machine.Name is { } name ? MenuRow.Cut(name, LongestName) : machine.Mac ?? machine.Address ?? "";

    private void WriteAt(string indent, DateTimeOffset at, string text)
    {
        string label = $"{indent}{Time(at)}  ";
        foreach (string line in MenuRow.Wrap(text, Width - label.Length))
        {
            output.WriteLine(label + line);
            label = new string(' ', label.Length);
        }
    }

    private void WriteWrapped(string indent, string text)
    {
        foreach (string line in MenuRow.Wrap(text, Width - Indent))
            output.WriteLine(indent + line);
    }

    private static string Time(DateTimeOffset at) =>
        at.ToLocalTime().ToString(DateTime.Now - at.LocalDateTime < TimeSpan.FromHours(24) ? "HH:mm:ss" : "MM-dd HH:mm", CultureInfo.InvariantCulture);
}
