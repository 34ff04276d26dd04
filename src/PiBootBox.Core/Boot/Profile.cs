namespace PiBootBox.Core.Boot;

/// <summary>What the box hands out now. Set by the drive, later by the panel or the page.</summary>
/// <param name="Choice">"menu", "local", or an image's id or path; null when nobody chose.</param>
public sealed record Profile(string? Choice)
{
    public static readonly Profile None = new((string?)null);

    public bool IsMenu => Choice?.Equals("menu", StringComparison.OrdinalIgnoreCase) == true;

    public bool IsLocal => Choice is null || Choice.Equals("local", StringComparison.OrdinalIgnoreCase);
}
