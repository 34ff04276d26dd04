using PiBootBox.Core.Images;

namespace PiBootBox.Core.Boot;

public enum BootTarget
{
    /// <summary>The PC's own disk, after the countdown.</summary>
    LocalDisk,
    /// <summary>An image, after the countdown.</summary>
    Image,
    /// <summary>The menu waits for a person.</summary>
    Menu,
}

/// <summary>What one machine boots when nobody touches a key.</summary>
/// <param name="Image">For <see cref="BootTarget.Image"/>.</param>
/// <param name="Wait">The countdown; zero waits for ever.</param>
/// <param name="Reason">For the journal and the menu: a sentence.</param>
public sealed record BootPlan(BootTarget Target, BootImage? Image, TimeSpan Wait, string Reason)
{
    /// <summary>It starts without a menu before it; when it does not start, the menu is there.</summary>
    public bool IsDirect { get; init; }
}
