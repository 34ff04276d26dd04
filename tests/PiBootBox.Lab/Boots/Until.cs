namespace PiBootBox.Lab.Boots;

/// <summary>What a serial console shows when the PC has come as far as a test wants.</summary>
internal static class Until
{
    /// <summary>Debian's installer: its init has run its first script. The kernel says nothing like it.</summary>
    public const string InstallerInit = "Starting system log daemon";

    /// <summary>The disc of scripts/media.sh: its hostname, and the prompt of getty.</summary>
    public const string LiveLogin = "debian-live login:";

    public const string Memtest = "Memtest86";
}
