namespace PiBootBox.Linux.Storage;

/// <summary>What tells one file system from another that is mounted in its place.</summary>
public static class Volumes
{
    private const string Database = "/run/udev/data", Property = "E:ID_FS_UUID=";
    private const int MostBytes = 64 * 1024, MostOfId = 64;

    /// <param name="device">Major and minor number, as <c>8:17</c>.</param>
    /// <param name="database">Where udev keeps what it knows of devices; it does not touch the drive.</param>
    /// <returns>The UUID, or for FAT, exFAT and NTFS the serial number, that was made when it was formatted; empty where nobody knows it.</returns>
    public static string IdOf(string device, string database = Database)
    {
        string path = Path.Combine(database, "b" + device);
        try
        {
            if (!File.Exists(path) || new FileInfo(path).Length > MostBytes)
                return "";
            foreach (string line in File.ReadLines(path))
            {
                if (line.StartsWith(Property, StringComparison.Ordinal) && line.Length <= Property.Length + MostOfId)
                    return line[Property.Length..];
            }
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // Without it a drive is known by its place alone.
        }
        return "";
    }
}
