namespace PiBootBox.Core.Images;

public static class DriveSettingsReader
{
    public static DriveSettings Read(ReadOnlySpan<byte> json) => DriveSettings.None;
}
