namespace PiBootBox.Core.Boot;

/// <summary>Who said what the box hands out.</summary>
public enum ProfileOrigin
{
    /// <summary>An owner, in a settings file: a decision in writing, which no arming has to confirm.</summary>
    Written,
    /// <summary>A person, by the panel or by a command: it holds until it is changed, and starts nothing that erases a disk.</summary>
    Chosen,
    /// <summary>The same, and meant for this machine now although it erases its disk.</summary>
    Armed,
    /// <summary>It was armed for this machine and was started there.</summary>
    HadItsTurn,
}

/// <summary>What the box hands out now to one machine, or to all of which it knows nothing else.</summary>
/// <param name="Choice">"menu", "local", or an image's id or path; null when nobody chose, so that the drive says it.</param>
public sealed record Profile(string? Choice, ProfileOrigin Origin = ProfileOrigin.Written)
{
    public const string MenuWord = "menu", LocalWord = "local";

    public static readonly Profile None = new((string?)null);

    public bool IsMenu => Choice?.Equals(MenuWord, StringComparison.OrdinalIgnoreCase) == true;

    public bool IsLocal => Choice is null || Choice.Equals(LocalWord, StringComparison.OrdinalIgnoreCase);
}
