using PiBootBox.Wire;

namespace PiBootBox.Core.Machines;

/// <summary>What a settings file says about a machine. Null leaves a thing to the next less exact entry, and to the box at last.</summary>
/// <param name="Name">What the technician calls it: one line, untrusted text.</param>
/// <param name="Image">"menu", "local", an image's id or its path.</param>
/// <param name="Address">Only in the box's own file, as everything after it.</param>
/// <param name="Architecture">For a machine that tells the wrong one, or none.</param>
/// <param name="Loader">The name of a loader chain.</param>
public sealed record MachineSettings(
    string? Name = null, string? Image = null, Ipv4? Address = null, Firmware? Architecture = null, string? Loader = null)
{
    /// <summary>The answer file that installs it: a path on the drive.</summary>
    public string? Answers { get; init; }

    /// <summary>The owner's own values for answer files, each taken from the most exact entry that has it.</summary>
    public IReadOnlyDictionary<string, string>? Values { get; init; }
}

/// <summary>One entry of <c>machines</c> in a settings file.</summary>
/// <param name="IsOfBox">Of the box's own file, and not of the drive's.</param>
/// <param name="Line">Where it begins, from 1.</param>
public sealed record MachineRule(MachinePattern Who, MachineSettings Settings, bool IsOfBox, int Line);

/// <summary>What is set for a machine. Callable from any thread, without allocation: packet threads ask.</summary>
public interface IMachineSettings
{
    /// <summary>What the technician calls it; null when nothing.</summary>
    string? NameOf(MachineId machine);

    /// <summary>"menu", "local", an image's id or its path; null when nothing is set.</summary>
    string? ImageOf(MachineId machine);

    /// <summary>Counts instead of what its DHCP messages say; null when nothing is set.</summary>
    Firmware? ArchitectureOf(MachineId machine);

    /// <summary>The name of a loader chain; null when nothing is set.</summary>
    string? LoaderOf(MachineId machine);

    /// <summary>The path of its answer file on the drive; null when nothing is set.</summary>
    string? AnswersOf(MachineId machine);
}
