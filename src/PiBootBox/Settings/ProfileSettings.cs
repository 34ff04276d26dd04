using PiBootBox.Core;
using PiBootBox.Core.Profiles;

namespace PiBootBox.Settings;

/// <summary>For how long, and for how many PCs, an image that erases disks is armed.</summary>
public sealed class ArmingSection
{
    /// <summary><c>hh:mm:ss</c>, one minute to one day. Unset: 10 minutes.</summary>
    public TimeSpan? Time { get; set; }

    /// <summary>PCs that take it before it is armed no more, 1 to 1,000. Unset: 1.</summary>
    public int? Machines { get; set; }
}

/// <summary>What the settings say of profiles, checked.</summary>
internal static class ProfileSettings
{
    private const int MostCountdown = 3600;

    /// <exception cref="CannotServeException">A value that cannot be.</exception>
    public static ProfileRules Read(BoxSettings settings)
    {
        if (settings.Profile is { } profile && (string.IsNullOrWhiteSpace(profile) || profile.Length > ProfileDesk.MostText))
            throw new CannotServeException("The setting profile names nothing: write \"menu\", \"local\", or an image's path or id as `pibootbox images` lists it, or leave it out for what the drive says.");
        if (settings.ProfileCountdown is < 0 or > MostCountdown)
            throw new CannotServeException($"The setting profileCountdown says {settings.ProfileCountdown}: give seconds from 0 (no menu is shown) to {MostCountdown}, or leave it out for what the drive says.");
        TimeSpan time = settings.Arming.Time ?? ProfileRules.Default.ArmedFor;
        if (time < TimeSpan.FromMinutes(1) || time > TimeSpan.FromDays(1))
            throw new CannotServeException($"The setting arming.time says {time}: give hh:mm:ss from 00:01:00 to 1.00:00:00, or leave it out for 10 minutes.");
        int machines = settings.Arming.Machines ?? ProfileRules.Default.ArmedMachines;
        if (machines is < 1 or > ProfileRules.MostMachines)
            throw new CannotServeException($"The setting arming.machines says {machines}: give a number from 1 to {ProfileRules.MostMachines}, or leave it out for one PC.");
        TimeSpan? countdown = settings.ProfileCountdown is { } seconds ? TimeSpan.FromSeconds(seconds) : null;
        return new ProfileRules(settings.Profile?.Trim(), countdown, time, machines);
    }
}
