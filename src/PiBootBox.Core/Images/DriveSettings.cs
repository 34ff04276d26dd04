using PiBootBox.Core.Machines;
using PiBootBox.Wire;

namespace PiBootBox.Core.Images;

/// <summary>What the drive's owner set in <c>pibootbox.json</c> at its root. Nothing there can change how the box itself works.</summary>
/// <param name="Timeout">The menu's countdown; null leaves it to the box.</param>
/// <param name="Default">"menu", "local", an image's id or its path; null leaves it to the box.</param>
/// <param name="Images">By id or path, as written.</param>
/// <param name="Rules">On the box's shelf together with those of its own file, so that every mouth of the plan knows both.</param>
public sealed record DriveSettings(
    string? Title,
    TimeSpan? Timeout,
    string? Default,
    IReadOnlyDictionary<string, ImageSettings> Images,
    MachineRules Rules,
    IReadOnlyList<SettingMistake> Mistakes)
{
    public const string FileName = "pibootbox.json";

    /// <summary>The owner's own values for the answer files of all machines.</summary>
    public IReadOnlyDictionary<string, string> Values { get; init; } = new Dictionary<string, string>();

    /// <inheritdoc cref="MachineRules.OfOneAddress"/>
    public IReadOnlyDictionary<MacAddress, MachineSettings> Machines => Rules.OfOneAddress;

    public static readonly DriveSettings None = new(
        null, null, null,
        new Dictionary<string, ImageSettings>(), MachineRules.None, []);
}

/// <param name="Arguments">Added to the kernel's command line.</param>
/// <param name="Destructive">A PC that starts it loses what is on its disk.</param>
public sealed record ImageSettings(string? Title, string? Arguments, bool Hidden, bool Destructive);

/// <summary>A line of the settings file that does nothing, and the cure.</summary>
/// <param name="Line">From 1; 0 for the file as a whole.</param>
/// <param name="Sentence">Quotes the file, and goes to logs and terminals: it is made <see cref="Printable"/> here, where no writer can forget it.</param>
public sealed record SettingMistake(int Line, string Sentence)
{
    public string Sentence { get; } = Printable.Text(Sentence);
}
