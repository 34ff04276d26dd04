namespace PiBootBox.Core.Dhcp;

internal static class LeaseDuration
{
    /// <summary>What the client asks for (option 51, in seconds), within the bounds of the settings.</summary>
    public static TimeSpan For(uint? askedSeconds, DhcpSettings settings)
    {
        if (askedSeconds is not { } seconds)
            return settings.LeaseTime;
        // The wire's "for ever" is the largest number, and is bounded like any other.
        var asked = TimeSpan.FromSeconds((double)seconds);
        TimeSpan shortest = Min(settings.ShortestLease, settings.LeaseTime);
        TimeSpan longest = settings.LongestLease > settings.LeaseTime ? settings.LongestLease : settings.LeaseTime;
        return asked < shortest ? shortest : Min(asked, longest);
    }

    private static TimeSpan Min(TimeSpan a, TimeSpan b) => a < b ? a : b;
}
