using System.Globalization;

namespace PiBootBox.Linux.Packet;

/// <summary>Which program holds a UDP port, as far as /proc tells us.</summary>
internal static class PortOwner
{
    /// <returns>Name and process id, such as <c>dnsmasq (process 812)</c>; null when it cannot be known.</returns>
    public static string? Of(ushort port)
    {
        try
        {
            HashSet<string> links = [.. Sockets(port).Select(inode => $"socket:[{inode}]")];
            return links.Count == 0 ? null : Processes().FirstOrDefault(process => Holds(process, links)) is { } owner ? Name(owner) : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Inode numbers of the sockets bound to the port, of the network namespace of this thread.</summary>
    private static IEnumerable<string> Sockets(ushort port)
    {
        string suffix = ":" + port.ToString("X4", CultureInfo.InvariantCulture);
        foreach (string table in (string[])["/proc/thread-self/net/udp", "/proc/thread-self/net/udp6"])
        {
            if (!File.Exists(table))
                continue;
            foreach (string line in File.ReadLines(table).Skip(1))
            {
                string[] columns = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
                if (columns.Length > 9 && columns[1].EndsWith(suffix, StringComparison.Ordinal))
                    yield return columns[9];
            }
        }
    }

    private static IEnumerable<string> Processes() =>
        Directory.EnumerateDirectories("/proc").Where(path => char.IsAsciiDigit(path[^1]));

    private static bool Holds(string process, HashSet<string> links)
    {
        try
        {
            return Directory.EnumerateFileSystemEntries(Path.Combine(process, "fd"))
                .Any(file => new FileInfo(file).LinkTarget is { } target && links.Contains(target));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Ended meanwhile, or not ours to look into.
            return false;
        }
    }

    private static string Name(string process) =>
        $"{File.ReadAllText(Path.Combine(process, "comm")).Trim()} (process {Path.GetFileName(process)})";
}
