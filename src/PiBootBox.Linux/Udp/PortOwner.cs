using System.Globalization;

namespace PiBootBox.Linux.Udp;

/// <summary>Finds out which program holds a port, for the message that names the cure.</summary>
public static class PortOwner
{
    /// <returns>"dnsmasq (process 812)", or "another program" where the kernel does not tell us.</returns>
    public static string OfUdp(ushort port) => Of("/proc/net/udp", port);

    /// <inheritdoc cref="OfUdp"/>
    public static string OfTcp(ushort port) => Of("/proc/net/tcp", port);

    private static string Of(string table, ushort port)
    {
        try
        {
            HashSet<string> sockets = [.. File.ReadLines(table).Skip(1).Select(line => SocketAt(line, port)).OfType<string>()];
            foreach (string process in sockets.Count > 0 ? Directory.EnumerateDirectories("/proc") : [])
            {
                if (int.TryParse(Path.GetFileName(process), NumberStyles.None, CultureInfo.InvariantCulture, out int id)
                    && Holds(process, sockets))
                    return $"{File.ReadAllText(process + "/comm").Trim()} (process {id})";
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A process that ended while we looked, or /proc of another user.
        }
        return "another program";
    }

    /// <remarks>Columns of /proc/net/udp: 1 is the local address and port in hex, 9 the inode (proc(5)).</remarks>
    private static string? SocketAt(string line, ushort port)
    {
        string[] columns = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return columns.Length > 9 && columns[1].EndsWith(":" + port.ToString("X4", CultureInfo.InvariantCulture), StringComparison.Ordinal)
            ? $"socket:[{columns[9]}]"
            : null;
    }

    private static bool Holds(string process, HashSet<string> sockets)
    {
        try
        {
            return Directory.EnumerateFileSystemEntries(process + "/fd")
                .Any(descriptor => new FileInfo(descriptor).LinkTarget is { } target && sockets.Contains(target));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
