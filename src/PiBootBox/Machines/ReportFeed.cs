using PiBootBox.Core;
using PiBootBox.Core.Journal;
using PiBootBox.Core.Machines;
using PiBootBox.Journal;
using PiBootBox.Linux.Clock;
using PiBootBox.Wire;

namespace PiBootBox.Machines;

/// <summary>The book of machines as reports. Boards without a clock jump: times of day are reckoned back from now.</summary>
/// <param name="nameOf">What the settings call a machine; null when nothing.</param>
public sealed class ReportFeed(MachineBook book, Func<MachineId, string?> nameOf, TimeProvider clock)
{
    /// <param name="newerThan">A mark of before: only what changed since. Below zero: everything.</param>
    public IReadOnlyList<ReportLine> Read(long newerThan, out long mark)
    {
        (IReadOnlyList<MachineStory> machines, IReadOnlyList<BoxLine> box) = book.Read(newerThan, out mark);
        var time = new TimeOfDay(clock.GetLocalNow(), BootClock.Now);
        var reports = new List<ReportLine>(box.Count + machines.Count);
        foreach (BoxLine line in box)
            reports.Add(new ReportLine(null, Of(line, time)));
        foreach (MachineStory story in machines)
            reports.Add(new ReportLine(Of(story, time), null));
        return reports;
    }

    private static BoxReport Of(in BoxLine line, TimeOfDay time) => new(time.Of(line.At), Printable.Text(line.Sentence));

    private MachineReport Of(MachineStory story, TimeOfDay time) => new(
        story.Machine.Mac == MacAddress.Zero ? null : story.Machine.Mac.ToString(),
        story.Machine.Uuid == Guid.Empty ? null : story.Machine.Uuid.ToString(),
        nameOf(story.Machine) is { } name ? Printable.Name(name) : null,
        story.Address.IsAny ? null : story.Address.ToString(),
        LineText.Firmware(story.Attempts.Current?.Client ?? default),
        Printable.Text(BootStage.Of(story, time.Uptime)),
        time.Of(story.LastHeard),
        Of(story.Lines, time));

    private static List<StepReport> Of(IReadOnlyList<StoryLine> lines, TimeOfDay time)
    {
        var steps = new List<StepReport>(lines.Count);
        foreach (StoryLine line in lines)
            steps.Add(Of(line, time));
        return steps;
    }

    private static StepReport Of(StoryLine line, TimeOfDay time) => new(
        time.Of(line.At), time.Of(line.Until), line.Step.ToString(), LineText.Of(line),
        line.Address.IsAny ? null : line.Address.ToString(), line.Via, Printable.Text(line.What), line.Bytes, line.Of, Printable.Text(line.Why), line.Times);

    private readonly record struct TimeOfDay(DateTimeOffset Now, TimeSpan Uptime)
    {
        public DateTimeOffset Of(TimeSpan at) => Now - (Uptime - at);
    }
}
