using PiBootBox.Core.Machines;
using PiBootBox.Wire;

namespace PiBootBox.Core.Journal;

/// <summary>What is known of one machine at one moment.</summary>
/// <param name="Machine">Its hardware address is zero where a file was asked for from an address that belongs to no known machine.</param>
/// <param name="Address">The last one that it had or was offered; 0.0.0.0 when none.</param>
/// <param name="Lines">Oldest first.</param>
/// <param name="LastHeard">Monotonic time since the box's boot.</param>
public sealed record MachineStory(
    MachineId Machine, Ipv4 Address, IReadOnlyList<StoryLine> Lines, BootAttempts Attempts, TimeSpan LastHeard);

/// <summary>Something that happened to the box and not to a machine: a trouble, a change of role.</summary>
/// <param name="Change">As in <see cref="StoryLine.Change"/>.</param>
/// <param name="At">Monotonic time since the box's boot.</param>
public readonly record struct BoxLine(long Change, TimeSpan At, string Sentence);
