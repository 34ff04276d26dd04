namespace PiBootBox.Machines;

/// <summary>What the service says to <c>pibootbox machines</c>, one JSON object a line: a machine, or something of the box itself.</summary>
public sealed record ReportLine(MachineReport? Machine, BoxReport? Box);

/// <param name="Mac">Null for an address that asked for files and belongs to no known machine.</param>
/// <param name="Uuid">Null when its firmware told none.</param>
/// <param name="Name">What the settings call it; null when nothing.</param>
/// <param name="Stage">Where it is in its boot.</param>
/// <param name="Steps">Oldest first. With <c>--follow</c> only those that are new or changed.</param>
public sealed record MachineReport(
    string? Mac, string? Uuid, string? Name, string? Address, string Firmware, string Stage, DateTimeOffset LastHeard, IReadOnlyList<StepReport> Steps);

/// <param name="At">When it began.</param>
/// <param name="Until">When it changed last.</param>
/// <param name="Step">A word for programs: <c>AddressGiven</c>, <c>FileDone</c>.</param>
/// <param name="Text">A sentence for people.</param>
/// <param name="Via">DHCP, TFTP or HTTP.</param>
/// <param name="What">The file.</param>
/// <param name="Times">How often the same happened.</param>
public sealed record StepReport(
    DateTimeOffset At, DateTimeOffset Until, string Step, string Text, string? Address, string Via, string What, long Bytes, long Of, string Why, int Times);

public sealed record BoxReport(DateTimeOffset At, string Text);
