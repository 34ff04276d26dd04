using PiBootBox.Core.Journal;
using PiBootBox.Core.Roles;
using PiBootBox.Core.Tree;
using PiBootBox.Wire;

namespace PiBootBox.Core.Diagnoses;

/// <summary>All that a diagnosis looks at, at one moment.</summary>
/// <param name="Now">Monotonic time since the box's boot.</param>
/// <param name="Choice">What the box hands out now: "menu", "local" or an image.</param>
/// <param name="Machines">Those that were heard lately, the latest first.</param>
/// <param name="Told">When each kind of trouble was told last; see <see cref="ToldTroubles"/>.</param>
public sealed record BoxFacts(
    TimeSpan Now,
    IReadOnlyList<PortFacts> Ports,
    BoxContents Contents,
    string Choice,
    IReadOnlyList<MachineFacts> Machines,
    ToldTroubles Told);

/// <summary>A port that the box serves or would serve.</summary>
/// <param name="Address">The box's own there; null while it has none.</param>
/// <param name="Neighbour">Who else serves there.</param>
/// <param name="Refusal">Why it cannot be served: a sentence with the cure; null when it can.</param>
public sealed record PortFacts(string Name, bool HasLink, Ipv4Subnet? Address, Role Role, Neighbour? Neighbour, string? Refusal);

/// <param name="Name">What a technician calls it.</param>
/// <param name="Story">Its last lines at least.</param>
public readonly record struct MachineFacts(string Name, MachineStory Story);
