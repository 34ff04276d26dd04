namespace PiBootBox.Core.Profiles;

/// <summary>What the box's own settings say of profiles.</summary>
/// <param name="Initial">"menu", "local", or an image's id or path: until a person chooses; null leaves it to the drive.</param>
/// <param name="Countdown">Before an image of the box's profile starts by itself; zero shows no menu at all, null leaves it to the drive.</param>
/// <param name="ArmedFor">How long an image that erases disks stays armed.</param>
/// <param name="ArmedMachines">How many machines take it before it is armed no more; 1 to <see cref="MostMachines"/>.</param>
public sealed record ProfileRules(string? Initial, TimeSpan? Countdown, TimeSpan ArmedFor, int ArmedMachines)
{
    public const int MostMachines = 1000;

    /// <summary>
    /// Time to walk over to a PC and switch it on. One machine: who means to install a classroom says so in the settings, or writes the
    /// machines down.
    /// </summary>
    public static readonly ProfileRules Default = new(null, null, TimeSpan.FromMinutes(10), 1);
}
